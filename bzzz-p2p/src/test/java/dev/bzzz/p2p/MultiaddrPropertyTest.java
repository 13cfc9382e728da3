package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class MultiaddrPropertyTest {
  /** The JDK reads addresses, too; it takes a mapped IPv4 address for one of IPv4. */
  @Property(tries = 300)
  void ip6AddressesMeanWhatTheJdkTakesThemFor(
      @ForAll("addresses") byte[] ip, @ForAll @IntRange(max = 65535) int port)
      throws UnknownHostException {
    Inet6Address known = Inet6Address.getByAddress(null, ip, -1);

    Multiaddr address = Multiaddr.parse("/ip6/" + known.getHostAddress() + "/tcp/" + port);
    String printed = address.host().orElseThrow().value();

    assertThat(AddressProtocol.IP6.encode(printed)).isEqualTo(ip);
    assertThat(InetAddress.getByName(printed)).isEqualTo(InetAddress.getByAddress(ip));
    assertThat(printed).hasSizeLessThanOrEqualTo(known.getHostAddress().length() + 7);
    assertThat(Multiaddr.ofBytes(address.bytes())).isEqualTo(address);
    assertThat(address.tcpPort()).contains(port);
  }

  @Provide
  Arbitrary<byte[]> addresses() {
    return Arbitraries.frequency(
            net.jqwik.api.Tuple.of(3, (byte) 0),
            net.jqwik.api.Tuple.of(1, (byte) 1),
            net.jqwik.api.Tuple.of(1, (byte) 0xff))
        .array(byte[].class)
        .ofSize(16);
  }
}
