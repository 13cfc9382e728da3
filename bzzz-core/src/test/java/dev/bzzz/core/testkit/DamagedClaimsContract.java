package dev.bzzz.core.testkit;

import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.GRANTED;
import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.REPAIRED;
import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.TAKEN_OVER;
import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.TROUBLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * What every claim protocol must bring about when what the host keeps is damaged: the register of a
 * task, its history, or the branch with its work. Runs under virtual time on an in-memory ledger;
 * an extending class supplies the protocol.
 */
public abstract class DamagedClaimsContract {
  private static final Duration HOUR = Duration.ofHours(1);

  /** The protocol under test; may be asked for more than one machine. */
  protected abstract ClaimProtocol protocol();

  private ClaimFleet fleet(long seed, int agents, int tasks) {
    return new ClaimFleet(protocol(), seed, agents, tasks);
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
    FleetMember member = fleet.members.get(0);
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
    FleetMember member = fleet.members.get(0);
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
  void aRegisterThatLostEverythingIsBelievedWithAnAlert() {
    ClaimFleet fleet = fleet(36, 1, 1);
    FleetMember member = fleet.members.get(0);
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

  private static Tip grant(ClaimFleet fleet, FleetMember member) {
    TaskId task = fleet.tasks.get(0);
    String head = fleet.ledger.scan(fleet.repository).head();
    Stamp stamp = Stamp.of(member.identity.id(), head, fleet.now(), new Random(1));
    ClaimRecord record = NextRecord.after(Tip.none(task), stamp).grant(head, "test");
    SignedRecord signed = RecordCodec.sign(record, member.identity);
    fleet.ledger.cas(new CasRequest(Tip.none(task), signed), Duration.ofSeconds(1));
    return fleet.ledger.read(task);
  }
}
