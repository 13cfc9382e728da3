package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.claim.Transitions;
import java.util.Optional;

/** What a proposer wants of a register, judged by the newest value. */
sealed interface Goal {
  /** What is to be done about a value. */
  sealed interface Verdict {
    /** The register is as it should be; once this value is decided, that is the end. */
    record Keep(Ending ending) implements Verdict {}

    /** This value is to be decided next. */
    record Write(Value next) implements Verdict {}

    /** Nothing is to be written. */
    record Stop(String why) implements Verdict {}
  }

  /** How an attempt ends. */
  enum Ending {
    SEEN,
    WON,
    LOST,
    REFUSED,
    UNKNOWN
  }

  /**
   * Judges a value.
   *
   * @param sent whether the goal's record was sent to a voter before
   */
  Verdict judge(Optional<Value> now, boolean sent);

  /** Wants to know the value. */
  record Read() implements Goal {
    @Override
    public Verdict judge(Optional<Value> now, boolean sent) {
      return new Verdict.Keep(Ending.SEEN);
    }
  }

  /** Wants a record to follow a tip. */
  record Move(Tip expected, SignedRecord next, PolicySource.Snapshot policy) implements Goal {
    @Override
    public Verdict judge(Optional<Value> now, boolean sent) {
      if (now.filter(value -> value.has(next)).isPresent()) {
        return new Verdict.Keep(Ending.WON);
      }
      if (now.map(Value::position).orElse("").equals(expected.position())) {
        Value value = now.map(before -> before.then(next)).orElseGet(() -> Value.first(next));
        return value
            .violation(policy.history())
            .or(() -> Transitions.outdated(next, policy.policy(), policy.history()))
            .<Verdict>map(Verdict.Stop::new)
            .orElseGet(() -> new Verdict.Write(value));
      }
      if (seq(now.map(Value::newest)) < seq(expected.record())) {
        // Decided once and gone: voters were set back. Whatever is said now may be undone again.
        return new Verdict.Keep(Ending.UNKNOWN);
      }
      boolean written = sent && now.filter(value -> !value.excludes(next)).isPresent();
      return new Verdict.Keep(written ? Ending.UNKNOWN : Ending.LOST);
    }

    private static long seq(Optional<SignedRecord> record) {
      return record.map(signed -> signed.record().seq()).orElse(0L);
    }
  }
}
