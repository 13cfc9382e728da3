package dev.bzzz.core.testkit;

import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.ADOPTED;
import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.CLOSED;
import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.GRANTED;
import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.REPAIRED;
import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.TAKEN_OVER;
import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.TROUBLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.TaskFacts;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.claim.Transitions;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.ClaimFleet.Member;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * What every claim protocol must bring about when something changes around a task: its issue is
 * closed, its holder expelled, its register damaged. Runs under virtual time on an in-memory
 * ledger; an extending class supplies the protocol.
 */
public abstract class ClaimChangesContract {
  private static final Duration HOUR = Duration.ofHours(1);

  /** The protocol under test; may be asked for more than one machine. */
  protected abstract ClaimProtocol protocol();

  private ClaimFleet fleet(long seed, int agents, int tasks) {
    return new ClaimFleet(protocol(), seed, agents, tasks);
  }

  @Test
  void aHolderWhoseIssueIsClosedStopsAndReleasesWithTheReason() {
    ClaimFleet fleet = fleet(14, 2, 1);
    fleet.members.forEach(member -> member.workTime = Duration.ofMinutes(10));
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);
    fleet.runFor(Duration.ofSeconds(1)); // for the answer to arrive
    Member holder = fleet.holder(fleet.tasks.get(0));

    fleet.closed.add(fleet.tasks.get(0));
    fleet.runUntil(() -> fleet.allIn(ClaimState.RELEASED), Duration.ofSeconds(10));

    assertThat(holder.working).isEmpty();
    assertThat(fleet.record(fleet.tasks.get(0)).reason().orElseThrow()).contains("closed");
    fleet.runFor(HOUR);
    assertThat(fleet.record(fleet.tasks.get(0)).term()).isEqualTo(1);
  }

  @Test
  void anIssueThatIsClosedAndReopenedIsSoonTakenUpByTheAgentThatHadIt() {
    ClaimFleet fleet = fleet(14, 1, 1);
    TaskId task = fleet.tasks.get(0);
    fleet.members.get(0).workTime = Duration.ofMinutes(2);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);
    fleet.runFor(Duration.ofSeconds(1)); // for the answer to arrive

    fleet.closed.add(task);
    fleet.runUntil(() -> fleet.allIn(ClaimState.RELEASED), Duration.ofSeconds(10));
    fleet.closed.remove(task);
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), Duration.ofMinutes(1));

    assertThat(fleet.record(task).term()).isEqualTo(2);
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);
  }

  @Test
  void theClaimOfASilentHolderWhoseIssueIsClosedIsReleasedByTheTakeoverRule() {
    ClaimFleet fleet = fleet(15, 3, 2);
    fleet.members.forEach(member -> member.workTime = Duration.ofMinutes(1));
    TaskId withdrawn = fleet.tasks.get(0);
    TaskId other = fleet.tasks.remove(1);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);
    fleet.holder(withdrawn).crash();
    fleet.runUntil(() -> fleet.allIn(ClaimState.CHALLENGED), HOUR);
    Instant challenged = fleet.now();

    fleet.closed.add(withdrawn);
    fleet.tasks.set(0, other);
    fleet.runUntil(() -> fleet.record(withdrawn).state() == ClaimState.RELEASED, HOUR);

    assertThat(Duration.between(challenged, fleet.now()))
        .isGreaterThanOrEqualTo(ClaimFleet.TIMING.grace());
    assertThat(fleet.record(withdrawn).reason()).contains(Transitions.CLOSED);
    assertThat(fleet.record(withdrawn).term()).isEqualTo(1);
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);
  }

  @Test
  void theClaimOfAHolderThatDiedBeforeItsIssueWasClosedIsDoubtedAndReleased() {
    ClaimFleet fleet = fleet(18, 3, 1);
    TaskId task = fleet.tasks.get(0);
    fleet.members.forEach(member -> member.workTime = Duration.ofMinutes(10));
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);
    fleet.runFor(Duration.ofSeconds(1)); // for the answer to arrive
    fleet.holder(task).crash();

    fleet.closed.add(task);
    Instant closed = fleet.now();
    fleet.runUntil(() -> fleet.allIn(ClaimState.CHALLENGED), HOUR);
    Instant challenged = fleet.now();
    fleet.runUntil(() -> fleet.allIn(ClaimState.RELEASED), HOUR);
    Instant released = fleet.now();
    fleet.runFor(HOUR);

    assertThat(Duration.between(closed, challenged))
        .isGreaterThan(ClaimFleet.TIMING.suspectAfter().minusSeconds(2));
    assertThat(Duration.between(challenged, released))
        .isGreaterThanOrEqualTo(ClaimFleet.TIMING.grace());
    assertThat(fleet.record(task).reason()).contains(Transitions.CLOSED);
    assertThat(fleet.record(task).seq()).isEqualTo(3);
    assertThat(fleet.count(CLOSED)).isEqualTo(1);
  }

  @Test
  void aReopenedIssueIsTakenOverFromTheHolderThatWasDoubtedMeanwhile() {
    ClaimFleet fleet = fleet(19, 3, 1);
    TaskId task = fleet.tasks.get(0);
    fleet.members.forEach(member -> member.workTime = Duration.ofMinutes(1));
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);
    fleet.holder(task).crash();
    fleet.closed.add(task);
    fleet.runUntil(() -> fleet.allIn(ClaimState.CHALLENGED), HOUR);

    fleet.closed.clear();
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);

    assertThat(fleet.record(task).term()).isEqualTo(2);
  }

  @Test
  void anExpelledHolderWhoseIssueIsClosedIsReleased() {
    ClaimFleet fleet = fleet(20, 3, 1);
    TaskId task = fleet.tasks.get(0);
    fleet.members.forEach(member -> member.workTime = Duration.ofMinutes(10));
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);
    Member expelled = fleet.holder(task);
    expelled.crash();

    fleet.closed.add(task);
    fleet.expel(expelled);
    fleet.runUntil(() -> fleet.allIn(ClaimState.RELEASED), HOUR);

    assertThat(fleet.record(task).term()).isEqualTo(1);
  }

  @Test
  void aRestartedHolderWhoseIssueIsClosedGivesTheTaskUp() {
    ClaimFleet fleet = fleet(16, 1, 1);
    Member member = fleet.members.get(0);
    member.workTime = Duration.ofMinutes(10);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);
    member.crash();

    fleet.closed.add(fleet.tasks.get(0));
    member.boot();
    fleet.runUntil(() -> fleet.allIn(ClaimState.RELEASED), Duration.ofMinutes(1));

    assertThat(member.has(ADOPTED)).isFalse();
  }

  @Test
  void publishedWorkOfAClosedIssueIsDoneWithoutAPullRequest() {
    ClaimFleet fleet = fleet(17, 2, 1);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.PUBLISHED), HOUR);
    fleet.holder(fleet.tasks.get(0)).crash();

    fleet.closed.add(fleet.tasks.get(0));
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);

    assertThat(fleet.record(fleet.tasks.get(0)).pr()).isEmpty();
    assertThat(fleet.pullRequests).isEmpty();
  }

  @Test
  void aHolderThatThePolicyNoLongerNamesIsReplacedAtOnce() {
    ClaimFleet fleet = fleet(21, 3, 1);
    fleet.members.forEach(member -> member.workTime = Duration.ofMinutes(1));
    TaskId task = fleet.tasks.get(0);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);
    fleet.runFor(Duration.ofSeconds(1)); // for the answer to arrive
    Member expelled = fleet.holder(task);

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
    Member expelled = fleet.holder(task);
    expelled.crash();
    fleet.runUntil(() -> fleet.allIn(ClaimState.CHALLENGED), HOUR);

    fleet.expel(expelled);
    fleet.runUntil(() -> fleet.holder(task) != expelled, ClaimFleet.TIMING.grace().dividedBy(2));

    assertThat(fleet.record(task).term()).isEqualTo(2);
  }

  @Test
  void aDamagedRegisterIsSetBackAndTheWorkGoesOn() {
    ClaimFleet fleet = fleet(31, 3, 1);
    fleet.members.forEach(member -> member.workTime = Duration.ofMinutes(1));
    TaskId task = fleet.tasks.get(0);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);
    fleet.runFor(Duration.ofSeconds(1)); // for the answer to arrive
    Tip held = fleet.ledger.read(task);

    fleet.ledger.overwrite(new Tip(task, "garbage", held.chain(), Optional.of("it is garbage")));
    fleet.runUntil(() -> fleet.ledger.read(task).equals(held), Duration.ofSeconds(30));

    assertThat(fleet.count(REPAIRED)).isZero(); // its answer is still under way
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);
    assertThat(fleet.record(task).term()).isEqualTo(1);
    assertThat(fleet.count(REPAIRED)).isEqualTo(1);
    assertThat(fleet.members).allMatch(member -> member.has(TROUBLE));
  }

  @Test
  void aRegisterThatIsDamagedAgainAndAgainIsSetBackByEachAgentOnceAMinute() {
    ClaimFleet fleet = fleet(32, 2, 1);
    TaskId task = fleet.tasks.get(0);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);
    Tip done = fleet.ledger.read(task);

    for (int second = 0; second < 600; second++) {
      String position = "garbage-" + second;
      fleet.ledger.overwrite(new Tip(task, position, done.chain(), Optional.of("garbage")));
      fleet.runFor(Duration.ofSeconds(20));
    }

    assertThat(fleet.count(REPAIRED)).isBetween(100L, 2 * 200L);
  }

  @Test
  void aRegisterWithNothingValidIsLeftToAHuman() {
    ClaimFleet fleet = fleet(33, 2, 1);
    TaskId task = fleet.tasks.get(0);
    Tip frozen = new Tip(task, "garbage", List.of(), Optional.of("it is garbage"));
    fleet.ledger.overwrite(frozen);

    fleet.start();
    fleet.runFor(HOUR.minusMinutes(1)); // it is told again every hour

    assertThat(fleet.ledger.read(task)).isEqualTo(frozen);
    assertThat(fleet.members)
        .allSatisfy(
            member ->
                assertThat(member.announced)
                    .singleElement()
                    .satisfies(
                        each ->
                            assertThat(each.detail())
                                .contains("'bzzz claims reset " + task + "'")));
    fleet.ledger.overwrite(Tip.none(task));
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);
  }

  @Test
  void anAgentWhoseAnswerGotLostRepairsTheDamageOnTopOfIt() {
    ClaimFleet fleet = fleet(34, 1, 1);
    TaskId task = fleet.tasks.get(0);
    AtomicBoolean lost = new AtomicBoolean();
    fleet.faults =
        ledger ->
            new AlteredLedger(
                ledger,
                (request, result) -> {
                  if (request.next().record().state() == ClaimState.PUBLISHED
                      && lost.compareAndSet(false, true)) {
                    Tip now = ledger.read(task);
                    fleet.ledger.overwrite(
                        new Tip(task, "garbage", now.chain(), Optional.of("garbage")));
                    return new CasResult.Unknown("the answer was lost");
                  }
                  return result;
                });

    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);

    assertThat(lost).isTrue();
    assertThat(fleet.record(task).term()).isEqualTo(1);
  }

  @Test
  void anotherHistoryOnTheHostIsTakenOverWithAnAlert() {
    ClaimFleet fleet = fleet(35, 2, 1);
    Member member = fleet.members.get(0);
    TaskId task = fleet.tasks.get(0);
    member.workTime = Duration.ofMinutes(1);
    member.boot();
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);
    fleet.runFor(Duration.ofSeconds(25)); // for some checkpoints
    assertThat(fleet.record(task).seq()).isGreaterThan(2);

    fleet.ledger.overwrite(Tip.none(task)); // the host was restored from a backup
    Tip restored = grant(fleet, fleet.members.get(1));
    fleet.runUntil(() -> member.has(TAKEN_OVER), HOUR);

    assertThat(fleet.record(task)).isEqualTo(restored.record().orElseThrow().record());
    assertThat(member.announced)
        .anyMatch(each -> each.kind() == TROUBLE && each.detail().contains("replaced"));
  }

  @Test
  void aFinishedTaskWhoseHistoryWasReplacedByAnUnfinishedOneIsDoneOnceMore() {
    ClaimFleet fleet = fleet(37, 2, 1);
    Member member = fleet.members.get(0);
    TaskId task = fleet.tasks.get(0);
    member.boot();
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);
    fleet.runFor(Duration.ofMinutes(1));

    fleet.ledger.overwrite(Tip.none(task));
    grant(fleet, fleet.members.get(1)); // which never runs
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);

    assertThat(fleet.record(task).term()).isEqualTo(2);
    assertThat(fleet.holder(task)).isSameAs(member);
    assertThat(member.announced)
        .anyMatch(each -> each.kind() == TROUBLE && each.detail().contains("replaced"));
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
  void aPublishedBranchThatWasDeletedIsCreatedAgain() {
    ClaimFleet fleet = fleet(44, 2, 1);
    TaskId task = fleet.tasks.get(0);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.PUBLISHED), HOUR);
    String branch = fleet.record(task).work().branch();
    String head = fleet.record(task).work().head().orElseThrow();
    fleet.holder(task).crash();

    fleet.ledger.setBranch(fleet.repository, branch, Optional.empty());
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);

    assertThat(fleet.ledger.branch(fleet.repository, branch)).contains(head);
    assertThat(fleet.record(task).term()).isEqualTo(1);
    assertThat(fleet.pullRequests).hasSize(1);
  }

  @Test
  void aBranchThatVanishesAgainAndAgainIsHandedToAHuman() {
    ClaimFleet fleet = fleet(45, 1, 1);
    TaskId task = fleet.tasks.get(0);
    fleet.faults =
        ledger ->
            new AlteredLedger(
                ledger,
                (request, result) -> {
                  request
                      .updates()
                      .forEach(
                          update ->
                              fleet.ledger.setBranch(
                                  fleet.repository, update.branch(), Optional.empty()));
                  return result;
                });

    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.ESCALATED), HOUR);

    assertThat(fleet.record(task).reason().orElseThrow()).contains("is gone");
    assertThat(fleet.record(task).seq()).isLessThan(10);
    assertThat(fleet.pullRequests).isEmpty();
  }

  @Test
  void aHolderThatWorksAsLongAsItMayStaysWithinTheRecordsOfATerm() {
    ClaimFleet fleet = fleet(46, 1, 1);
    Member member = fleet.members.get(0);
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
    Member writer = writer(fleet);
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

  private static TaskId escalated(ClaimFleet fleet) {
    fleet.members.forEach(member -> member.worksWell = false);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.ESCALATED), Duration.ofHours(5));
    return fleet.tasks.get(0);
  }

  /** Who has escalated the task. */
  private static Member writer(ClaimFleet fleet) {
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

  private static TaskFacts pulls(TaskFacts.Pull... pulls) {
    return new TaskFacts(false, List.of(pulls), Optional.empty());
  }

  @Test
  void aRegisterThatLostEverythingIsBelievedWithAnAlert() {
    ClaimFleet fleet = fleet(36, 1, 1);
    Member member = fleet.members.get(0);
    TaskId task = fleet.tasks.get(0);
    member.workTime = Duration.ofSeconds(30);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);
    fleet.runFor(Duration.ofSeconds(15)); // for a checkpoint

    fleet.ledger.overwrite(Tip.none(task));
    fleet.runUntil(() -> member.has(TAKEN_OVER), Duration.ofMinutes(5));

    assertThat(member.announced)
        .anyMatch(each -> each.kind() == TROUBLE && each.detail().contains("replaced"));
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);
  }

  @Test
  void aGrantOfWhichNobodyKnowsKeepsItsSlotUnderDamage() {
    ClaimFleet fleet = fleet(37, 1, 2);
    AtomicBoolean lost = new AtomicBoolean();
    fleet.faults =
        ledger ->
            new AlteredLedger(
                ledger,
                (request, result) -> {
                  if (!lost.compareAndSet(false, true)) {
                    return result;
                  }
                  fleet.ledger.overwrite(
                      new Tip(request.task(), "garbage", List.of(), Optional.of("garbage")));
                  return new CasResult.Unknown("the answer was lost");
                });

    fleet.start();
    fleet.runFor(HOUR);

    assertThat(lost).isTrue();
    assertThat(fleet.count(GRANTED)).isZero(); // the one slot is taken, as far as anybody knows
  }

  private static Tip grant(ClaimFleet fleet, Member member) {
    TaskId task = fleet.tasks.get(0);
    String head = fleet.ledger.scan(fleet.repository).head();
    Stamp stamp = Stamp.of(member.identity.id(), head, fleet.now(), new Random(1));
    ClaimRecord record = NextRecord.after(Tip.none(task), stamp).grant(head, "test");
    SignedRecord signed = RecordCodec.sign(record, member.identity);
    fleet.ledger.cas(new CasRequest(Tip.none(task), signed), Duration.ofSeconds(1));
    return fleet.ledger.read(task);
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
}
