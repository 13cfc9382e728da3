package dev.bzzz.p2p.gossip;

import static dev.bzzz.p2p.gossip.TestRouter.TOPIC;
import static dev.bzzz.p2p.gossip.TestRouter.peer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.gossip.GossipInput.AppScore;
import dev.bzzz.p2p.gossip.GossipInput.Leave;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** GRAFT and PRUNE of peers. */
class MeshControlTest {
  private static final Control.Prune MINUTE = new Control.Prune(TOPIC, 60);

  @Test
  void takesAPeerInThatGraftsEvenBeforeItSubscribes() {
    TestRouter router = new TestRouter().joined(TOPIC).up(1).graft(1, TOPIC);

    assertThat(router.hasInMesh(1)).isTrue();
    assertThat(router.effects).isEmpty();
  }

  @Test
  void doesNotAnswerAGraftForATopicThatItDoesNotHave() {
    TestRouter router = new TestRouter().up(1).graft(1, TOPIC);

    assertThat(router.effects).isEmpty();
    assertThat(router.machine.state().topics).isEmpty();
  }

  @Test
  void takesAGraftOfAPeerInTheMeshForNothing() {
    TestRouter router = TestRouter.withPeers(1).graft(1, TOPIC).graft(1, TOPIC);

    assertThat(router.effects).isEmpty();
    assertThat(router.score(1)).isNotNegative();
  }

  @Test
  void refusesADirectPeer() {
    GossipParameters parameters = GossipParameters.defaults().withDirectPeers(Set.of(peer(1)));
    TestRouter router = new TestRouter(parameters, ScoreParameters.defaults()).joined(TOPIC).up(1);

    router.graft(1, TOPIC);

    assertThat(router.pruned(1)).containsExactly(MINUTE);
    assertThat(router.hasInMesh(1)).isFalse();
    assertThat(router.graft(1, TOPIC).score(1)).isZero();
  }

  @Test
  void refusesAPeerWithANegativeScore() {
    TestRouter router = new TestRouter().joined(TOPIC).up(1).on(new AppScore(peer(1), -0.1));

    router.graft(1, TOPIC);

    assertThat(router.pruned(1)).containsExactly(MINUTE);
    assertThat(router.hasInMesh(1)).isFalse();
  }

  @Test
  void refusesFurtherPeersWhenTheMeshIsFullUnlessWeDialledThem() {
    TestRouter router = new TestRouter().joined(TOPIC);
    for (int i = 1; i <= 12; i++) {
      router.up(i, GossipVersion.V1_2, false).graft(i, TOPIC);
    }
    router.up(13, GossipVersion.V1_2, false).up(14, GossipVersion.V1_2, true);

    router.graft(13, TOPIC);
    assertThat(router.pruned(13)).containsExactly(MINUTE);
    assertThat(router.hasInMesh(13)).isFalse();

    router.graft(14, TOPIC);
    assertThat(router.effects).isEmpty();
    assertThat(router.hasInMesh(14)).isTrue();
  }

  @Test
  void doesNotTakeAFloodsubPeerIntoTheMesh() {
    TestRouter router = new TestRouter().joined(TOPIC);

    router.up(1, GossipVersion.FLOODSUB, true).graft(1, TOPIC);

    assertThat(router.hasInMesh(1)).isFalse();
  }

  @Test
  void punishesAGraftWithinTheBackoffTwiceWhenItComesSoon() {
    TestRouter router = TestRouter.withPeers(1).prune(1, TOPIC, 60);
    router.pass(Duration.ofSeconds(9));

    router.graft(1, TOPIC);

    assertThat(router.machine.state().peers.get(peer(1)).score.behaviour).isEqualTo(2);
    assertThat(router.pruned(1)).containsExactly(MINUTE);
    assertThat(router.hasInMesh(1)).isFalse();
  }

  @Test
  void punishesAGraftWithinTheBackoffOnceWhenItComesLate() {
    TestRouter router = TestRouter.withPeers(1).prune(1, TOPIC, 60);
    router.pass(Duration.ofSeconds(59));

    router.graft(1, TOPIC);

    assertThat(router.machine.state().peers.get(peer(1)).score.behaviour).isEqualTo(1);
    assertThat(router.pruned(1)).containsExactly(MINUTE);
  }

  @Test
  void doesNotAnswerEveryGraftOfAnRpcFullOfThem() {
    TestRouter router = TestRouter.withPeers(1).prune(1, TOPIC, 60);
    List<String> grafts = Collections.nCopies(1000, TOPIC);

    router.control(1, new Control(List.of(), List.of(), grafts, List.of(), List.of()));

    assertThat(router.pruned(1)).hasSize(2);
    assertThat(router.score(1)).isLessThan(-80);
  }

  @Test
  void beginsTheBackoffAnewForAPeerThatComesTooEarly() {
    TestRouter router = TestRouter.withPeers(1).prune(1, TOPIC, 60);
    router.pass(Duration.ofSeconds(50)).graft(1, TOPIC);
    router.pass(Duration.ofSeconds(50)).graft(1, TOPIC);
    assertThat(router.hasInMesh(1)).isFalse();

    router.pass(Duration.ofSeconds(60)).graft(1, TOPIC);
    assertThat(router.hasInMesh(1)).isTrue();
  }

  @Test
  void takesAPeerInWhenTheBackoffIsOver() {
    TestRouter router = TestRouter.withPeers(1).prune(1, TOPIC, 60);
    router.pass(Duration.ofSeconds(60));

    router.graft(1, TOPIC);

    assertThat(router.hasInMesh(1)).isTrue();
    assertThat(router.score(1)).isZero();
  }

  @Test
  void takesAPeerThatPrunesOutOfTheMeshAndDoesNotAnswer() {
    TestRouter router = TestRouter.withPeers(2).prune(1, TOPIC, 60);

    assertThat(router.effects).isEmpty();
    assertThat(router.hasInMesh(1)).isFalse();
    assertThat(router.hasInMesh(2)).isTrue();
  }

  @Test
  void staysAwayForAsLongAsThePeerSaidAndAHeartbeatMore() {
    TestRouter router = TestRouter.withPeers(1).prune(1, TOPIC, 20);

    assertThat(router.pass(Duration.ofSeconds(20)).grafted(1)).isEmpty();
    assertThat(router.pass(Duration.ofSeconds(2)).grafted(1)).containsExactly(TOPIC);
  }

  @Test
  void staysAwayForAMinuteWhenThePeerSaidNothing() {
    TestRouter router = TestRouter.withPeers(1).prune(1, TOPIC, 0);

    assertThat(router.pass(Duration.ofSeconds(60)).grafted(1)).isEmpty();
    assertThat(router.pass(Duration.ofSeconds(2)).grafted(1)).containsExactly(TOPIC);
  }

  @Test
  void neverShortensALongerBackoff() {
    TestRouter router = TestRouter.withPeers(1).prune(1, TOPIC, 60).prune(1, TOPIC, 5);

    assertThat(router.pass(Duration.ofSeconds(60)).grafted(1)).isEmpty();
  }

  @Test
  void doesNotBelieveABackoffOfMoreThanADay() {
    TestRouter router = TestRouter.withPeers(2).prune(1, TOPIC, -1).prune(2, TOPIC, 1L << 60);

    router.now = router.now.plus(Duration.ofHours(25));

    assertThat(router.graft(1, TOPIC).hasInMesh(1)).isTrue();
    assertThat(router.graft(2, TOPIC).hasInMesh(2)).isTrue();
  }

  @Test
  void ignoresPrunesOfTopicsThatItDoesNotHave() {
    TestRouter router = new TestRouter().up(1).prune(1, "a", 60).prune(1, "b", 60);

    assertThat(router.effects).isEmpty();
    assertThat(router.machine.state().topics).isEmpty();
  }

  @Test
  void saysNoBackoffToPeersThatDoNotKnowIt() {
    TestRouter router =
        new TestRouter().joined(TOPIC).up(1, GossipVersion.V1_0, true).subscribed(1, TOPIC);

    router.on(new Leave(TOPIC));

    assertThat(router.pruned(1)).containsExactly(new Control.Prune(TOPIC, 0));
  }

  @Test
  void boundsTheBackoffsOfATopic() {
    TopicState topic = new TopicState(TOPIC, -1);
    for (int i = 0; i <= TopicState.MAX_BACKOFFS; i++) {
      topic.backOff(peer(i), 0, 1000);
    }

    assertThat(topic.backoffs()).isEqualTo(TopicState.MAX_BACKOFFS);
    assertThat(topic.isBackedOff(peer(0), 0)).isFalse();
    assertThat(topic.isBackedOff(peer(1), 0)).isTrue();
  }

  @Test
  void forgetsBackoffsAfterTheirTime() {
    TestRouter router = TestRouter.withPeers(3);
    router.on(new Leave(TOPIC));
    assertThat(router.machine.state().topics.get(TOPIC).backoffs()).isEqualTo(3);

    router.pass(Duration.ofSeconds(14));

    assertThat(router.machine.state().topics).isEmpty();
  }
}
