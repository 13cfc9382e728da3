package dev.bzzz.core.testkit;

import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.CHALLENGED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.message.DropReason;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.message.Outbox;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What every claim protocol must bring about on a mesh, however many messages it loses and whoever
 * lies on it: each task is done once, and liars cost a little time. Runs under virtual time; an
 * extending class supplies the protocol.
 */
public abstract class ClaimMeshContract {
  private static final Duration HOUR = Duration.ofHours(1);

  /** The protocol under test; may be asked for more than one machine. */
  protected abstract ClaimProtocol protocol();

  /** How many of the agents are the policy's committee; none by default. */
  protected int voters() {
    return 0;
  }

  /** What the protocol puts into the record of a grant; nothing by default. */
  protected Optional<String> evidence() {
    return Optional.empty();
  }

  /** Whether a grant's record shows it, as far as others can tell. */
  protected boolean shows(ClaimRecord record, ClaimPolicy policy, Verifier verifier) {
    return record.evidence().filter(kept -> kept.has(evidence().orElse(""))).isPresent();
  }

  private ClaimFleet fleet(int loss, int agents, int tasks) {
    ClaimFleet fleet = new ClaimFleet(protocol(), loss + 1, agents, tasks);
    fleet.meshLoss = OptionalInt.of(loss);
    fleet.elect(voters());
    return fleet;
  }

  @Test
  void everyTaskIsDoneOnceHoweverManyMessagesGetLost() {
    for (int loss : new int[] {0, 50, 100}) {
      ClaimFleet fleet = fleet(loss, 4, 8);

      fleet.start();
      fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);

      assertThat(fleet.tasks).as("loss %d", loss).allMatch(task -> fleet.record(task).term() == 1);
      assertThat(fleet.pullRequests).as("loss %d", loss).hasSize(8);
    }
  }

  @Test
  void grantsKeepWhatTheProtocolHasToShowForThem() {
    ClaimFleet fleet = fleet(0, 4, 8);

    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);

    ClaimPolicy policy = fleet.ledger.scan(fleet.repository).policy();
    long shown =
        fleet.tasks.stream()
            .map(fleet::record)
            .filter(record -> shows(record, policy, QuickSignature::verify))
            .count();
    // The last agent to become free may find itself alone, and then has nothing to show.
    assertThat(shown).isGreaterThanOrEqualTo(evidence().isPresent() ? 6 : 0);
  }

  @Test
  void tenAgentsHardlyEverTryForTheSameTask() {
    for (int loss : new int[] {-1, 0}) {
      ClaimFleet fleet = new ClaimFleet(protocol(), loss + 1, 10, 12);
      fleet.meshLoss = loss < 0 ? OptionalInt.empty() : OptionalInt.of(loss);
      fleet.elect(voters());

      fleet.start();
      fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);

      assertThat(fleet.grantsAsked / 12.0)
          .as("tries for a task, loss %d", loss)
          .isLessThanOrEqualTo(1.2);
    }
  }

  @Test
  void aHolderThatDiesIsDoubtedForItsSilenceLongBeforeItsRecordIsOld() {
    ClaimFleet fleet = fleet(0, 3, 1);
    fleet.members.forEach(member -> member.workTime = Duration.ofSeconds(30));
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);
    fleet.runFor(Duration.ofSeconds(3));
    fleet.holder(fleet.tasks.get(0)).crash();
    Instant died = fleet.now();

    fleet.runUntil(() -> fleet.count(CHALLENGED) > 0, HOUR);

    assertThat(Duration.between(died, fleet.now())).isLessThan(Duration.ofSeconds(12));
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);
    assertThat(fleet.record(fleet.tasks.get(0)).term()).isEqualTo(2);
  }

  @Test
  void aHolderThatIsHeardIsLeftAloneAndNeedsNoCheckpoints() {
    ClaimFleet fleet = fleet(0, 3, 1);
    fleet.members.forEach(member -> member.workTime = Duration.ofMinutes(2));

    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);

    assertThat(fleet.count(CHALLENGED)).isZero();
    assertThat(fleet.record(fleet.tasks.get(0)).seq()).isEqualTo(3); // held, published, done
  }

  @Test
  void anAgentThatWasFrozenDoubtsItselfBeforeItDoubtsTheHolder() {
    ClaimFleet fleet = fleet(0, 3, 1);
    fleet.members.forEach(member -> member.workTime = Duration.ofMinutes(1));
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);
    fleet.runFor(Duration.ofSeconds(5));

    fleet.other(fleet.holder(fleet.tasks.get(0))).pause(Duration.ofSeconds(30));
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);

    assertThat(fleet.count(CHALLENGED)).isZero();
  }

  @Test
  void anAgentThatClaimsEverythingWithItsMouthAloneDelaysTasksByLittle() {
    ClaimFleet fleet = fleet(0, 4, 6);
    FleetMember liar = fleet.members.get(3);
    Outbox mouth = outbox(liar, 1);
    fleet.members.subList(0, 3).forEach(FleetMember::boot);

    for (int i = 0; i < 600 && !fleet.allIn(ClaimState.DONE); i++) {
      for (var task : fleet.tasks) {
        tell(fleet, mouth.write(new Message.Intent(task, 1), fleet.now()));
        String record = String.format("%064x", i);
        Message lie = new Message.Moved(task, 1, 1, ClaimState.HELD, record);
        tell(fleet, mouth.write(lie, fleet.now()));
      }
      fleet.runFor(Duration.ofMillis(500));
    }

    assertThat(fleet.allIn(ClaimState.DONE)).isTrue();
    assertThat(fleet.tasks).allMatch(task -> fleet.record(task).term() == 1);
  }

  @Test
  void whatIsForgedReplayedOrMalformedIsCountedAndChangesNothing() {
    ClaimFleet fleet = fleet(0, 3, 3);
    FleetMember sender = fleet.members.get(0);
    FleetMember hearer = fleet.members.get(1);
    fleet.start();
    fleet.runFor(Duration.ofMillis(500));
    byte[] good = outbox(sender, 1).write(new Message.Intent(fleet.tasks.get(2), 9), fleet.now());
    byte[] forged = good.clone();
    forged[new String(good).indexOf("\"term\":9") + 7] = '8';

    hearer.hear(good);
    fleet.runFor(Duration.ofSeconds(1));
    hearer.hear(good);
    hearer.hear(forged);
    hearer.hear("{}".getBytes());
    hearer.hear(new byte[9000]);
    hearer.hear(
        outbox(sender, 2)
            .write(
                new Message.Intent(fleet.tasks.get(2), 1), fleet.now().plus(Duration.ofHours(1))));
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);

    assertThat(hearer.drops)
        .containsExactlyInAnyOrder(
            DropReason.REPLAYED,
            DropReason.FORGED,
            DropReason.MALFORMED,
            DropReason.OVERSIZED,
            DropReason.FUTURE_DATED);
    assertThat(fleet.pullRequests).hasSize(3);
  }

  private static Outbox outbox(FleetMember member, int boot) {
    String digits = String.format("%032x", boot);
    MeshLink link = new MeshLink(MeshLink.DEFAULT_NETWORK, digits, QuickSignature::verify);
    return new Outbox(member.identity, link, new Random(boot));
  }

  private static void tell(ClaimFleet fleet, byte[] wire) {
    fleet.members.subList(0, 3).forEach(member -> member.hear(wire));
  }
}
