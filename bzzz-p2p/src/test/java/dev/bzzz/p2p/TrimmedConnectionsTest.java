package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.p2p.net.ConnectionLimits;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TrimmedConnectionsTest {
  private final TestNodes nodes = new TestNodes();

  @AfterEach
  void closeAll() {
    nodes.close();
  }

  @Test
  void aNodeWithTooManyConnectionsKeepsThePeersThatItWasToldOf() {
    ConnectionLimits limits = new ConnectionLimits(16, 2, 16, 4, 16, 16, Duration.ofSeconds(10));
    Libp2pNode named = nodes.start(Identity.generate(), builder -> builder);
    Libp2pNode node =
        nodes.start(builder -> builder.connections(limits).peer(named.addresses().get(0)));
    TestNodes.await("the named peer is there", () -> node.peers().contains(named.self()));

    for (int i = 0; i < 5; i++) {
      nodes.start().dial(node.addresses().get(0)).join();
    }

    TestNodes.await("there are two", () -> node.connections().size() == 2);
    assertThat(node.peers()).contains(named.self());
  }

  @Test
  void ofPeersWithTheSameScoreTheLastOneGoes() {
    ConnectionLimits limits = new ConnectionLimits(16, 2, 16, 4, 16, 16, Duration.ofSeconds(10));
    Libp2pNode node = nodes.start(builder -> builder.connections(limits));
    Libp2pNode first = nodes.start();
    Libp2pNode second = nodes.start();
    Libp2pNode third = nodes.start();
    TestNodes.connect(first, node);
    TestNodes.connect(second, node);

    third.dial(node.addresses().get(0)).join();

    TestNodes.await("the third is sent away", () -> third.peers().isEmpty());
    assertThat(node.peers()).containsExactlyInAnyOrder(first.self(), second.self());
  }
}
