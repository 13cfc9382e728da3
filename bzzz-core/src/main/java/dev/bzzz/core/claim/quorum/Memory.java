package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.Bounded;
import dev.bzzz.core.task.TaskId;
import java.util.Map;
import java.util.Optional;

/**
 * What a ledger remembers of earlier attempts; all of it only saves questions, but for the records
 * whose fate is unknown. Safe for use by many threads.
 */
final class Memory {
  /** How many tasks, and how many records without a known fate, are remembered. */
  static final int MAX_ENTRIES = 20_000;

  private final Map<TaskId, Known> tasks = Bounded.lru(MAX_ENTRIES);
  private final Map<String, Boolean> sent = Bounded.lru(MAX_ENTRIES);

  private final RoundTrips trips = new RoundTrips();

  private record Known(long highest, Optional<Decision> decision, Optional<Proposer.Lead> lead) {
    static final Known NOTHING = new Known(0, Optional.empty(), Optional.empty());
  }

  /** A value that was decided, and the newest ballot it was accepted with. */
  record Decision(Ballot ballot, Value value) {}

  /** How long the voters take to answer. */
  RoundTrips trips() {
    return trips;
  }

  /** The highest round seen on a task. */
  synchronized long highest(TaskId task) {
    return known(task).highest();
  }

  /** Takes the lead out: a ballot is used once only. */
  synchronized Optional<Proposer.Lead> takeLead(TaskId task, Membership membership) {
    Known known = known(task);
    tasks.put(task, new Known(known.highest(), known.decision(), Optional.empty()));
    return known.lead().filter(lead -> lead.ballot().epoch() == membership.epoch());
  }

  synchronized Optional<Decision> decision(TaskId task) {
    return known(task).decision();
  }

  synchronized void saw(TaskId task, long highest) {
    Known known = known(task);
    tasks.put(task, new Known(Math.max(highest, known.highest()), known.decision(), known.lead()));
  }

  synchronized void decided(TaskId task, ProposerEffect.Result.Decided decided) {
    Known known = known(task);
    Optional<Decision> decision =
        decided
            .value()
            .map(value -> new Decision(decided.ballot(), value))
            .filter(fresh -> known.decision().filter(old -> older(fresh, old)).isEmpty());
    tasks.put(
        task,
        new Known(known.highest(), decision.or(known::decision), decided.lead().or(known::lead)));
  }

  /** Whether an attempt has sent this record and has not heard what became of it. */
  synchronized boolean wasSent(String record) {
    return sent.containsKey(record);
  }

  synchronized void sent(String record) {
    sent.put(record, Boolean.TRUE);
  }

  private Known known(TaskId task) {
    return tasks.getOrDefault(task, Known.NOTHING);
  }

  private static boolean older(Decision one, Decision other) {
    return other.ballot().above(one.ballot());
  }
}
