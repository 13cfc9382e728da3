package dev.bzzz.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.gossip.GossipNetwork.Host;
import dev.bzzz.p2p.gossip.GossipNetwork.Settings;
import dev.bzzz.p2p.gossip.GossipNetwork.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Networks of gossip machines under virtual time. The system properties {@code
 * bzzz.gossip.sim.hosts}, {@code bzzz.gossip.sim.heartbeat} (milliseconds, of the day of churn) and
 * {@code bzzz.gossip.sim.seed} make them larger, more exact, and others.
 */
class GossipSimulationTest {
  private static final int HOSTS = Integer.getInteger("bzzz.gossip.sim.hosts", 200);
  private static final int CHURN_HEARTBEAT_MILLIS =
      Integer.getInteger("bzzz.gossip.sim.heartbeat", 20_000);
  private static final long SEED = Long.getLong("bzzz.gossip.sim.seed", 1);

  @Test
  void aMessageReachesNearlyEverybodyWithinSixHopsAndInFewCopies() {
    int messages = 10;
    GossipNetwork network = GossipNetwork.of(Settings.of(SEED), HOSTS, 10);
    network.run(Duration.ofSeconds(10));

    List<Traffic> traffic = publish(network, messages, Duration.ofMillis(200));
    network.run(Duration.ofSeconds(5));

    long inTime = 0;
    long copies = 0;
    Duration sixHops = Duration.ofMillis(6 * 50 + 6);
    for (Traffic each : traffic) {
      assertThat(each.delays).describedAs(seed()).hasSize(HOSTS - 1);
      inTime += each.delays.values().stream().filter(d -> d.compareTo(sixHops) <= 0).count();
      copies += each.copies;
    }
    double receipts = (double) messages * (HOSTS - 1);
    assertThat(inTime / receipts).describedAs(seed()).isGreaterThanOrEqualTo(0.99);
    assertThat(copies / receipts - 1).describedAs(seed()).isLessThanOrEqualTo(6);
  }

  @Test
  void gossipHealsWhatTheMeshLoses() {
    Settings lossy = Settings.of(SEED).withLoss(0.5);
    GossipParameters.Gossip silent = new GossipParameters.Gossip(5, 0, 6, 0.25, 3, 1024);

    double withGossip = reached(lossy);
    double without = reached(lossy.withGossip(lossy.gossip().withGossip(silent)));

    assertThat(without).describedAs(seed()).isLessThan(0.99);
    assertThat(withGossip).describedAs(seed()).isGreaterThan(0.998);
  }

  @Test
  void aLateJoinerHearsWhatIsNewAndWhatWasSaidJustBefore() {
    GossipNetwork network = GossipNetwork.of(Settings.of(SEED), 30, 8);
    network.run(Duration.ofSeconds(10));
    Traffic before = network.publish(network.hosts.get(3));

    Host late = network.host();
    network.dial(late, 10);
    network.run(Duration.ofSeconds(3));
    Traffic after = network.publish(network.hosts.get(4));
    network.run(Duration.ofSeconds(1));

    assertThat(before.delays).describedAs(seed()).containsKey(late);
    assertThat(after.delays).describedAs(seed()).containsKey(late);
    assertThat(after.delays.get(late)).isLessThan(Duration.ofMillis(400));
  }

  @Test
  void aDayOfChurnLeavesNothingBehind() {
    GossipParameters.Timing defaults = GossipParameters.Timing.defaults();
    GossipParameters.Timing timing =
        new GossipParameters.Timing(
            Duration.ofMillis(CHURN_HEARTBEAT_MILLIS),
            defaults.fanout(),
            defaults.seen(),
            defaults.pruneBackoff(),
            defaults.leaveBackoff(),
            defaults.graftFlood(),
            defaults.promise());
    Settings settings = Settings.of(SEED).withLoss(0.2);
    GossipNetwork network =
        GossipNetwork.of(settings.withGossip(settings.gossip().withTiming(timing)), 15, 5);

    for (int minute = 0; minute < 24 * 60; minute++) {
      network.run(Duration.ofMinutes(1));
      churn(network);
      if (minute % 10 == 0) {
        network.live().forEach(GossipSimulationTest::assertBounded);
      }
    }
    network.run(Duration.ofHours(2));

    assertThat(network.live()).describedAs(seed()).hasSizeGreaterThan(5);
    network.live().forEach(GossipSimulationTest::assertNothingLeft);
  }

  /** Now and then somebody leaves, comes new, comes back, or speaks. */
  private static void churn(GossipNetwork network) {
    List<Host> live = network.live();
    Host one = live.get(network.random.nextInt(live.size()));
    network.publish(one);
    if (live.size() > 8 && network.random.nextInt(3) == 0) {
      network.stop(one);
    }
    Host other = network.hosts.get(network.random.nextInt(network.hosts.size()));
    if (live.size() < 15 && other.machine.isEmpty()) {
      network.start(other);
      network.dial(other, 5);
    } else if (live.size() < 15 && network.hosts.size() < 200) {
      network.dial(network.host(), 5);
    }
    for (Host each : network.live()) {
      network.dial(each, 3);
    }
  }

  private static void assertBounded(Host host) {
    RouterState state = host.state();
    assertThat(state.peers.size()).isLessThanOrEqualTo(host.neighbours.size());
    assertThat(state.seen.size()).isLessThan(20);
    assertThat(state.topics).hasSizeLessThanOrEqualTo(1);
    assertThat(state.topics.get(GossipNetwork.TOPIC).backoffs()).isLessThan(200);
    assertThat(state.scores.present()).isEqualTo(state.peers.size());
  }

  private static void assertNothingLeft(Host host) {
    RouterState state = host.state();
    TopicState topic = state.topics.get(GossipNetwork.TOPIC);
    assertThat(state.peers).hasSize(host.neighbours.size());
    assertThat(topic.subscribers).hasSize(host.neighbours.size());
    assertThat(state.peers.values()).containsAll(topic.mesh);
    assertThat(topic.backoffs()).isZero();
    assertThat(topic.fanout).isEmpty();
    assertThat(state.seen.size()).isZero();
    assertThat(state.cache.size()).isZero();
    assertThat(state.cache.bytes()).isZero();
    assertThat(state.checks.size()).isZero();
    assertThat(state.promises.size()).isZero();
    assertThat(state.scores.retained()).isZero();
    assertThat(state.scores.addresses()).isZero();
    assertThat(state.scores.present()).isEqualTo(host.neighbours.size());
  }

  private static double reached(Settings settings) {
    GossipNetwork network = GossipNetwork.of(settings, 60, 10);
    network.run(Duration.ofSeconds(10));
    List<Traffic> traffic = publish(network, 30, Duration.ofMillis(100));
    network.run(Duration.ofSeconds(10));
    return traffic.stream().mapToInt(each -> each.delays.size()).sum() / (30.0 * 59);
  }

  private static List<Traffic> publish(GossipNetwork network, int messages, Duration pause) {
    List<Traffic> traffic = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      int author = network.random.nextInt(network.hosts.size());
      traffic.add(network.publish(network.hosts.get(author)));
      network.run(pause);
    }
    return traffic;
  }

  private static String seed() {
    return "-Dbzzz.gossip.sim.seed=" + SEED;
  }
}
