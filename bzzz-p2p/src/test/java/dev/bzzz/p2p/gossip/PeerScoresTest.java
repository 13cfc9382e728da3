package dev.bzzz.p2p.gossip;

import static dev.bzzz.p2p.gossip.TestRouter.TOPIC;
import static dev.bzzz.p2p.gossip.TestRouter.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bzzz.p2p.gossip.GossipInput.AppScore;
import dev.bzzz.p2p.gossip.GossipInput.PeerDown;
import dev.bzzz.p2p.gossip.GossipInput.PeerUp;
import dev.bzzz.p2p.gossip.ScoreParameters.Addresses;
import dev.bzzz.p2p.gossip.ScoreParameters.Behaviour;
import dev.bzzz.p2p.gossip.ScoreParameters.Decay;
import dev.bzzz.p2p.gossip.ScoreParameters.Thresholds;
import dev.bzzz.p2p.gossip.TopicScoreParameters.FirstDeliveries;
import dev.bzzz.p2p.gossip.TopicScoreParameters.MeshDeliveries;
import dev.bzzz.p2p.gossip.TopicScoreParameters.Penalty;
import dev.bzzz.p2p.gossip.TopicScoreParameters.TimeInMesh;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The score function of gossipsub v1.1, part by part. */
class PeerScoresTest {
  private static final Offset<Double> EXACT = within(1e-9);
  private static final TimeInMesh NO_P1 = new TimeInMesh(0, Duration.ofSeconds(1), 0);
  private static final FirstDeliveries NO_P2 = new FirstDeliveries(0, 0.5, 0);
  private static final Penalty NO_P4 = new Penalty(0, 0.5);

  @Test
  void timeInTheMeshIsGoodUpToACap() {
    PeerScores scores = scores(topic(new TimeInMesh(2, Duration.ofSeconds(1), 10), NO_P2));
    PeerScore score = scores.arrive(peer(1));
    scores.grafted(score, TOPIC, 0);

    scores.beat(4000);
    assertThat(scores.value(score)).isEqualTo(8, EXACT);

    scores.beat(60_000);
    assertThat(scores.value(score)).isEqualTo(20, EXACT);

    scores.pruned(score, TOPIC);
    assertThat(scores.value(score)).isZero();
  }

  @Test
  void firstDeliveriesAreGoodUpToACapAndDecay() {
    PeerScores scores = scores(topic(NO_P1, new FirstDeliveries(3, 0.5, 4)));
    PeerScore score = scores.arrive(peer(1));

    scores.first(score, TOPIC);
    assertThat(scores.value(score)).isEqualTo(3, EXACT);

    for (int i = 0; i < 9; i++) {
      scores.first(score, TOPIC);
    }
    assertThat(scores.value(score)).isEqualTo(12, EXACT);

    scores.beat(1000);
    assertThat(scores.value(score)).isEqualTo(6, EXACT);
  }

  @Test
  void missingDeliveriesAreBadOnceAPeerHasBeenInTheMeshForLong() {
    PeerScores scores = scores(p3());
    PeerScore score = scores.arrive(peer(1));
    scores.grafted(score, TOPIC, 0);

    scores.beat(5000);
    assertThat(scores.value(score)).describedAs("not yet judged").isZero();

    scores.beat(5001);
    assertThat(scores.value(score)).isEqualTo(-100, EXACT);

    for (int i = 0; i < 7; i++) {
      scores.near(score, TOPIC);
    }
    assertThat(scores.value(score)).isEqualTo(-9, EXACT);

    scores.first(score, TOPIC);
    scores.first(score, TOPIC);
    scores.first(score, TOPIC);
    assertThat(scores.value(score)).isZero();
  }

  @Test
  void deliveriesCountUpToACapAndOnlyInTheMesh() {
    PeerScores scores = scores(p3());
    PeerScore score = scores.arrive(peer(1));
    scores.near(score, TOPIC);
    scores.grafted(score, TOPIC, 0);
    assertThat(score.topics.get(TOPIC).meshDeliveries).isZero();

    for (int i = 0; i < 50; i++) {
      scores.near(score, TOPIC);
    }
    assertThat(score.topics.get(TOPIC).meshDeliveries).isEqualTo(20);
  }

  @Test
  void aDeficitOutlivesTheMeshAndDecays() {
    PeerScores scores = scores(p3());
    PeerScore score = scores.arrive(peer(1));
    scores.grafted(score, TOPIC, 0);
    scores.beat(6000);

    scores.pruned(score, TOPIC);
    assertThat(scores.value(score)).isEqualTo(-200, EXACT);

    scores.beat(7000);
    assertThat(scores.value(score)).isEqualTo(-100, EXACT);
  }

  @Test
  void invalidMessagesAreBadBySquares() {
    TopicScoreParameters topic =
        new TopicScoreParameters(2, NO_P1, NO_P2, MeshDeliveries.OFF, new Penalty(-1, 0.5));
    PeerScores scores = scores(topic);
    PeerScore score = scores.arrive(peer(1));

    scores.invalid(score, TOPIC);
    scores.invalid(score, TOPIC);
    scores.invalid(score, TOPIC);
    assertThat(scores.value(score)).isEqualTo(-18, EXACT);

    scores.beat(1000);
    assertThat(scores.value(score)).isEqualTo(-4.5, EXACT);
  }

  @Test
  void theApplicationHasItsSay() {
    TestRouter router = TestRouter.withPeers(1);

    router.on(new AppScore(peer(1), -2));

    assertThat(router.score(1)).isEqualTo(-20, EXACT);
    assertThat(router.on(new AppScore(peer(9), 1)).score(9)).isZero();
  }

  @Test
  void manyPeersOnOneAddressAreBadAllOfThem() {
    PeerScores scores = scores(topic(NO_P1, NO_P2));
    InetAddress address = address(203, 0, 113, 7);
    PeerScore first = scores.arrive(peer(1));
    scores.address(first, Optional.of(address));
    for (int i = 2; i <= 10; i++) {
      scores.address(scores.arrive(peer(i)), Optional.of(address));
    }
    assertThat(scores.value(first)).isZero();

    PeerScore eleventh = scores.arrive(peer(11));
    scores.address(eleventh, Optional.of(address));
    assertThat(scores.value(first)).isEqualTo(-5, EXACT);
    scores.address(scores.arrive(peer(12)), Optional.of(address));
    assertThat(scores.value(first)).isEqualTo(-20, EXACT);

    scores.depart(peer(11), eleventh, 0);
    assertThat(scores.value(first)).isEqualTo(-5, EXACT);
  }

  @Test
  void addressesOfOneIpv6NetworkCountAsOne() {
    PeerScores scores = scores(topic(NO_P1, NO_P2));
    byte[] bytes = new byte[16];
    bytes[0] = 0x20;
    bytes[1] = 0x01;
    PeerScore score = scores.arrive(peer(0));
    scores.address(score, Optional.of(address(bytes)));
    for (int i = 1; i <= 10; i++) {
      bytes[8 + i % 8] = (byte) i;
      scores.address(scores.arrive(peer(i)), Optional.of(address(bytes)));
    }

    assertThat(scores.value(score)).isEqualTo(-5, EXACT);
  }

  @Test
  void manyPeersOnTheLoopbackOrAPrivateAddressAreNothingSpecial() {
    assertExempt(address(127, 0, 0, 1));
    assertExempt(address(192, 168, 1, 1));
    assertExempt(address(169, 254, 3, 4));
    byte[] uniqueLocal = new byte[16];
    uniqueLocal[0] = (byte) 0xfd;
    assertExempt(address(uniqueLocal));
  }

  @Test
  void brokenRulesAreBadBySquaresAboveAThreshold() {
    ScoreParameters parameters = parameters(topic(NO_P1, NO_P2), 0, new Behaviour(-3, 1, 0.5));
    PeerScores scores = new PeerScores(parameters);
    PeerScore score = scores.arrive(peer(1));

    scores.misbehaved(score, 1);
    assertThat(scores.value(score)).isZero();

    scores.misbehaved(score, 4);
    assertThat(scores.value(score)).isEqualTo(-48, EXACT);

    scores.beat(1000);
    assertThat(scores.value(score)).isEqualTo(-3 * 1.5 * 1.5, EXACT);
  }

  @Test
  void topicsTogetherAreWorthNoMoreThanTheirCap() {
    TopicScoreParameters topic = topic(NO_P1, new FirstDeliveries(100, 0.5, 100));
    PeerScores scores = new PeerScores(parameters(topic, 10, Behaviour.defaults()));
    PeerScore score = scores.arrive(peer(1));
    scores.first(score, "a");
    scores.first(score, "b");

    assertThat(scores.value(score)).isEqualTo(10, EXACT);

    scores.application(score, 1);
    assertThat(scores.value(score)).isEqualTo(20, EXACT);
  }

  @Test
  void onlyConfiguredTopicsCount() {
    ScoreParameters defaults = ScoreParameters.defaults();
    ScoreParameters parameters =
        new ScoreParameters(
            defaults.thresholds(),
            new TreeMap<>(Map.of("a", TopicScoreParameters.defaults())),
            Optional.empty(),
            10,
            1,
            Addresses.defaults(),
            Behaviour.defaults(),
            Decay.defaults());
    PeerScores scores = new PeerScores(parameters);
    PeerScore score = scores.arrive(peer(1));

    scores.invalid(score, "b");
    assertThat(scores.value(score)).isZero();

    scores.invalid(score, "a");
    assertThat(scores.value(score)).isNegative();
  }

  @Test
  void countersDecayToZeroAndAreForgotten() {
    PeerScores scores = scores(topic(NO_P1, new FirstDeliveries(1, 0.5, 10)));
    PeerScore score = scores.arrive(peer(1));
    scores.first(score, TOPIC);
    scores.misbehaved(score, 1);

    for (int i = 1; i <= 20; i++) {
      scores.beat(i * 1000L);
    }

    assertThat(score.topics).isEmpty();
    assertThat(score.behaviour).isZero();
    assertThat(scores.value(score)).isZero();
  }

  @Test
  void countersDecayOncePerInterval() {
    PeerScores scores = scores(topic(NO_P1, new FirstDeliveries(8, 0.5, 10)));
    PeerScore score = scores.arrive(peer(1));
    scores.beat(0);
    scores.first(score, TOPIC);

    scores.beat(999);
    assertThat(scores.value(score)).isEqualTo(8, EXACT);
    scores.beat(1000);
    assertThat(scores.value(score)).isEqualTo(4, EXACT);
  }

  @Test
  void aBadScoreWaitsForAPeerThatComesBackAndDoesNotDecayMeanwhile() {
    TestRouter router = TestRouter.withPeers(1);
    router.machine.state().peers.get(peer(1)).score.behaviour = 3;
    router.on(new PeerDown(peer(1)));
    assertThat(router.score(1)).isZero();

    router.pass(Duration.ofMinutes(59)).up(1);

    assertThat(router.score(1)).isEqualTo(-90, EXACT);
  }

  @Test
  void aBadScoreIsForgottenAfterAnHour() {
    TestRouter router = TestRouter.withPeers(1);
    router.machine.state().peers.get(peer(1)).score.behaviour = 3;
    router.on(new PeerDown(peer(1)));

    router.pass(Duration.ofMinutes(61));

    assertThat(router.machine.state().scores.retained()).isZero();
    assertThat(router.up(1).score(1)).isZero();
  }

  @Test
  void aGoodScoreIsForgottenAtOnce() {
    TestRouter router = TestRouter.withPeers(1).on(new AppScore(peer(1), 1));

    router.on(new PeerDown(peer(1))).up(1);

    assertThat(router.score(1)).isZero();
    assertThat(router.machine.state().scores.retained()).isZero();
  }

  @Test
  void nothingIsKeptOfAPeerThatDidNothing() {
    TestRouter router = TestRouter.withPeers(1).on(new PeerDown(peer(1)));

    assertThat(router.machine.state().scores.retained()).isZero();
  }

  @Test
  void boundsTheScoresThatItKeepsOfPeersThatAreGone() {
    PeerScores scores = scores(topic(NO_P1, NO_P2));
    for (int i = 0; i < PeerScores.MAX_RETAINED + 10; i++) {
      PeerScore score = scores.arrive(peer(i));
      scores.misbehaved(score, 1);
      scores.depart(peer(i), score, 0);
    }

    assertThat(scores.retained()).isEqualTo(PeerScores.MAX_RETAINED);
    assertThat(scores.present()).isZero();
  }

  @Test
  void nothingFromAPeerOnTheGraylistIsLookedAt() {
    TestRouter router = TestRouter.withPeers(2).on(new AppScore(peer(1), -8.1));

    router.message(1, TestRouter.message(9, 1, TOPIC, new byte[1]));
    assertThat(router.effects).isEmpty();
    router.subscribed(1, "other");

    assertThat(router.machine.subscribers("other")).isEmpty();
  }

  @Test
  void directPeersAreNeverOnTheGraylist() {
    GossipParameters parameters = GossipParameters.defaults().withDirectPeers(Set.of(peer(1)));
    TestRouter router = new TestRouter(parameters, ScoreParameters.defaults()).joined(TOPIC).up(1);
    router.on(new AppScore(peer(1), -100));

    router.message(1, TestRouter.message(9, 1, TOPIC, new byte[1]));

    assertThat(router.effects).hasSize(1);
  }

  @Test
  void fiveForgeriesAreEnoughForTheGraylistByDefaultAndOneMistakeIsNot() {
    TestRouter router = TestRouter.withPeers(1);
    for (int i = 0; i < 5; i++) {
      router.message(1, TestRouter.message(9, i, TOPIC, new byte[1]), Verdict.FORGED);
      if (i == 0) {
        assertThat(router.score(1)).isBetween(-10.0, -1.0);
      }
    }

    router.message(1, TestRouter.message(9, 9, TOPIC, new byte[1]));

    assertThat(router.effects).isEmpty();
    assertThat(router.score(1)).isLessThan(-80);
  }

  @Test
  void parametersAreChecked() {
    assertThatThrownBy(() -> new Thresholds(-10, -5, -80, 1)).hasMessageContaining("publishing");
    assertThatThrownBy(() -> new Thresholds(-10, -50, -40, 1)).hasMessageContaining("graylist");
    assertThatThrownBy(() -> new Penalty(1, 0.5)).hasMessageContaining("weight");
    assertThatThrownBy(() -> new Penalty(-1, 1)).hasMessageContaining("decay");
    assertThatThrownBy(() -> new GossipParameters.Degrees(6, 7, 12, 4, 2))
        .hasMessageContaining("low");
    assertThatThrownBy(() -> new GossipParameters.Degrees(6, 4, 12, 4, 4))
        .hasMessageContaining("outbound");
  }

  private static void assertExempt(InetAddress address) {
    TestRouter router = new TestRouter();
    for (int i = 1; i <= 30; i++) {
      router.on(new PeerUp(peer(i), GossipVersion.V1_2, true, Optional.of(address)));
    }
    assertThat(router.score(1)).isZero();
    assertThat(router.machine.state().scores.addresses()).isZero();
  }

  private static InetAddress address(int... parts) {
    byte[] bytes = new byte[parts.length];
    for (int i = 0; i < parts.length; i++) {
      bytes[i] = (byte) parts[i];
    }
    return address(bytes);
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static TopicScoreParameters topic(TimeInMesh p1, FirstDeliveries p2) {
    return new TopicScoreParameters(1, p1, p2, MeshDeliveries.OFF, NO_P4);
  }

  private static TopicScoreParameters p3() {
    MeshDeliveries p3 =
        new MeshDeliveries(-1, -2, 0.5, 10, 20, Duration.ofMillis(10), Duration.ofSeconds(5));
    return new TopicScoreParameters(1, NO_P1, NO_P2, p3, NO_P4);
  }

  private static PeerScores scores(TopicScoreParameters topic) {
    return new PeerScores(parameters(topic, 0, Behaviour.defaults()));
  }

  private static ScoreParameters parameters(
      TopicScoreParameters topic, double cap, Behaviour behaviour) {
    return new ScoreParameters(
        Thresholds.defaults(),
        new TreeMap<>(),
        Optional.of(topic),
        cap,
        10,
        Addresses.defaults(),
        behaviour,
        Decay.defaults());
  }
}
