package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultiaddrTest {
  private static final PeerId PEER = PeerId.parse(Vectors.text("peerIdBase58"));

  @TestFactory
  Stream<DynamicTest> addressesAreWrittenAsOthersWriteThem() {
    return Vectors.all("multiaddr").entrySet().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.getKey(),
                    () -> {
                      Multiaddr address = Multiaddr.parse(each.getKey());

                      assertThat(address.bytes()).isEqualTo(each.getValue());
                      assertThat(address).hasToString(each.getKey());
                      assertThat(Multiaddr.ofBytes(each.getValue()))
                          .isEqualTo(address)
                          .hasSameHashCodeAs(address)
                          .hasToString(each.getKey());
                    }));
  }

  @Test
  void ipfsIsAnOldNameOfP2pAndThePeerMayBeACid() {
    Multiaddr address = Multiaddr.parse("/ip4/10.0.0.1/tcp/9/ipfs/" + PEER.cid());

    assertThat(address).hasToString("/ip4/10.0.0.1/tcp/9/p2p/" + PEER);
    assertThat(address.peer()).contains(PEER);
  }

  @Test
  void aSlashAtTheEndMakesNoDifference() {
    assertThat(Multiaddr.parse("/ip4/10.0.0.1/tcp/9/"))
        .isEqualTo(Multiaddr.parse("/ip4/10.0.0.1/tcp/9"));
  }

  @ParameterizedTest
  @CsvSource({
    "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
    "0:0:0:0:0:0:0:0, ::",
    "::, ::",
    "1::, 1::",
    "::1, ::1",
    "1:0:0:2:0:0:0:3, 1:0:0:2::3",
    "1:0:0:2:0:0:3:4, 1::2:0:0:3:4",
    "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "00ab::0001, ab::1",
    "::ffff:192.0.2.1, ::ffff:192.0.2.1",
    "::ffff:c000:201, ::ffff:192.0.2.1",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221"
  })
  void ip6AddressesPrintAsTheRfcWantsThem(String given, String printed) {
    assertThat(Multiaddr.parse("/ip6/" + given + "/tcp/1"))
        .hasToString("/ip6/" + printed + "/tcp/1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":",
        ":::",
        "1",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "12345::",
        "g::",
        "1.2.3.4::",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1.2.3",
        "::1.2.3.256",
        ":1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:",
        "fe80::1%eth0",
        "127.0.0.1"
      })
  void whatIsNoIp6AddressIsRefused(String text) {
    assertThatThrownBy(() -> Multiaddr.parse("/ip6/" + text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("'" + text + "' cannot follow /ip6", "such as 2001:db8::1");
  }

  @ParameterizedTest
  @CsvSource({
    "'', it begins with / and a protocol",
    "/, it begins with / and a protocol",
    "ip4/1.2.3.4, it begins with / and a protocol",
    "/ip4, a value is missing after /ip4",
    "/ip4/1.2.3, '1.2.3' cannot follow /ip4: an IPv4 address is written such as 192.0.2.1",
    "/ip4/1.2.3.256, '1.2.3.256' cannot follow /ip4",
    "/ip4/01.2.3.4, '01.2.3.4' cannot follow /ip4",
    "/ip4/1.2.3.4/tcp/65536, '65536' cannot follow /tcp: a port is a number from 0 to 65535",
    "/ip4/1.2.3.4/tcp/-1, '-1' cannot follow /tcp",
    "/ip4/1.2.3.4/tcp/08, '08' cannot follow /tcp",
    "/ip4/1.2.3.4/tcp, a value is missing after /tcp",
    "/ip4/1.2.3.4/sctp/1, 'sctp' is not a protocol; known are ip4",
    "/ip4/1.2.3.4/ws/1, '1' is not a protocol",
    "//ip4/1.2.3.4, '' is not a protocol",
    "/dns4/a b/tcp/1, 'a b' cannot follow /dns4: a host name has 1 to 253",
    "/dns4//tcp/1, '' cannot follow /dns4",
    "/ip6zone/a%b/ip6/::1, 'a%b' cannot follow /ip6zone: a zone is",
    "/p2p/nobody, 'nobody' cannot follow /p2p: not a peer id"
  })
  void anAddressThatSomebodyMistypedIsRefusedByNamingThePart(String text, String why) {
    assertThatThrownBy(() -> Multiaddr.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("cannot read the address '" + text + "'", why, "such as /ip4/");
  }

  @Test
  void longAddressesAreRefused() {
    assertThatThrownBy(() -> Multiaddr.parse("/ws".repeat(17)))
        .hasMessageContaining("at most 16 components");
    assertThatThrownBy(() -> Multiaddr.parse(("/dns/" + "a".repeat(253)).repeat(5)))
        .hasMessageContaining("at most 1024 bytes");
    assertThatThrownBy(() -> Multiaddr.parse("/ws".repeat(1000)))
        .hasMessageContaining("longer than 2048 characters");
    assertThatThrownBy(() -> Multiaddr.ofBytes(new byte[1025])).hasMessageContaining("1024 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "04", "047f0000", "047f00000106", "047f000001060f", "35", "3500", "3502612f",
            "350261ff",
        "35ff7f61", "9102", "847f", "8400", "ffffffff7f", "a50300", "a503030001", "2a00", "a70300"
      })
  void bytesThatAreNoAddressAreRefused(String hex) {
    assertThatThrownBy(() -> Multiaddr.ofBytes(HexFormat.of().parseHex(hex)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anUnknownProtocolIsSaidToBeUnknown() {
    assertThatThrownBy(() -> Multiaddr.ofBytes(HexFormat.of().parseHex("047f0000018401")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an address with the unknown protocol 132");
  }

  @Test
  void thePeerAtTheEndComesAndGoes() {
    Multiaddr plain = Multiaddr.parse("/ip4/10.0.0.1/tcp/9");
    PeerId other = PeerId.ofBytes(new byte[] {0, 1, 2});

    assertThat(plain.peer()).isEmpty();
    assertThat(plain.withoutPeer()).isEqualTo(plain);
    assertThat(plain.withPeer(PEER).peer()).contains(PEER);
    assertThat(plain.withPeer(PEER).withPeer(other)).isEqualTo(plain.withPeer(other));
    assertThat(plain.withPeer(PEER).withoutPeer()).isEqualTo(plain);
    assertThat(Multiaddr.parse("/p2p/" + PEER).withoutPeer().components()).isEmpty();
    assertThat(Multiaddr.parse("/p2p/" + PEER).withoutPeer()).hasToString("/");
  }

  @Test
  void behindARelayThePeerIsTheOneAtTheEnd() {
    PeerId relay = PeerId.ofBytes(new byte[] {0, 1, 2});

    Multiaddr through =
        Multiaddr.parse("/ip4/10.0.0.1/tcp/9/p2p/" + relay + "/p2p-circuit/p2p/" + PEER);
    Multiaddr open = Multiaddr.parse("/ip4/10.0.0.1/tcp/9/p2p/" + relay + "/p2p-circuit");

    assertThat(through.peer()).contains(PEER);
    assertThat(open.peer()).isEmpty();
    assertThat(through.isTcp()).isFalse();
    assertThat(open.isTcp()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/ip4/10.0.0.1/tcp/9, 10.0.0.1, 9, true",
    "/ip6/::1/tcp/9, ::1, 9, true",
    "/ip6zone/eth0/ip6/fe80::1/tcp/9, fe80::1, 9, true",
    "/dns4/example.com/tcp/443, example.com, 443, true",
    "/ip4/1.2.3.4/tcp/5/ws, 1.2.3.4, 5, false",
    "/ip4/1.2.3.4/udp/5/quic-v1, 1.2.3.4, , false",
    "/dnsaddr/example.com, example.com, , false",
    "/tcp/5, , , false",
    "/ip6zone/eth0, , , false"
  })
  void hostAndPortAreFoundWhereTheyAre(String text, String host, Integer port, boolean tcp) {
    Multiaddr address = Multiaddr.parse(text);

    assertThat(address.host().map(Multiaddr.Component::value).orElse(null)).isEqualTo(host);
    assertThat(address.tcpPort().orElse(null)).isEqualTo(port);
    assertThat(address.isTcp()).isEqualTo(tcp);
    assertThat(address.withPeer(PEER).isTcp()).isEqualTo(tcp);
    assertThat(address.tcpSocket().isPresent()).isEqualTo(tcp);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, /ip4/127.0.0.1/tcp/4001", "::1, /ip6/::1/tcp/4001"})
  void socketsHaveAddressesAndBack(String ip, String text) throws UnknownHostException {
    InetSocketAddress socket = new InetSocketAddress(InetAddress.getByName(ip), 4001);

    Multiaddr address = Multiaddr.ofTcp(socket);

    assertThat(address).hasToString(text);
    assertThat(address.withPeer(PEER).tcpSocket()).contains(socket);
  }

  @Test
  void namesAndZonesAreLeftToBeLookedUp() {
    InetSocketAddress named = InetSocketAddress.createUnresolved("example.com", 80);

    assertThat(Multiaddr.ofTcp(named)).hasToString("/dns/example.com/tcp/80");
    assertThat(Multiaddr.parse("/dns4/example.com/tcp/80").tcpSocket()).contains(named);
    assertThat(Multiaddr.parse("/ip6zone/eth0/ip6/fe80::1/tcp/80").tcpSocket())
        .contains(InetSocketAddress.createUnresolved("fe80::1%eth0", 80));
  }
}
