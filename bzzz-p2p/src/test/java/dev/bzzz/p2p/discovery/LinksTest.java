package dev.bzzz.p2p.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.Multiaddr;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinksTest {
  private final Links links = Links.now();

  @Test
  void everyAddressOfThisHostIsItsOwnAndANeighbours() {
    assertThat(links.all()).isNotEmpty();
    for (Links.Link link : links.all()) {
      for (var own : link.addresses()) {
        assertThat(links.isOwn(own.getAddress())).isTrue();
        assertThat(links.isNeighbour(own.getAddress())).isTrue();
      }
    }
  }

  @Test
  void aStrangerIsNeither() {
    assertThat(links.isOwn(SomePeers.ip("203.0.113.77"))).isFalse();
    assertThat(links.isNeighbour(SomePeers.ip("203.0.113.77"))).isFalse();
    assertThat(links.isNeighbour(SomePeers.ip("2001:db8::1"))).isFalse();
  }

  @Test
  void everyAddressOfThisHostIsSpeltOut() {
    List<Multiaddr> expanded = links.expand(List.of(Multiaddr.parse("/ip4/0.0.0.0/tcp/4001")));

    assertThat(expanded)
        .contains(Multiaddr.parse("/ip4/127.0.0.1/tcp/4001"))
        .allMatch(Addresses::isDialable)
        .allMatch(address -> address.toString().startsWith("/ip4/"));
    assertThat(expanded.get(expanded.size() - 1))
        .as("the address nobody else can reach comes last")
        .isEqualTo(Multiaddr.parse("/ip4/127.0.0.1/tcp/4001"));
  }

  @Test
  void aSocketForBothFamiliesHasAddressesOfBoth() throws Exception {
    List<Multiaddr> expanded = links.expand(List.of(Multiaddr.parse("/ip6/::/tcp/4001")));

    for (Links.Link link : links.all()) {
      for (var own : link.addresses()) {
        InetAddress bare = InetAddress.getByAddress(own.getAddress().getAddress());
        Multiaddr address = Multiaddr.ofTcp(new InetSocketAddress(bare, 4001));
        assertThat(expanded.contains(address))
            .as("%s", address)
            .isEqualTo(bare instanceof Inet4Address || !bare.isLinkLocalAddress());
      }
    }
  }

  @Test
  void otherAddressesStayAsTheyAre() {
    Multiaddr one = Multiaddr.parse("/ip4/192.0.2.1/tcp/4001");

    assertThat(links.expand(List.of(one))).containsExactly(one);
  }

  @Test
  void twoLooksAtTheSameLinksAreTheSame() {
    assertThat(links.sameAs(Links.now())).isTrue();
    assertThat(links.sameAs(new Links(List.of()))).isFalse();
  }
}
