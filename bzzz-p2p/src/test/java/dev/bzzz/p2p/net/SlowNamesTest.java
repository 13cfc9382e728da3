package dev.bzzz.p2p.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.core.Verifier;
import dev.bzzz.p2p.Libp2pConfig;
import dev.bzzz.p2p.Libp2pNode;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.TestNodes;
import dev.bzzz.p2p.gossip.GossipParameters;
import dev.bzzz.p2p.gossip.ScoreParameters;
import dev.bzzz.p2p.yamux.YamuxLimits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node on a host whose resolver does not answer. */
class SlowNamesTest {
  private static final String ECHO = "/test/echo";

  private final TestNodes nodes = new TestNodes();
  private final CountDownLatch answering = new CountDownLatch(1);
  private final Identity identity = Identity.generate();
  private Node slow;

  @BeforeEach
  void start() {
    Libp2pConfig config =
        new Libp2pConfig(
            List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")),
            List.of(),
            Set.of(),
            Optional.empty(),
            Libp2pConfig.Finding.NONE,
            ConnectionLimits.defaults(),
            YamuxLimits.defaults(),
            GossipParameters.defaults(),
            ScoreParameters.defaults(),
            "test",
            Verifier.ed25519(),
            List.of());
    slow = new Node(identity, config, this::lookUp);
  }

  @AfterEach
  void close() {
    answering.countDown();
    slow.close();
    nodes.close();
  }

  @Test
  void requestsAreAnsweredWhileNamesAreLookedUp() {
    slow.serve(ECHO, (from, data) -> data);
    dialSlowNames();
    Libp2pNode asker = nodes.start();
    asker.dial(slow.addresses().get(0)).join();

    byte[] answer =
        asker.request(identity.id(), ECHO, new byte[] {1, 2, 3}, TestNodes.PATIENCE).join();

    assertThat(answer).containsExactly(1, 2, 3);
  }

  @Test
  void dialsToSlowNamesEndWhenTheNodeIsClosed() {
    List<CompletableFuture<PeerId>> dials = dialSlowNames();

    slow.close();

    for (CompletableFuture<PeerId> dial : dials) {
      assertThatThrownBy(dial::join).hasMessageContaining("cannot connect to");
    }
  }

  /** As many as all threads and places that a node has for answers. */
  private List<CompletableFuture<PeerId>> dialSlowNames() {
    List<CompletableFuture<PeerId>> dials = new ArrayList<>();
    for (int i = 0; i < 2 * AnswerService.MAX_ANSWERED; i++) {
      dials.add(slow.dial(Multiaddr.parse("/dns/slow.example/tcp/4001")));
    }
    return dials;
  }

  /** As the system's resolver, it cannot be interrupted. */
  private InetAddress[] lookUp(String name) throws UnknownHostException {
    boolean interrupted = false;
    while (true) {
      try {
        answering.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    throw new UnknownHostException(name);
  }
}
