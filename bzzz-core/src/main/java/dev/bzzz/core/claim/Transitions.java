package dev.bzzz.core.claim;

import dev.bzzz.core.AgentId;
import java.util.Optional;

/**
 * Which claim record may follow which: {@code valid(prev, next)}.
 *
 * <p>Every ledger checks every record by these rules, when it writes and when it reads, so that
 * even an authorised agent that lies stays within them. Durations (how long was the holder silent?)
 * and facts of the forge (is the issue closed?) are no part of them: they are duties of the actor.
 * What {@link ClaimRecord} demands of a single record is not repeated here, nor is the signature;
 * that a first record is of the task that was asked for is for the ledger to check.
 */
public final class Transitions {
  /** The reason by which others release the claim of a silent holder when its issue is closed. */
  public static final String CLOSED = "closed";

  private Transitions() {}

  /**
   * Why {@code next} may not follow {@code prev}, in one line; empty when it may.
   *
   * @param prev the newest record; empty when the task has none
   * @param policies of the task's repository
   */
  public static Optional<String> violation(
      Optional<SignedRecord> prev, SignedRecord next, PolicyHistory policies) {
    return inSequence(prev, next.record())
        .or(() -> authorised(prev, next.record(), policies))
        .or(() -> alongTheTable(prev, next, policies))
        .map(rule -> next + " may not follow " + described(prev) + ": " + rule);
  }

  /**
   * Why {@code next} may not be written any more though it may follow, in one line; empty when it
   * may. For ledgers, when they write: the actor must stand in the repository's policy of today,
   * and who takes or doubts a task must name that policy, or one that says the same. A holder may
   * still give up after it was expelled.
   *
   * <p>Readers do not ask this, since a record that was in order stays so. Whoever writes refs
   * without a ledger can therefore still name an old policy that knew it; others replace such a
   * holder at once, for the policy of today does not name it.
   *
   * @param current the policy at the head of the default branch
   * @param policies of the task's repository
   */
  public static Optional<String> outdated(
      SignedRecord next, ClaimPolicy current, PolicyHistory policies) {
    ClaimRecord record = next.record();
    if (record.state() != ClaimState.RELEASED && !current.authorises(record.actor())) {
      return Optional.of(
          next + " comes too late: the policy does not name the actor " + record.actor());
    }
    boolean against =
        record.state() == ClaimState.CHALLENGED
            || (record.state() == ClaimState.HELD && record.grant().isEmpty());
    return against && !policies.at(record.policy()).equals(Optional.of(current))
        ? Optional.of(
            next
                + " names the policy at "
                + record.policy()
                + ", which was changed since; look at the repository again")
        : Optional.empty();
  }

  private static Optional<String> inSequence(Optional<SignedRecord> prev, ClaimRecord next) {
    if (!next.prev().equals(prev.map(SignedRecord::id))) {
      return Optional.of("prev is not the id of the record before");
    }
    return prev.map(SignedRecord::record).flatMap(before -> inSequence(before, next));
  }

  private static Optional<String> inSequence(ClaimRecord before, ClaimRecord next) {
    if (!next.task().equals(before.task())) {
      return Optional.of("it is of another task");
    }
    if (next.seq() != before.seq() + 1) {
      return Optional.of("seq is not one more than " + before.seq());
    }
    // At its largest value the clock may stand still, or one lying record would stop a task for
    // ever.
    boolean later = next.hlc() > before.hlc() || before.hlc() == ClaimRecord.MAX_NUMBER;
    return later ? Optional.empty() : Optional.of("hlc is not above " + before.hlc());
  }

  private static Optional<String> authorised(
      Optional<SignedRecord> prev, ClaimRecord next, PolicyHistory policies) {
    Optional<ClaimPolicy> policy = policies.at(next.policy());
    if (policy.isEmpty()) {
      return Optional.of("there is no policy at commit " + next.policy());
    }
    if (!policy.get().authorises(next.actor())) {
      return Optional.of(
          "the policy at commit " + next.policy() + " does not name the actor " + next.actor());
    }
    return prev.map(before -> before.record().policy())
        .filter(before -> !policies.descends(next.policy(), before))
        .map(before -> "policy commit " + next.policy() + " does not descend from " + before);
  }

  private static Optional<String> alongTheTable(
      Optional<SignedRecord> prev, SignedRecord next, PolicyHistory policies) {
    if (prev.isEmpty()) {
      return Optional.empty(); // a record without prev can only be the first grant
    }
    AgentId actor = next.record().actor();
    boolean byHolder = actor.equals(prev.get().record().holder());
    ClaimState from = prev.get().record().state();
    ClaimState to = next.record().state();
    return Step.of(from, to, byHolder)
        .map(step -> step.violation(new Move(prev.get(), next, policies)))
        .orElseGet(
            () ->
                Optional.of(
                    (byHolder ? "the holder" : "an agent other than the holder")
                        + (" cannot move a claim from " + from + " to " + to)));
  }

  private static String described(Optional<SignedRecord> prev) {
    return prev.map(SignedRecord::toString).orElse("nothing");
  }
}
