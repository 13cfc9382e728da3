package dev.bzzz.core.claim.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.Committee;
import dev.bzzz.core.claim.PolicyHistory;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.claim.quorum.QuorumPeer.Step;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.TestAgents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What voters of an epoch know from the one before, where not all of them know the same. */
class EpochChangeTest {
  private static final TaskId TASK = new TaskId(new RepositoryId("3".repeat(32)), 1);
  private static final String COMMIT = "a".repeat(40);
  private static final Identity ALICE = TestAgents.agent(1);
  private static final Identity BOB = TestAgents.agent(2);
  private static final Identity CAROL = TestAgents.agent(3);
  private static final Identity[] VOTERS =
      IntStream.rangeClosed(101, 105).mapToObj(TestAgents::agent).toArray(Identity[]::new);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int MAX_STEPS = 100;

  private final Random random = new Random(5);
  private final Records records = Records.trusted(); // nobody forges here
  private final Map<AgentId, QuorumPeer> peers = new TreeMap<>();
  private final Set<String> cut = new HashSet<>();
  private Committee committee =
      Committee.first(List.of(VOTERS).stream().map(Identity::id).toList());
  private Instant now = Instant.EPOCH;
  private int asked;

  @BeforeEach
  void start() {
    Stream.concat(Stream.of(VOTERS), Stream.of(ALICE, BOB, CAROL))
        .forEach(each -> peers.put(each.id(), start(each)));
  }

  @Test
  void aValueThatWasNeverDecidedIsNotDecidedByBeingTakenOver() {
    everybodyVotes();
    // One voter accepts what Alice asks for; then a majority promises Bob, and another one accepts.
    writeInPart(ALICE, List.of(0, 1, 2), 0);
    writeInPart(BOB, List.of(2, 3, 4), 4);
    renew();
    for (int alices = 0; alices <= 2; alices++) {
      cut(alices, 4);
      vote(alices);
    }
    cut(4, 0);
    vote(4);

    Tip first = read(List.of(0, 1, 2));
    Tip second = read(List.of(2, 3, 4));

    assertThat(first.position()).isNotEmpty();
    assertThat(second.position()).isEqualTo(first.position());
  }

  @Test
  void whatAllVotersTookOverIsReadInOneRound() {
    everybodyVotes();
    Tip written = write(ALICE, List.of(0, 1, 2));
    renew();
    everybodyVotes();
    asked = 0;

    Tip read = read(List.of(0, 1, 2, 3, 4));

    assertThat(read.position()).isEqualTo(written.position());
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void whereAVoterIsSilentWhatTheOthersTookOverIsAcceptedAnewAndThenReadInOneRound() {
    everybodyVotes();
    Tip written = write(ALICE, List.of(0, 1, 2));
    renew();
    everybodyVotes();
    asked = 0;

    Tip read = read(List.of(1, 2, 3, 4));
    int rounds = asked;
    Tip again = read(List.of(2, 3, 4));

    assertThat(read.position()).isEqualTo(written.position());
    assertThat(again).isEqualTo(read);
    assertThat(rounds).isEqualTo(3);
    assertThat(asked).isEqualTo(rounds + 1);
  }

  private void everybodyVotes() {
    for (int i = 0; i < VOTERS.length; i++) {
      vote(i);
    }
  }

  /** A voter joins when it is asked first. */
  private void vote(int voter) {
    QuorumPeer.Attempt attempt = peer(CAROL).read(TASK, now.plus(LONG));
    attempt.tick(now).forEach(step -> deliver(attempt, (Step.Ask) step, List.of(voter)));
  }

  private void renew() {
    committee = committee.next(committee.voters());
  }

  private void cut(int from, int to) {
    cut.add(VOTERS[from].id() + " " + VOTERS[to].id());
  }

  private Tip read(List<Integer> voters) {
    QuorumPeer.Attempt attempt = peer(CAROL).read(TASK, now.plus(LONG));
    return ((Step.Seen) run(attempt, voters, voters)).tip();
  }

  private Tip write(Identity agent, List<Integer> voters) {
    run(move(agent), voters, voters);
    return read(voters);
  }

  /** Only one voter hears what is to be accepted, and its answer is lost. */
  private void writeInPart(Identity agent, List<Integer> promising, int accepting) {
    assertThat(run(move(agent), promising, List.of(accepting))).isInstanceOf(Step.Ask.class);
  }

  private QuorumPeer.Attempt move(Identity agent) {
    return peer(agent).move(Steps.grant(Tip.none(TASK), agent, COMMIT), now.plus(LONG));
  }

  /** Runs an attempt to its end, or until less than a majority is to accept. */
  private Step run(QuorumPeer.Attempt attempt, List<Integer> promising, List<Integer> accepting) {
    Deque<Step> steps = new ArrayDeque<>(attempt.tick(now));
    for (int i = 0; i < MAX_STEPS; i++) {
      Step step = steps.poll();
      if (step instanceof Step.Ask ask) {
        asked++;
        boolean accept = ask.what().startsWith("accept");
        steps.addAll(deliver(attempt, ask, accept ? accepting : promising));
        if (accept && accepting.size() < committee.majority()) {
          return ask;
        }
      } else if (step != null) {
        return step;
      } else {
        now = attempt.deadline().orElseThrow();
        steps.addAll(attempt.tick(now));
      }
    }
    throw new AssertionError("it does not end");
  }

  private List<Step> deliver(QuorumPeer.Attempt attempt, Step.Ask ask, List<Integer> voters) {
    List<Step> steps = new ArrayList<>();
    for (int voter : voters) {
      AgentId id = VOTERS[voter].id();
      byte[] answer = peer(VOTERS[voter]).answer(ask.question()).get();
      steps.addAll(attempt.heard(ask.round(), id, answer, now));
    }
    return steps;
  }

  private QuorumPeer peer(Identity identity) {
    return Objects.requireNonNull(peers.get(identity.id()));
  }

  private QuorumPeer start(Identity identity) {
    QuorumPeer.Seat seat =
        new QuorumPeer.Seat(identity, records, repository -> policy(), VoterDisk.empty(random));
    return new QuorumPeer(
        seat,
        (to, question) ->
            Optional.of(to)
                .filter(voter -> !cut.contains(identity.id() + " " + voter))
                .map(voter -> peers.get(voter).answer(question).get()),
        random);
  }

  private PolicySource.Snapshot policy() {
    ClaimPolicy base = TestAgents.policyOf(3);
    ClaimPolicy policy =
        new ClaimPolicy(
            base.agents(),
            new TreeMap<>(),
            ClaimPolicy.QUORUM_LEDGER,
            Optional.of(committee),
            base.timing());
    PolicyHistory history =
        new PolicyHistory() {
          @Override
          public Optional<ClaimPolicy> at(String commit) {
            return Optional.of(policy);
          }

          @Override
          public boolean descends(String commit, String ancestor) {
            return true;
          }
        };
    return new PolicySource.Snapshot(COMMIT, policy, history);
  }
}
