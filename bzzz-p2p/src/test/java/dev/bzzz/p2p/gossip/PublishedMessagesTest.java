package dev.bzzz.p2p.gossip;

import static dev.bzzz.p2p.gossip.TestRouter.TOPIC;
import static dev.bzzz.p2p.gossip.TestRouter.peer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.gossip.GossipEffect.Send;
import dev.bzzz.p2p.gossip.GossipInput.AppScore;
import dev.bzzz.p2p.gossip.GossipInput.PeerDown;
import dev.bzzz.p2p.gossip.GossipInput.Publish;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** To whom own messages go, and what everybody gets who wants every message. */
class PublishedMessagesTest {
  private static final int AUTHOR = 100;

  @Test
  void floodsOwnMessagesToEverybodyWhoWantsTheTopic() {
    TestRouter router = TestRouter.withPeers(20).up(21);

    router.on(new Publish(own(1)));

    assertThat(router.all(Send.class)).hasSize(20).allMatch(Send::droppable);
    assertThat(router.messages(21)).isEmpty();
    assertThat(router.delivered()).isEmpty();
  }

  @Test
  void doesNotFloodToPeersBelowTheThresholdOfPublishing() {
    TestRouter router = TestRouter.withPeers(3);
    router.on(new AppScore(peer(1), -6)); // -60: below publishing, not graylisted

    router.on(new Publish(own(1)));

    assertThat(router.messages(1)).isEmpty();
    assertThat(router.messages(2)).hasSize(1);
  }

  @Test
  void publishesAMessageOnce() {
    TestRouter router = TestRouter.withPeers(3).on(new Publish(own(1)));

    assertThat(router.on(new Publish(own(1))).effects).isEmpty();
  }

  @Test
  void publishesToTheMeshOnlyWhenFloodingIsOff() {
    TestRouter router = quiet(Set.of()).joined(TOPIC);
    for (int i = 1; i <= 20; i++) {
      router.up(i).subscribed(i, TOPIC);
    }
    router.beat();

    router.on(new Publish(own(1)));

    List<PeerId> mesh = router.machine.mesh(TOPIC);
    assertThat(router.all(Send.class)).hasSize(6);
    assertThat(router.all(Send.class).stream().map(Send::to).toList()).containsAll(mesh);
  }

  @Test
  void publishesToAFanoutInATopicThatItDidNotJoin() {
    TestRouter router = quiet(Set.of());
    for (int i = 1; i <= 20; i++) {
      router.up(i).subscribed(i, TOPIC);
    }

    List<PeerId> first = recipients(router.on(new Publish(own(1))));
    List<PeerId> second = recipients(router.on(new Publish(own(2))));

    assertThat(first).hasSize(6);
    assertThat(second).isEqualTo(first);
  }

  @Test
  void forgetsTheFanoutAMinuteAfterTheLastMessage() {
    TestRouter router = quiet(Set.of());
    router.up(1).subscribed(1, TOPIC).on(new Publish(own(1)));

    router.pass(Duration.ofSeconds(59));
    assertThat(router.machine.state().topics).containsKey(TOPIC);

    router.pass(Duration.ofSeconds(2));
    assertThat(router.machine.state().topics).isEmpty();
  }

  @Test
  void fillsTheFanoutUpWhenPeersLeave() {
    TestRouter router = quiet(Set.of());
    for (int i = 1; i <= 8; i++) {
      router.up(i).subscribed(i, TOPIC);
    }
    router.on(new Publish(own(1)));
    router.unsubscribed(1, TOPIC).unsubscribed(2, TOPIC);

    router.beat();

    assertThat(router.machine.state().topics.get(TOPIC).fanout).hasSize(6);
  }

  @Test
  void sendsEveryMessageToFloodsubPeersAndToDirectPeers() {
    TestRouter router = quiet(Set.of(peer(8))).joined(TOPIC);
    router.up(8).subscribed(8, TOPIC);
    router.up(9, GossipVersion.FLOODSUB, false).subscribed(9, TOPIC);
    router.up(1).subscribed(1, TOPIC);

    router.message(1, text(1), Verdict.ACCEPT);
    assertThat(router.messages(8)).hasSize(1);
    assertThat(router.messages(9)).hasSize(1);

    router.on(new Publish(own(1)));
    assertThat(router.messages(8)).hasSize(1);
    assertThat(router.messages(9)).hasSize(1);
    assertThat(router.machine.mesh(TOPIC)).containsExactly(peer(1));
  }

  @Test
  void sendsNothingMoreToAFloodsubPeerThatUnsubscribesAndForgetsOneThatIsGone() {
    TestRouter router = TestRouter.withPeers(1);
    router.up(8, GossipVersion.FLOODSUB, false).subscribed(8, TOPIC);
    router.up(9, GossipVersion.FLOODSUB, false).subscribed(9, TOPIC);

    router.unsubscribed(8, TOPIC).on(new PeerDown(peer(9)));

    router.message(1, text(1), Verdict.ACCEPT);
    assertThat(router.all(Send.class)).isEmpty();
    assertThat(router.machine.state().topics.get(TOPIC).getAll).isEmpty();
  }

  @Test
  void sendsNothingBeforeTheStreamToThePeerIsThere() {
    TestRouter router = new TestRouter().joined(TOPIC).subscribed(1, TOPIC);

    router.on(new Publish(own(1)));

    assertThat(router.effects).isEmpty();
  }

  private static TestRouter quiet(Set<PeerId> direct) {
    return new TestRouter(
        GossipParameters.defaults().withFloodPublish(false).withDirectPeers(direct),
        ScoreParameters.defaults());
  }

  private static List<PeerId> recipients(TestRouter router) {
    return router.all(Send.class).stream().map(Send::to).toList();
  }

  private static SignedMessage own(long sequence) {
    return TestRouter.message(TestRouter.SELF, sequence, TOPIC, new byte[10]);
  }

  private static SignedMessage text(long sequence) {
    return TestRouter.message(AUTHOR, sequence, TOPIC, new byte[10]);
  }
}
