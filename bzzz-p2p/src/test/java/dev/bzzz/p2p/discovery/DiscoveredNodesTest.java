package dev.bzzz.p2p.discovery;

import static dev.bzzz.core.testkit.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bzzz.core.Identity;
import dev.bzzz.p2p.Libp2pNode;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.TestNodes;
import dev.bzzz.p2p.discovery.NetworkCheck.Outcome;
import dev.bzzz.p2p.net.NetworkKey;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that find each other and stay together. */
@Timeout(120)
class DiscoveredNodesTest {
  private final TestNodes nodes = new TestNodes();

  @AfterEach
  void closeAll() {
    nodes.close();
  }

  private static void awaitEachOther(Libp2pNode one, Libp2pNode other) {
    await(() -> one.peers().contains(other.self()) && other.peers().contains(one.self()));
  }

  private static Multiaddr address(Libp2pNode node) {
    return node.addresses().get(0);
  }

  @Test
  void nodesOfOneNetworkFindEachOtherByMulticastAndOthersDoNot() {
    assumeTrue(DiscoveryTest.canMulticast(), "this machine cannot send multicast to itself");
    NetworkKey key = NetworkKey.of("secret " + ThreadLocalRandom.current().nextLong());
    Libp2pNode first = nodes.start(builder -> builder.networkKey(key).mdns());
    Libp2pNode stranger = nodes.start(builder -> builder.mdns(DiscoveryTest.ownTag()));

    Libp2pNode second = nodes.start(builder -> builder.networkKey(key).mdns());

    awaitEachOther(first, second);
    assertThat(stranger.peers()).isEmpty();
  }

  @Test
  void aPeerThatComesBackIsConnectedAgain() {
    Identity identity = Identity.generate();
    Libp2pNode before = Libp2pNode.builder(identity).listen("/ip4/127.0.0.1/tcp/0").start();
    Multiaddr where = address(before);
    Libp2pNode node = nodes.start(builder -> builder.peer(where));
    awaitEachOther(node, before);

    before.close();
    await(() -> node.peers().isEmpty());
    try (Libp2pNode after = Libp2pNode.builder(identity).listen(where.withoutPeer()).start()) {
      awaitEachOther(node, after);
    }
  }

  @Test
  void aPeerWithoutAnIdIsFoundBehindAName() throws Exception {
    Libp2pNode known = nodes.start();
    try (FakeDnsServer dns = new FakeDnsServer()) {
      dns.hosts("agents.internal", "127.0.0.1");
      Multiaddr name =
          Multiaddr.parse("/dns/agents.internal/tcp/" + address(known).tcpPort().orElseThrow());

      Libp2pNode node =
          nodes.start(builder -> builder.peer(name).dnsServers(List.of(dns.address())));

      awaitEachOther(node, known);
    }
  }

  @Test
  void aNodeLooksInSeveralPlacesAtOnce() throws Exception {
    Identity identity = Identity.generate();
    try (FakeDnsServer dns = new FakeDnsServer()) {
      List<InetSocketAddress> servers = List.of(dns.address());

      Libp2pNode node =
          Libp2pNode.builder(identity)
              .listen("/ip4/0.0.0.0/tcp/0")
              .mdns("office")
              .peer(Multiaddr.parse("/dns/agents.internal/tcp/4001"))
              .dnsServers(servers)
              .start();

      try (node) {
        assertThat(node.addresses()).isNotEmpty();
      }
    }
  }

  @Test
  void whatTwoNodesNeedFromTheNetworkIsThere() throws Exception {
    Libp2pNode node = nodes.start();
    List<Multiaddr> peers = List.of(address(nodes.start()));

    List<NetworkCheck> checks = NetworkChecks.create().peers(peers).through(node::dial, node).run();

    assertThat(checks.stream().filter(each -> !each.name().startsWith("m")))
        .extracting(each -> each.name().split(" ")[0], NetworkCheck::outcome)
        .containsExactly(
            tuple("reach", Outcome.PASSED),
            tuple("handshake", Outcome.PASSED),
            tuple("clock", Outcome.PASSED),
            tuple("large", Outcome.PASSED));
  }
}
