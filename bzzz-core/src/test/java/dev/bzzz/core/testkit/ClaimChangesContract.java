package dev.bzzz.core.testkit;

import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.TAKEN_OVER;
import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.TROUBLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.TaskFacts;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What every claim protocol must bring about when people change something around a task: an agent
 * is expelled, finished work wanted again, a task handed back. Runs under virtual time on an
 * in-memory ledger; an extending class supplies the protocol.
 */
public abstract class ClaimChangesContract {
  private static final Duration HOUR = Duration.ofHours(1);

  /** The protocol under test; may be asked for more than one machine. */
  protected abstract ClaimProtocol protocol();

  private ClaimFleet fleet(long seed, int agents, int tasks) {
    return new ClaimFleet(protocol(), seed, agents, tasks);
  }

  @Test
  void aHolderThatThePolicyNoLongerNamesIsReplacedAtOnce() {
    ClaimFleet fleet = fleet(21, 3, 1);
    fleet.members.forEach(member -> member.workTime = Duration.ofMinutes(1));
    TaskId task = fleet.tasks.get(0);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);
    fleet.runFor(Duration.ofSeconds(1)); // for the answer to arrive
    FleetMember expelled = fleet.holder(task);

    fleet.expel(expelled);
    fleet.runUntil(() -> fleet.holder(task) != expelled, Duration.ofSeconds(5));

    assertThat(fleet.record(task).term()).isEqualTo(2);
    assertThat(fleet.record(task).attempt()).isEqualTo(2);
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);
    assertThat(expelled.working).isEmpty();
    assertThat(expelled.has(TAKEN_OVER)).isTrue();
    assertThat(fleet.pullRequests).hasSize(1);
  }

  @Test
  void anExpelledHolderThatIsChallengedIsReplacedBeforeTheGraceIsOver() {
    ClaimFleet fleet = fleet(22, 2, 1);
    fleet.members.forEach(member -> member.workTime = Duration.ofMinutes(1));
    TaskId task = fleet.tasks.get(0);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);
    FleetMember expelled = fleet.holder(task);
    expelled.crash();
    fleet.runUntil(() -> fleet.allIn(ClaimState.CHALLENGED), HOUR);

    fleet.expel(expelled);
    fleet.runUntil(() -> fleet.holder(task) != expelled, ClaimFleet.TIMING.grace().dividedBy(2));

    assertThat(fleet.record(task).term()).isEqualTo(2);
  }

  @Test
  void aFinishedTaskIsDoneAgainForANewCauseAndForNoOther() {
    ClaimFleet fleet = fleet(41, 3, 1);
    TaskId task = fleet.tasks.get(0);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);
    fleet.runFor(HOUR);
    assertThat(fleet.record(task).term()).isEqualTo(1); // an open issue alone is no cause

    String cause = "pr-closed:" + fleet.record(task).pr().orElseThrow();
    Tip first = fleet.ledger.read(task);
    fleet.facts.put(task, caused(first, cause));
    fleet.runUntil(() -> fleet.record(task).term() == 2, Duration.ofSeconds(5));
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);
    fleet.runFor(HOUR); // what the forge said is about the record before

    assertThat(fleet.record(task).term()).isEqualTo(2);
    assertThat(fleet.record(task).cause()).contains(cause);
    assertThat(fleet.record(task).attempt()).isEqualTo(1);
    fleet.facts.put(task, caused(fleet.ledger.read(task), "reopened:7"));
    fleet.runUntil(() -> fleet.record(task).term() == 3, Duration.ofSeconds(5));
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);
    fleet.facts.put(task, caused(fleet.ledger.read(task), "reopened:7"));
    fleet.runFor(HOUR);
    fleet.facts.put(task, caused(first, "reopened:8")); // said of a record that is past
    fleet.runFor(HOUR);
    assertThat(fleet.record(task).term()).isEqualTo(3);
    assertThat(fleet.count(TROUBLE)).isZero(); // nor was the ledger asked in vain
  }

  @Test
  void aHolderThatWorksAsLongAsItMayStaysWithinTheRecordsOfATerm() {
    ClaimFleet fleet = fleet(46, 1, 1);
    FleetMember member = fleet.members.get(0);
    member.workTime = ClaimFleet.TIMING.maxWork().minusMinutes(1);
    Duration checkpoint = ClaimFleet.TIMING.suspectAfter().dividedBy(2);
    assertThat(member.workTime.dividedBy(checkpoint)).isLessThan(ClaimRecord.MAX_TERM_RECORDS);

    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), Duration.ofHours(3));

    assertThat(fleet.record(fleet.tasks.get(0)).seq()).isBetween(500L, 1000L);
  }

  @Test
  void aTaskThatAHumanHandsBackIsDoneAfterAll() {
    ClaimFleet fleet = fleet(42, 3, 1);
    fleet.members.forEach(member -> member.worksWell = false);
    TaskId task = fleet.tasks.get(0);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.ESCALATED), Duration.ofHours(5));

    fleet.members.forEach(member -> member.worksWell = true);
    fleet.facts.put(task, caused(fleet.ledger.read(task), "human:1"));
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);

    assertThat(fleet.record(task).term()).isEqualTo(6);
    assertThat(fleet.record(task).attempt()).isEqualTo(1);
  }

  @Test
  void whenTheAgentThatEscalatedDiesSomebodyElseCallsTheHuman() {
    ClaimFleet fleet = fleet(47, 4, 1);
    TaskId task = escalated(fleet);
    writer(fleet).crash();
    Instant escalated = fleet.now();

    fleet.facts.put(task, untold(fleet.ledger.read(task)));
    fleet.runUntil(() -> !fleet.calls.isEmpty(), HOUR);

    assertThat(Duration.between(escalated, fleet.now()))
        .isGreaterThanOrEqualTo(ClaimFleet.TIMING.grace());
    fleet.runFor(HOUR);
    assertThat(fleet.calls).hasSize(1);
  }

  @Test
  void anAgentThatWasRestartedCallsTheHumanItself() {
    ClaimFleet fleet = fleet(48, 1, 1);
    TaskId task = escalated(fleet);
    FleetMember writer = writer(fleet);
    writer.crash();

    fleet.facts.put(task, untold(fleet.ledger.read(task)));
    fleet.closed.add(task); // an issue that is closed needs nobody
    fleet.tasks.clear();
    writer.boot();
    fleet.runFor(HOUR);
    assertThat(fleet.calls).isEmpty();
    fleet.closed.clear();
    fleet.runFor(HOUR);

    assertThat(fleet.calls).containsExactly(writer.name);
  }

  @Test
  void pullRequestsThatAreOutOfDateAreClosedAndNoOthers() {
    ClaimFleet fleet = fleet(43, 2, 1);
    TaskId task = fleet.tasks.get(0);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);
    fleet.facts.put(task, caused(fleet.ledger.read(task), "reopened:1"));
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE) && fleet.record(task).term() == 2, HOUR);

    long own = fleet.record(task).pr().orElseThrow();
    fleet.facts.put(
        task,
        pulls(
            new TaskFacts.Pull(own, 2, PullRequest.State.OPEN),
            new TaskFacts.Pull(own + 1, 1, PullRequest.State.OPEN),
            new TaskFacts.Pull(own + 2, 1, PullRequest.State.MERGED),
            new TaskFacts.Pull(own + 3, 2, PullRequest.State.OPEN),
            new TaskFacts.Pull(own + 4, 3, PullRequest.State.OPEN)));
    fleet.runFor(Duration.ofSeconds(5));

    assertThat(fleet.closedPulls).containsExactly(own + 1, own + 3);
  }

  @Test
  void aSecondPullRequestIsClosedThoughTheFirstHasEnded() {
    ClaimFleet fleet = fleet(44, 2, 1);
    TaskId task = fleet.tasks.get(0);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);

    long own = fleet.record(task).pr().orElseThrow();
    fleet.facts.put(
        task,
        pulls(
            new TaskFacts.Pull(own, 1, PullRequest.State.MERGED),
            new TaskFacts.Pull(own + 1, 1, PullRequest.State.OPEN)));
    fleet.runFor(Duration.ofSeconds(5));

    assertThat(fleet.closedPulls).containsExactly(own + 1);
  }

  @Test
  void anAgentThatThePolicyDoesNotNameWritesNothing() {
    ClaimFleet fleet = fleet(23, 1, 1);

    fleet.expel(fleet.members.get(0));
    fleet.start();
    fleet.runFor(HOUR);

    assertThat(fleet.ledger.read(fleet.tasks.get(0)).record()).isEmpty();
    assertThat(fleet.members.get(0).announced).isEmpty();
  }

  private static TaskId escalated(ClaimFleet fleet) {
    fleet.members.forEach(member -> member.worksWell = false);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.ESCALATED), Duration.ofHours(5));
    return fleet.tasks.get(0);
  }

  /** Who has escalated the task. */
  private static FleetMember writer(ClaimFleet fleet) {
    AgentId actor = fleet.record(fleet.tasks.get(0)).actor();
    return fleet.members.stream()
        .filter(member -> member.identity.id().equals(actor))
        .findFirst()
        .orElseThrow();
  }

  private static TaskFacts untold(Tip tip) {
    return new TaskFacts(
        false, List.of(), Optional.empty(), Optional.of(tip.record().orElseThrow().id()));
  }

  private static TaskFacts caused(Tip tip, String cause) {
    String record = tip.record().orElseThrow().id();
    return new TaskFacts(false, List.of(), Optional.of(new TaskFacts.Cause(record, cause)));
  }

  private static TaskFacts pulls(TaskFacts.Pull... pulls) {
    return new TaskFacts(false, List.of(pulls), Optional.empty());
  }
}
