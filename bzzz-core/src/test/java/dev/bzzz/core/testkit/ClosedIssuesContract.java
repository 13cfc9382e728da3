package dev.bzzz.core.testkit;

import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.ADOPTED;
import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.CLOSED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.Transitions;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * What every claim protocol must bring about when the issue of a claimed task is closed, or opened
 * again, whatever has become of its holder. Runs under virtual time on an in-memory ledger; an
 * extending class supplies the protocol.
 */
public abstract class ClosedIssuesContract {
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
    FleetMember holder = fleet.holder(fleet.tasks.get(0));

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
    FleetMember expelled = fleet.holder(task);
    expelled.crash();

    fleet.closed.add(task);
    fleet.expel(expelled);
    fleet.runUntil(() -> fleet.allIn(ClaimState.RELEASED), HOUR);

    assertThat(fleet.record(task).term()).isEqualTo(1);
  }

  @Test
  void aRestartedHolderWhoseIssueIsClosedGivesTheTaskUp() {
    ClaimFleet fleet = fleet(16, 1, 1);
    FleetMember member = fleet.members.get(0);
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
}
