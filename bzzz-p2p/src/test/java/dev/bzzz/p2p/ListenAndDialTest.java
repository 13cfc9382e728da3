package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Which addresses of a host a node listens at and dials. */
class ListenAndDialTest {
  private final TestNodes nodes = new TestNodes();

  @AfterEach
  void closeAll() {
    nodes.close();
  }

  @Test
  void everyAddressOfIpv4IsNoneOfIpv6() {
    Libp2pNode node = nodes.startAt("/ip4/0.0.0.0/tcp/0");

    List<Multiaddr> addresses = node.addresses();

    assertThat(addresses).anyMatch(each -> each.toString().startsWith("/ip4/127.0.0.1/tcp/"));
    assertThat(addresses).allMatch(each -> each.toString().startsWith("/ip4/"));
  }

  @Test
  void nobodyAnswersOnIpv6WhereOnlyIpv4IsListenedAt() throws Exception {
    Assumptions.assumeTrue(hasIpv6(), "this machine has no IPv6");
    int port = nodes.startAt("/ip4/0.0.0.0/tcp/0").addresses().get(0).tcpPort().orElseThrow();

    Libp2pNode dialer = nodes.start();

    assertThatThrownBy(() -> dialer.dial(Multiaddr.parse("/ip6/::1/tcp/" + port)).join())
        .hasMessageContaining("cannot connect to /ip6/::1/tcp/" + port);
  }

  @Test
  void nobodyListensAtAnAddressOfAGroup() {
    assertThatThrownBy(() -> nodes.startAt("/ip4/224.0.0.1/tcp/0"))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("cannot listen at /ip4/224.0.0.1/tcp/0");
  }

  @Test
  void nobodyListensAtTheAddressOfAnotherPeer() {
    String other = nodes.start().peerId().toString();

    assertThatThrownBy(() -> nodes.startAt("/ip4/127.0.0.1/tcp/0/p2p/" + other))
        .isInstanceOf(PermanentException.class)
        .hasMessageContainingAll("cannot listen at", "another peer's address", "leave out /p2p");
  }

  /** Each side might else close the connections that the other keeps. */
  @Test
  void severalDialsOfOneAddressAtTheSameTimeMakeOneConnection() {
    Libp2pNode listener = nodes.start();
    Libp2pNode dialer = nodes.start();
    Multiaddr whoever =
        Multiaddr.parse(
            "/ip4/127.0.0.1/tcp/" + listener.addresses().get(0).tcpPort().orElseThrow());

    List<CompletableFuture<PeerId>> dials = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      dials.add(dialer.dial(whoever));
    }

    assertThat(dials)
        .allSatisfy(each -> assertThat(each).succeedsWithin(Duration.ofSeconds(20)))
        .allSatisfy(each -> assertThat(each.join()).isEqualTo(listener.peerId()));
    assertThat(dialer.connections()).hasSize(1);
  }

  /** As other implementations are told to listen, by their documentation and by default. */
  @Test
  void everyAddressOfBothKindsMayHaveTheSamePort() throws Exception {
    Assumptions.assumeTrue(hasIpv6(), "this machine has no IPv6");
    int port = freePort();

    Libp2pNode node = nodes.startAt("/ip4/0.0.0.0/tcp/" + port, "/ip6/::/tcp/" + port);
    Libp2pNode dialer = nodes.start();
    Libp2pNode other = nodes.start();

    assertThat(dialer.dial(Multiaddr.parse("/ip4/127.0.0.1/tcp/" + port)).join())
        .isEqualTo(node.peerId());
    assertThat(other.dial(Multiaddr.parse("/ip6/::1/tcp/" + port)).join()).isEqualTo(node.peerId());
    assertThat(node.addresses())
        .contains(
            Multiaddr.parse("/ip4/127.0.0.1/tcp/" + port).withPeer(node.peerId()),
            Multiaddr.parse("/ip6/::1/tcp/" + port).withPeer(node.peerId()));
  }

  @Test
  void anAddressThatNoInterfaceHasIsNotTakenForABusyPort() {
    assertThatThrownBy(() -> nodes.startAt("/ip4/203.0.113.7/tcp/0"))
        .isInstanceOf(PermanentException.class)
        .hasMessageContainingAll(
            "cannot listen at /ip4/203.0.113.7/tcp/0", "no interface of this host has that");
  }

  @Test
  void whoCanNeverBeConnectedIsNoPeerToStayConnectedWith() {
    Libp2pNodeBuilder builder = Libp2pNode.builder(Identity.generate());
    Multiaddr webSocket = Multiaddr.parse("/ip4/127.0.0.1/tcp/4001/ws");

    assertThatThrownBy(() -> builder.peer(webSocket))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(webSocket.toString());
  }

  @Test
  void aNameIsDialledAtAnAddressOfTheKindThatIsAskedFor() {
    Libp2pNode node = nodes.startAt("/ip4/127.0.0.1/tcp/0");
    int port = node.addresses().get(0).tcpPort().orElseThrow();
    Libp2pNode dialer = nodes.start();

    assertThatThrownBy(() -> dialer.dial(Multiaddr.parse("/dns6/localhost/tcp/" + port)).join())
        .hasMessageContaining("cannot connect to /dns6/localhost/tcp/" + port);
    assertThat(dialer.dial(Multiaddr.parse("/dns4/localhost/tcp/" + port)).join())
        .isEqualTo(node.peerId());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static boolean hasIpv6() throws IOException {
    InetAddress loopback = Inet6Address.getByName("::1");
    return NetworkInterface.getByInetAddress(loopback) != null;
  }
}
