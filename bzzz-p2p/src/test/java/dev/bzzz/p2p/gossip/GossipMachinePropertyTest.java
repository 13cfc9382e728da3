package dev.bzzz.p2p.gossip;

import static dev.bzzz.p2p.gossip.TestRouter.SELF;
import static dev.bzzz.p2p.gossip.TestRouter.peer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.gossip.GossipEffect.Check;
import dev.bzzz.p2p.gossip.GossipEffect.Send;
import dev.bzzz.p2p.gossip.GossipInput.AppScore;
import dev.bzzz.p2p.gossip.GossipInput.Checked;
import dev.bzzz.p2p.gossip.GossipInput.Join;
import dev.bzzz.p2p.gossip.GossipInput.Leave;
import dev.bzzz.p2p.gossip.GossipInput.PeerDown;
import dev.bzzz.p2p.gossip.GossipInput.Publish;
import dev.bzzz.p2p.gossip.GossipInput.SignatureHolds;
import dev.bzzz.p2p.gossip.GossipInput.StreamReplaced;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** What holds after any inputs, in any order. */
class GossipMachinePropertyTest {
  private static final int PEERS = 20;
  private static final int DIRECT = 3;
  private static final List<String> TOPICS = List.of("a", "b");

  /** One input: what, about which peer, and a number for the rest. */
  record Step(Kind kind, int peer, int number) {
    String topic() {
      return TOPICS.get(number % 2);
    }
  }

  enum Kind {
    UP,
    DOWN,
    REPLACED,
    SUBSCRIBE,
    UNSUBSCRIBE,
    GRAFT,
    PRUNE,
    IHAVE,
    IWANT,
    IDONTWANT,
    MESSAGE,
    CHECKED,
    HOLDS,
    JOIN,
    LEAVE,
    PUBLISH,
    OPINION,
    PASS
  }

  @Property(tries = 60)
  void aRouterKeepsItsRules(@ForAll("steps") @Size(min = 50, max = 400) List<Step> steps) {
    Run run = new Run();

    steps.forEach(run::take);

    run.afterAHeartbeat();
  }

  @Property(tries = 20)
  void theSameInputsGiveTheSameEffects(
      @ForAll("steps") @Size(min = 50, max = 200) List<Step> steps) {
    Run one = new Run();
    Run other = new Run();

    for (Step step : steps) {
      one.take(step);
      other.take(step);

      assertThat(other.texts()).isEqualTo(one.texts());
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(Kind.values()),
            Arbitraries.integers().between(SELF, PEERS),
            Arbitraries.integers().between(0, 999))
        .as(Step::new)
        .list()
        .ofMaxSize(400);
  }

  /** A router, and what an observer of its effects knows. */
  private static final class Run {
    private final TestRouter router =
        new TestRouter(
            GossipParameters.defaults()
                .withDirectPeers(Set.of(peer(DIRECT)))
                .withLimits(new GossipParameters.Limits(50, 20_000, 20, 2)),
            ScoreParameters.defaults());
    private final Set<PeerId> up = new HashSet<>();
    private final Set<PeerId> flooding = new HashSet<>();
    private final Set<String> joined = new HashSet<>();
    private final Map<String, Instant> backoffs = new HashMap<>();
    private final List<Long> tokens = new ArrayList<>();

    Run() {
      take(new Step(Kind.JOIN, 0, 0));
      for (int i = 1; i <= PEERS; i++) {
        take(new Step(Kind.UP, i, i));
        take(new Step(Kind.SUBSCRIBE, i, i / 2));
      }
    }

    void take(Step step) {
      Instant before = router.now;
      act(step);
      observe(before);
    }

    private void act(Step step) {
      int peer = step.peer();
      switch (step.kind()) {
        case UP -> up(step);
        case DOWN -> {
          up.remove(peer(peer));
          router.on(new PeerDown(peer(peer)));
        }
        case REPLACED -> router.on(new StreamReplaced(peer(peer)));
        case SUBSCRIBE -> router.subscribed(peer, step.topic());
        case UNSUBSCRIBE -> router.unsubscribed(peer, step.topic());
        case GRAFT -> router.graft(peer, step.topic());
        case PRUNE -> prune(step);
        case IHAVE -> router.ihave(peer, step.topic(), List.of(id(step.number() + 1)));
        case IWANT -> router.iwant(peer, List.of(id(step.number()), id(step.number() % 10)));
        case IDONTWANT -> router.idontwant(peer, List.of(id(step.number())));
        case MESSAGE -> router.message(peer, message(step));
        case CHECKED -> checked(step);
        case HOLDS -> router.on(new SignatureHolds(token(step)));
        case JOIN -> {
          joined.add(step.topic());
          router.on(new Join(step.topic()));
        }
        case LEAVE -> {
          joined.remove(step.topic());
          router.on(new Leave(step.topic()));
        }
        case PUBLISH ->
            router.on(
                new Publish(TestRouter.message(SELF, step.number(), step.topic(), new byte[5])));
        case OPINION -> router.on(new AppScore(peer(peer), step.number() / 100.0 - 5));
        case PASS -> router.pass(Duration.ofMillis(20L * step.number()));
      }
    }

    private void up(Step step) {
      if (step.peer() == SELF) {
        router.effects = List.of(); // those of the step before were seen
        return;
      }
      up.add(peer(step.peer()));
      boolean floods = step.peer() % 7 == 0;
      if (floods) {
        flooding.add(peer(step.peer()));
      }
      GossipVersion version =
          floods ? GossipVersion.FLOODSUB : GossipVersion.values()[1 + step.peer() % 3];
      router.up(step.peer(), version, step.number() % 2 == 0);
    }

    private void prune(Step step) {
      int seconds = step.number() % 90;
      if (joined.contains(step.topic()) && step.peer() != SELF && !isGraylisted(step.peer())) {
        backOff(peer(step.peer()), step.topic(), seconds == 0 ? 60 : seconds, router.now);
      }
      router.prune(step.peer(), step.topic(), seconds);
    }

    private boolean isGraylisted(int peer) {
      return peer != DIRECT && router.score(peer) < -80;
    }

    private void checked(Step step) {
      Verdict verdict = Verdict.values()[step.number() % 10 < 7 ? 0 : step.number() % 4];
      router.on(new Checked(token(step), verdict));
    }

    private long token(Step step) {
      return tokens.isEmpty() ? 99 : tokens.get(step.number() % tokens.size());
    }

    private SignedMessage message(Step step) {
      int size = step.number() % 3 == 0 ? 1500 : 10;
      return TestRouter.message(
          step.number() % 25, step.number() % 100, step.topic(), new byte[size]);
    }

    private static MessageId id(int number) {
      return MessageIdFunction.authorAndSequence()
          .idOf(TestRouter.message(number % 25, number % 100, "a", new byte[0]));
    }

    private void backOff(PeerId peer, String topic, long seconds, Instant from) {
      backoffs.merge(topic + peer, from.plusSeconds(seconds), (a, b) -> a.isAfter(b) ? a : b);
    }

    private void observe(Instant before) {
      for (Check check : router.all(Check.class)) {
        tokens.add(check.token());
      }
      for (Send send : router.all(Send.class)) {
        assertThat(up).describedAs("peers that can be sent to").contains(send.to());
        assertThat(send.to()).isNotEqualTo(peer(SELF));
        assertThat(send.rpc().isEmpty()).isFalse();
        boolean publishedOrForwarded = send.rpc().messages().size() == 1;
        for (SignedMessage message : send.rpc().messages()) {
          assertThat(publishedOrForwarded && message.author().equals(send.to()) && !asked())
              .isFalse();
        }
        controls(send, before);
      }
      bounds();
    }

    /** Whoever asks for its own message gets it. */
    private boolean asked() {
      return router.all(GossipEffect.Deliver.class).isEmpty();
    }

    private void controls(Send send, Instant before) {
      Control control = send.rpc().control();
      for (String topic : control.graft()) {
        assertThat(joined).contains(topic);
        assertThat(flooding).doesNotContain(send.to());
        assertThat(send.to()).isNotEqualTo(peer(DIRECT));
        Instant until = backoffs.getOrDefault(topic + send.to(), Instant.MIN);
        assertThat(until).describedAs("backoff").isBeforeOrEqualTo(router.now);
      }
      for (Control.Prune prune : control.prune()) {
        backOff(send.to(), prune.topic(), Math.max(prune.backoffSeconds(), 1) - 1, before);
      }
    }

    private void bounds() {
      RouterState state = router.machine.state();
      assertThat(state.checks.size()).isLessThanOrEqualTo(20);
      assertThat(state.seen.size()).isLessThanOrEqualTo(50);
      assertThat(state.cache.bytes()).isBetween(0L, 20_000L);
      assertThat(state.peers.size()).isLessThanOrEqualTo(PEERS);
      assertThat(state.topics.size()).isLessThanOrEqualTo(TOPICS.size());
      for (TopicState topic : state.topics.values()) {
        assertThat(state.peers.values())
            .containsAll(topic.mesh)
            .containsAll(topic.subscribers)
            .containsAll(topic.fanout);
        assertThat(topic.subscribers).containsAll(topic.getAll);
        assertThat(topic.mesh).allMatch(peer -> !peer.direct);
      }
    }

    void afterAHeartbeat() {
      router.beat();
      for (String topic : joined) {
        assertThat(router.machine.mesh(topic)).hasSizeLessThanOrEqualTo(12 + 2 + 2);
        for (PeerId peer : router.machine.mesh(topic)) {
          assertThat(router.machine.score(peer)).isNotNegative();
        }
      }
    }

    List<String> texts() {
      List<String> texts = new ArrayList<>();
      for (GossipEffect effect : router.effects) {
        texts.add(
            effect instanceof Send send
                ? send.to() + " " + send.rpc().control() + send.rpc().messages()
                : effect.toString());
      }
      return texts;
    }
  }
}
