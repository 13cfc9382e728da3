package dev.bzzz.p2p.gossip;

import static dev.bzzz.p2p.gossip.TestRouter.TOPIC;
import static dev.bzzz.p2p.gossip.TestRouter.peer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.gossip.GossipEffect.Send;
import dev.bzzz.p2p.gossip.GossipInput.AppScore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What heartbeats do to meshes. */
class MeshUpkeepTest {
  @Test
  void beatsSoonAfterTheStartAndThenEverySecond() {
    TestRouter router = new TestRouter();
    assertThat(router.machine.deadline()).isEmpty();

    router.joined(TOPIC);
    assertThat(router.machine.deadline()).contains(router.now.plusMillis(100));

    router.beat();
    assertThat(router.machine.deadline().orElseThrow())
        .isBetween(router.now, router.now.plusMillis(1001)); // nodes that start together part here

    router.beat();
    assertThat(router.machine.deadline()).contains(router.now.plusSeconds(1));
  }

  @Test
  void ignoresATickThatComesEarly() {
    TestRouter router = new TestRouter().joined(TOPIC);
    var due = router.machine.deadline();

    router.on(new GossipInput.Tick());

    assertThat(router.machine.deadline()).isEqualTo(due);
    assertThat(router.machine.state().ticks).isZero();
  }

  @Test
  void fillsASmallMeshUpToTheDesiredDegree() {
    TestRouter router = TestRouter.withPeers(20);
    assertThat(router.machine.mesh(TOPIC)).hasSize(4);
    router.prune(1, TOPIC, 60).beat();

    assertThat(router.machine.mesh(TOPIC)).hasSize(6).doesNotContain(peer(1));
    assertThat(router.all(Send.class)).hasSize(3).noneMatch(Send::droppable);
  }

  @Test
  void leavesAMeshBetweenTheBoundsAlone() {
    TestRouter router = TestRouter.withPeers(4);
    router.up(5).subscribed(5, TOPIC);

    assertThat(router.beat().effects).isEmpty();
    assertThat(router.machine.mesh(TOPIC)).hasSize(4);
  }

  @Test
  void shrinksALargeMeshToTheDesiredDegreeAndKeepsTheBestAndEnoughThatWeDialled() {
    TestRouter router = new TestRouter().joined(TOPIC);
    for (int i = 1; i <= 12; i++) {
      router.up(i, GossipVersion.V1_2, false).graft(i, TOPIC);
    }
    for (int i = 13; i <= 15; i++) {
      router.up(i, GossipVersion.V1_2, true).graft(i, TOPIC);
    }
    for (int i = 5; i <= 8; i++) {
      router.on(new AppScore(peer(i), i));
    }

    router.beat();

    List<PeerId> mesh = router.machine.mesh(TOPIC);
    assertThat(mesh).hasSize(6).contains(peer(5), peer(6), peer(7), peer(8));
    assertThat(mesh.stream().filter(Set.of(peer(13), peer(14), peer(15))::contains)).hasSize(2);
    assertThat(
            router.all(Send.class).stream().flatMap(send -> send.rpc().control().prune().stream()))
        .hasSize(9)
        .allMatch(new Control.Prune(TOPIC, 60)::equals);
  }

  @Test
  void doesNotGraftAgainWhomItPrunedForAMinute() {
    TestRouter router = TestRouter.withPeers(1).on(new AppScore(peer(1), -0.5)).beat();
    router.on(new AppScore(peer(1), 0));

    assertThat(router.pass(Duration.ofSeconds(60)).grafted(1)).isEmpty();
    assertThat(router.pass(Duration.ofSeconds(2)).grafted(1)).containsExactly(TOPIC);
  }

  @Test
  void prunesPeersWithANegativeScore() {
    TestRouter router = TestRouter.withPeers(3).on(new AppScore(peer(2), -0.5));

    router.beat();

    assertThat(router.pruned(2)).containsExactly(new Control.Prune(TOPIC, 60));
    assertThat(router.machine.mesh(TOPIC)).containsExactlyInAnyOrder(peer(1), peer(3));
  }

  @Test
  void graftsOnlyPeersThatItMay() {
    GossipParameters parameters = GossipParameters.defaults().withDirectPeers(Set.of(peer(3)));
    TestRouter router = new TestRouter(parameters, ScoreParameters.defaults()).joined(TOPIC);
    router.up(1, GossipVersion.FLOODSUB, true).subscribed(1, TOPIC);
    router.up(2).on(new AppScore(peer(2), -1)).subscribed(2, TOPIC);
    router.up(3).subscribed(3, TOPIC);
    router.up(4).prune(4, TOPIC, 60).subscribed(4, TOPIC);
    router.up(5).subscribed(5, "other");
    router.subscribed(6, TOPIC);
    router.up(7).subscribed(7, TOPIC);

    router.beat();

    assertThat(router.machine.mesh(TOPIC)).containsExactly(peer(7));
  }

  @Test
  void addsPeersThatWeDialledWhenTheMeshHasTooFewOfThem() {
    TestRouter router = new TestRouter().joined(TOPIC);
    for (int i = 1; i <= 6; i++) {
      router.up(i, GossipVersion.V1_2, false).graft(i, TOPIC);
    }
    for (int i = 11; i <= 20; i++) {
      router.up(i, GossipVersion.V1_2, i > 15).subscribed(i, TOPIC);
    }

    router.beat();

    List<PeerId> mesh = router.machine.mesh(TOPIC);
    assertThat(mesh).hasSize(8);
    assertThat(mesh.subList(6, 8)).allMatch(peer -> peer.compareTo(peer(15)) > 0);
  }

  @Test
  void looksForBetterPeersEveryMinuteWhenTheMeshIsBad() {
    TestRouter router = TestRouter.withPeers(4);
    for (int i = 5; i <= 10; i++) {
      router.up(i).subscribed(i, TOPIC).on(new AppScore(peer(i), i < 8 ? 1 : 0));
    }

    router.pass(Duration.ofSeconds(58));
    assertThat(router.machine.mesh(TOPIC)).hasSize(4);

    router.pass(Duration.ofSeconds(2));
    assertThat(router.machine.mesh(TOPIC)).hasSize(6).doesNotContain(peer(8), peer(9), peer(10));
  }

  @Test
  void doesNotLookForBetterPeersWhileTheMeshIsGood() {
    TestRouter router = TestRouter.withPeers(4);
    for (int i = 1; i <= 4; i++) {
      router.on(new AppScore(peer(i), 1));
    }
    router.up(5).subscribed(5, TOPIC).on(new AppScore(peer(5), 5));

    router.pass(Duration.ofSeconds(61));

    assertThat(router.machine.mesh(TOPIC)).hasSize(4);
  }

  @Test
  void sendsWhatIsForOnePeerTogether() {
    TestRouter router = new TestRouter().joined("a").joined("b");
    for (int i = 1; i <= 6; i++) {
      router.up(i).subscribed(i, "a").subscribed(i, "b");
    }

    router.prune(1, "a", 1).prune(1, "b", 1).pass(Duration.ofSeconds(4));
    router.on(new AppScore(peer(2), -1)).beat();

    assertThat(router.sent(2)).hasSize(1);
    assertThat(router.pruned(2)).hasSize(2);
  }
}
