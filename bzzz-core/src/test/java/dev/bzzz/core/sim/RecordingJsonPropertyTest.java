package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.Committee;
import dev.bzzz.core.claim.FencingToken;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.OptimisticProtocol;
import dev.bzzz.core.claim.TaskFacts;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.machine.CallId;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.sim.RecordingLine.Step;
import dev.bzzz.core.sim.RecordingLine.Taken;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.TestAgents;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What goes into a recording comes out of it again. */
class RecordingJsonPropertyTest {
  private static final Tip DONE = done();
  private static final TaskId TASK = LoneAgent.TASK;

  private static Tip done() {
    LoneAgent agent = new LoneAgent();
    agent.run(new OptimisticProtocol());
    return agent.tip();
  }

  @Property(tries = 60)
  void everyInputIsReadAsItWasWritten(
      @ForAll("inputs") List<ClaimInput> inputs, @ForAll("instants") Instant at) {
    RecordingJson writing = new RecordingJson();
    RecordingJson reading = new RecordingJson();
    LineSum sealing = new LineSum();
    LineSum opening = new LineSum();

    List<ClaimInput> read = new ArrayList<>();
    for (ClaimInput input : inputs) {
      Step step =
          new Step(
              at, input, new Taken("", List.of()), List.of(), Optional.of(at), Optional.empty());
      for (ObjectNode line : writing.write(step)) {
        byte[] sealed = sealing.seal(line.toString().getBytes(StandardCharsets.UTF_8));
        byte[] opened = opening.open(Arrays.copyOf(sealed, sealed.length - 1));
        if (reading.read(CanonicalJson.read(opened)) instanceof Step again) {
          assertThat(again.at()).isEqualTo(at);
          read.add(again.input());
        }
      }
    }

    assertThat(read).isEqualTo(inputs);
  }

  @Example
  void whatIsSeenAgainAtAnotherTimeIsWrittenOnce() {
    RecordingJson writing = new RecordingJson();

    List<Integer> lines = new ArrayList<>();
    for (int second = 0; second < 3; second++) {
      Instant at = Instant.EPOCH.plusSeconds(second);
      ClaimInput.Listing listing =
          new ClaimInput.Listing(
              new TreeSet<>(List.of(TASK.repository())), at, Duration.ofSeconds(1));
      ClaimInput.Observed observed =
          new ClaimInput.Observed(
              List.of(TASK), List.of(), new TreeMap<>(), new TreeMap<>(), Optional.of(listing));
      Step step =
          new Step(
              at, observed, new Taken("", List.of()), List.of(), Optional.of(at), Optional.empty());
      lines.add(writing.write(step).size());
    }

    assertThat(lines).containsExactly(2, 1, 1);
  }

  @Example
  void everyKindOfInputIsTried() {
    assertThat(kinds().stream().<Class<?>>map(each -> each.sample().getClass()))
        .containsExactlyInAnyOrder(ClaimInput.class.getPermittedSubclasses());
  }

  @Provide
  Arbitrary<List<ClaimInput>> inputs() {
    return Arbitraries.oneOf(kinds()).list().ofMinSize(1).ofMaxSize(12);
  }

  private static List<Arbitrary<ClaimInput>> kinds() {
    Arbitrary<CallId> calls = Arbitraries.longs().greaterOrEqual(1).map(CallId::new);
    Arbitrary<String> texts = Arbitraries.strings().withCharRange('\0', '\ud7ff').ofMaxLength(20);
    Arbitrary<FencingToken> tokens =
        Combinators.combine(Arbitraries.longs(), texts).as(FencingToken::new);
    return List.of(
        Arbitraries.create(ClaimInput.Tick::new),
        Arbitraries.create(ClaimInput.Stop::new),
        observed(texts).map(each -> each),
        Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(ClaimInput.Heard::new),
        Combinators.combine(calls, tips(texts)).as(ClaimInput.ReadAnswered::new),
        Combinators.combine(calls, texts).as(ClaimInput.ReadFailed::new),
        Combinators.combine(calls, results(texts)).as(ClaimInput.CasAnswered::new),
        Combinators.combine(tokens, texts)
            .as(
                (token, head) ->
                    new ClaimInput.WorkSucceeded(TASK, token, head, URI.create("m:o"))),
        Combinators.combine(tokens, texts)
            .as((token, reason) -> new ClaimInput.WorkFailed(TASK, token, reason)),
        Combinators.combine(calls, Arbitraries.longs()).as(ClaimInput.PullRequestOpened::new),
        Combinators.combine(calls, texts, Arbitraries.of(true, false))
            .as(ClaimInput.PullRequestFailed::new),
        Combinators.combine(calls, texts).as(ClaimInput.BranchMissing::new));
  }

  private static Arbitrary<Tip> tips(Arbitrary<String> texts) {
    return Combinators.combine(
            Arbitraries.integers().between(0, DONE.chain().size()), texts, texts.optional())
        .as(
            (length, position, damage) ->
                new Tip(TASK, position, DONE.chain().subList(0, length), damage));
  }

  private static Arbitrary<CasResult> results(Arbitrary<String> texts) {
    Arbitrary<Duration> waits = Arbitraries.longs().between(0, 1L << 60).map(Duration::ofNanos);
    return Arbitraries.oneOf(
        tips(texts).map(CasResult.Won::new),
        tips(texts).map(CasResult.Lost::new),
        texts.map(CasResult.Unknown::new),
        Combinators.combine(texts, waits).as(CasResult.Refused::new));
  }

  private static Arbitrary<ClaimInput.Observed> observed(Arbitrary<String> texts) {
    Arbitrary<TaskId> tasks =
        Arbitraries.longs()
            .between(1, 1L << 40)
            .map(number -> new TaskId(new RepositoryId("a".repeat(32)), number));
    Arbitrary<SortedSet<Skill>> skills =
        Arbitraries.of("java", "c++", "x.y-z")
            .map(Skill::new)
            .list()
            .ofMaxSize(3)
            .map(TreeSet::new);
    Arbitrary<TaskFacts> facts =
        Combinators.combine(
                Arbitraries.of(true, false), Arbitraries.of(PullRequest.State.class), texts)
            .as(
                (closed, state, text) ->
                    new TaskFacts(
                        closed,
                        List.of(new TaskFacts.Pull(3, 1, state)),
                        Optional.of(new TaskFacts.Cause(text, "reopened:1"))));
    Arbitrary<LedgerView> views =
        Combinators.combine(tips(texts).list().ofMaxSize(3), Arbitraries.of(policies()))
            .as((tips, policy) -> new LedgerView(TASK.repository(), "c".repeat(40), policy, tips));
    return Combinators.combine(
            tasks.list().ofMaxSize(3),
            views.list().ofMaxSize(2),
            Arbitraries.maps(tasks, skills).ofMaxSize(2),
            Arbitraries.maps(tasks, facts).ofMaxSize(2),
            listings().optional())
        .as(
            (candidates, seen, asked, said, listing) -> {
              SortedMap<TaskId, SortedSet<Skill>> skillsOf = new TreeMap<>(asked);
              return new ClaimInput.Observed(
                  candidates, seen, skillsOf, new TreeMap<>(said), listing);
            });
  }

  private static Arbitrary<ClaimInput.Listing> listings() {
    return Arbitraries.longs()
        .between(1, 1L << 40)
        .map(
            number ->
                new ClaimInput.Listing(
                    new TreeSet<>(List.of(TASK.repository())),
                    Instant.ofEpochMilli(number),
                    Duration.ofNanos(number)));
  }

  private static List<ClaimPolicy> policies() {
    ClaimPolicy three = TestAgents.policyOf(3);
    return List.of(
        three,
        three.revoke(TestAgents.agent(2).id(), "lost"),
        new ClaimPolicy(
            three.agents(),
            new TreeMap<>(),
            ClaimPolicy.QUORUM_LEDGER,
            Optional.of(Committee.first(List.copyOf(three.agents().keySet()))),
            three.timing()));
  }

  @Provide
  Arbitrary<Instant> instants() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 1L << 33), Arbitraries.longs().between(0, 999_999_999))
        .as(Instant::ofEpochSecond);
  }
}
