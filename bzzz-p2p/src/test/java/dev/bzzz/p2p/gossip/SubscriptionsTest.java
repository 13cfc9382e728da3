package dev.bzzz.p2p.gossip;

import static dev.bzzz.p2p.gossip.TestRouter.TOPIC;
import static dev.bzzz.p2p.gossip.TestRouter.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.p2p.gossip.GossipEffect.Connect;
import dev.bzzz.p2p.gossip.GossipEffect.Send;
import dev.bzzz.p2p.gossip.GossipInput.Join;
import dev.bzzz.p2p.gossip.GossipInput.Leave;
import dev.bzzz.p2p.gossip.GossipInput.PeerDown;
import dev.bzzz.p2p.gossip.GossipInput.Publish;
import dev.bzzz.p2p.gossip.GossipInput.StreamReplaced;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Peers that come and go, topics that are joined and left. */
class SubscriptionsTest {
  @Test
  void saysAllSubscriptionsFirst() {
    TestRouter router = new TestRouter().joined("a").joined("b").subscribed(1, "a");

    router.up(1);

    assertThat(router.sent(1).get(0).subscriptions())
        .containsExactly(new Subscription(true, "a"), new Subscription(true, "b"));
    assertThat(router.grafted(1)).containsExactly("a");
    assertThat(router.all(Send.class)).noneMatch(Send::droppable);
  }

  @Test
  void saysNothingWhenThereIsNothingToSay() {
    assertThat(new TestRouter().up(1).effects).isEmpty();
  }

  @Test
  void tellsEveryPeerOfEveryChange() {
    TestRouter router = new TestRouter().up(1).up(2, GossipVersion.FLOODSUB, false);

    router.joined(TOPIC);
    assertThat(router.sent(1).get(0).subscriptions())
        .containsExactly(new Subscription(true, TOPIC));
    assertThat(router.sent(2)).hasSize(1);

    router.on(new Leave(TOPIC));
    assertThat(router.sent(2).get(0).subscriptions())
        .containsExactly(new Subscription(false, TOPIC));
    assertThat(router.up(3).effects).isEmpty();
  }

  @Test
  void heedsAsManyTopicsOfAPeerAsANodeMayHear() {
    TestRouter router = new TestRouter().up(1);

    for (int i = 0; i < GossipMachine.MAX_TOPICS; i++) {
      router.subscribed(1, "bzzz/meta/issue/" + i);
    }

    String last = "bzzz/meta/issue/" + (GossipMachine.MAX_TOPICS - 1);
    assertThat(router.machine.subscribers(last)).containsExactly(peer(1));
  }

  @Test
  void joinsOnceAndLeavesOnce() {
    TestRouter router = TestRouter.withPeers(2);

    assertThat(router.joined(TOPIC).effects).isEmpty();
    router.on(new Leave(TOPIC));
    assertThat(router.on(new Leave(TOPIC)).effects).isEmpty();
  }

  @Test
  void graftsUpToTheDesiredDegreeOnJoining() {
    TestRouter router = new TestRouter();
    for (int i = 1; i <= 20; i++) {
      router.up(i).subscribed(i, TOPIC);
    }

    router.joined(TOPIC);

    assertThat(router.machine.mesh(TOPIC)).hasSize(6);
    router
        .machine
        .mesh(TOPIC)
        .forEach(
            peer ->
                assertThat(router.all(Send.class))
                    .anyMatch(
                        send ->
                            send.to().equals(peer)
                                && send.rpc().control().graft().contains(TOPIC)));
  }

  @Test
  void takesTheFanoutIntoTheMeshOnJoining() {
    TestRouter router =
        new TestRouter(
            GossipParameters.defaults().withFloodPublish(false), ScoreParameters.defaults());
    for (int i = 1; i <= 20; i++) {
      router.up(i).subscribed(i, TOPIC);
    }
    router.on(new Publish(TestRouter.message(TestRouter.SELF, 1, TOPIC, new byte[1])));
    var fanout = router.all(Send.class).stream().map(Send::to).toList();

    router.joined(TOPIC);

    assertThat(router.machine.mesh(TOPIC)).containsExactlyInAnyOrderElementsOf(fanout);
  }

  @Test
  void prunesTheMeshOnLeavingAndStaysAwayForTenSeconds() {
    TestRouter router = TestRouter.withPeers(1);

    router.on(new Leave(TOPIC));
    assertThat(router.pruned(1)).containsExactly(new Control.Prune(TOPIC, 10));

    router.joined(TOPIC);
    assertThat(router.grafted(1)).isEmpty();
    router.pass(Duration.ofSeconds(10));
    assertThat(router.grafted(1)).isEmpty();
    router.pass(Duration.ofSeconds(2));
    assertThat(router.grafted(1)).containsExactly(TOPIC);
  }

  @Test
  void graftsANewSubscriberAtOnceWhileTheMeshIsSmall() {
    TestRouter router = TestRouter.withPeers(3).up(4);

    router.subscribed(4, TOPIC);
    assertThat(router.grafted(4)).containsExactly(TOPIC);

    router.up(5).subscribed(5, TOPIC);
    assertThat(router.grafted(5)).describedAs("the mesh has enough peers").isEmpty();
  }

  @Test
  void doesNotGraftWithoutEndAPeerThatSubscribesAndUnsubscribes() {
    TestRouter router = new TestRouter().joined(TOPIC).up(1);
    List<Subscription> flapping = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      flapping.add(new Subscription(i % 2 == 0, TOPIC));
    }

    router.received(1, new Rpc(flapping, List.of(), Control.NONE));

    assertThat(router.grafted(1)).hasSize(Peer.MAX_WELCOMES);
    router.subscribed(1, TOPIC).beat();
    assertThat(router.hasInMesh(1)).isTrue();
  }

  @Test
  void remembersAHelloThatComesBeforeTheStreamToThePeer() {
    TestRouter router = new TestRouter().joined(TOPIC).subscribed(1, TOPIC);
    assertThat(router.effects).isEmpty();

    router.up(1);

    assertThat(router.grafted(1)).containsExactly(TOPIC);
    assertThat(router.machine.subscribers(TOPIC)).containsExactly(peer(1));
  }

  @Test
  void tellsAgainOnANewStreamWhatMayHaveGotLostWithTheOld() {
    TestRouter router = TestRouter.withPeers(2).prune(2, TOPIC, 60);
    router.pass(Duration.ofSeconds(20));

    router.up(1);
    assertThat(router.sent(1).get(0).subscriptions()).hasSize(1);
    assertThat(router.grafted(1)).containsExactly(TOPIC);

    router.up(2);
    assertThat(router.grafted(2)).isEmpty();
    assertThat(router.pruned(2)).containsExactly(new Control.Prune(TOPIC, 40));
  }

  @Test
  void tellsAPeerThatCameBackInTheHelloThatItHasToStayAwayOrItWouldBePunishedForComing() {
    TestRouter router = TestRouter.withPeers(1).prune(1, TOPIC, 60).on(new PeerDown(peer(1)));

    router.pass(Duration.ofSeconds(20)).up(1);

    assertThat(router.sent(1)).hasSize(1);
    assertThat(router.sent(1).get(0).subscriptions()).hasSize(1);
    assertThat(router.pruned(1)).containsExactly(new Control.Prune(TOPIC, 40));
  }

  @Test
  void doesNotGraftAPeerWhoseHelloSaysToStayAway() {
    TestRouter router = new TestRouter().joined(TOPIC).up(1);
    List<Control.Prune> prunes = List.of(new Control.Prune(TOPIC, 40));

    router.received(
        1,
        new Rpc(
            List.of(new Subscription(true, TOPIC)),
            List.of(),
            new Control(List.of(), List.of(), List.of(), prunes, List.of())));

    assertThat(router.effects).isEmpty();
  }

  @Test
  void keepsThePeersStateWhenItComesUpAgain() {
    TestRouter router =
        TestRouter.withPeers(1)
            .message(1, TestRouter.message(9, 1, TOPIC, new byte[1]), Verdict.ACCEPT);
    double before = router.score(1);

    router.up(1);

    assertThat(router.score(1)).isEqualTo(before).isPositive();
    assertThat(router.machine.subscribers(TOPIC)).containsExactly(peer(1));
    assertThat(router.hasInMesh(1)).isTrue();
  }

  @Test
  void waitsForAnotherHelloOnAStreamThatReplacesOne() {
    TestRouter router = TestRouter.withPeers(1).subscribed(1, "other");

    router.on(new StreamReplaced(peer(1)));

    assertThat(router.machine.subscribers(TOPIC)).isEmpty();
    assertThat(router.machine.subscribers("other")).isEmpty();
    assertThat(router.hasInMesh(1)).isTrue();

    router.subscribed(1, TOPIC);
    assertThat(router.machine.subscribers(TOPIC)).containsExactly(peer(1));
  }

  @Test
  void takesAPeerThatUnsubscribesOutOfTheMesh() {
    TestRouter router = TestRouter.withPeers(2).unsubscribed(1, TOPIC);

    assertThat(router.hasInMesh(1)).isFalse();
    assertThat(router.machine.subscribers(TOPIC)).containsExactly(peer(2));
  }

  @Test
  void forgetsAPeerThatIsGone() {
    TestRouter router = TestRouter.withPeers(2).on(new PeerDown(peer(1)));

    assertThat(router.machine.mesh(TOPIC)).containsExactly(peer(2));
    assertThat(router.machine.subscribers(TOPIC)).containsExactly(peer(2));
    assertThat(router.on(new PeerDown(peer(1))).effects).isEmpty();
    assertThat(router.on(new PeerDown(peer(77))).effects).isEmpty();
  }

  @Test
  void boundsTheTopicsOfAPeer() {
    TestRouter router = new TestRouter().up(1);
    for (int i = 0; i < GossipMachine.MAX_TOPICS + 50; i++) {
      router.subscribed(1, "topic " + i);
    }
    router.up(2);
    for (int i = 0; i < 200; i++) {
      router.subscribed(2, i + "x".repeat(500));
    }
    router.up(3).subscribed(3, "x".repeat(1025)).subscribed(3, "");

    assertThat(router.machine.state().peers.get(peer(1)).topics).hasSize(GossipMachine.MAX_TOPICS);
    assertThat(router.machine.state().peers.get(peer(2)).topics).hasSizeLessThan(132);
    assertThat(router.machine.state().peers.get(peer(3)).topics).isEmpty();
    assertThat(router.machine.state().topics).describedAs("topics of ours").isEmpty();
  }

  @Test
  void boundsTheTopicsThatAreJoined() {
    TestRouter router = new TestRouter();
    for (int i = 0; i < GossipMachine.MAX_TOPICS; i++) {
      router.joined("topic " + i);
    }

    assertThatThrownBy(() -> router.on(new Join("one more")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("one more", "512");
  }

  @Test
  void boundsThePeers() {
    TestRouter router = new TestRouter().joined(TOPIC);
    for (int i = 1; i <= RouterState.MAX_PEERS + 1; i++) {
      router.up(i);
    }

    assertThat(router.effects).isEmpty();
    assertThat(router.machine.state().peers).hasSize(RouterState.MAX_PEERS);
  }

  @Test
  void dialsDirectPeersThatAreNotThereFromTimeToTime() {
    GossipParameters parameters =
        GossipParameters.defaults().withDirectPeers(Set.of(peer(1), peer(2)));
    TestRouter router = new TestRouter(parameters, ScoreParameters.defaults()).up(1);

    assertThat(router.beat().all(Connect.class)).containsExactly(new Connect(peer(2)));
    assertThat(router.pass(Duration.ofSeconds(299)).all(Connect.class)).isEmpty();
    assertThat(router.pass(Duration.ofSeconds(1)).all(Connect.class)).hasSize(1);
  }

  @Test
  void proposesTheNewestProtocolFirst() {
    assertThat(GossipVersion.protocols())
        .isEqualTo(
            List.of("/meshsub/1.2.0", "/meshsub/1.1.0", "/meshsub/1.0.0", "/floodsub/1.0.0"));
    assertThat(GossipVersion.of("/meshsub/1.1.0")).contains(GossipVersion.V1_1);
    assertThat(GossipVersion.of("/meshsub/1.3.0")).isEmpty();
  }
}
