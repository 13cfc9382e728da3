package dev.bzzz.core.claim;

import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The newest tip an agent knows of a task, and since when. */
final class TipWatch {
  private Tip tip;
  private Instant since = Instant.MIN;
  private Instant lastRead = Instant.MIN;
  private Duration delay = Duration.ZERO;
  private @Nullable String doubted;
  private @Nullable String passedOver;

  /** What a look has brought. */
  enum Change {
    /** Nothing, or something older than what is known. */
    NONE,
    /** Nothing yet, though the register seems to hold another history than the one known. */
    DOUBTED,
    /** The register has moved. */
    MOVED,
    /** The register holds another history than the one known before. */
    REPLACED
  }

  TipWatch(TaskId task) {
    this.tip = Tip.none(task);
  }

  Tip tip() {
    return tip;
  }

  /** When this agent first saw the record the tip is at. */
  Instant since() {
    return since;
  }

  /** When a read was last answered. */
  Instant lastRead() {
    return lastRead;
  }

  /** This agent's own delay before it moves against this tip; drawn anew for each record. */
  Duration delay() {
    return delay;
  }

  /**
   * Takes in what a scan of the repository has shown, unless this agent knows of something newer:
   * the scan may have been made before that. When the next scan shows the same it was not, and a
   * read should be asked for, whose answer is then believed.
   */
  Change see(Tip seen, Instant now) {
    if (!replaces(seen)) {
      return take(seen, now);
    }
    if (seen.position().equals(passedOver)) {
      doubted = passedOver;
      return Change.DOUBTED;
    }
    passedOver = seen.position();
    return Change.NONE;
  }

  /**
   * Takes in what the ledger has answered about this task. Something older than what is known may
   * be an answer that a scan has overtaken; the same for the second time is what the host has.
   */
  Change learn(Tip answer, Instant now) {
    boolean again = answer.position().equals(doubted);
    if (replaces(answer) && !again) {
      doubted = answer.position();
      return Change.NONE;
    }
    return take(answer, now);
  }

  private Change take(Tip seen, Instant now) {
    doubted = null;
    passedOver = null;
    boolean replaced = replaces(seen);
    boolean moved =
        since.equals(Instant.MIN)
            || !seen.position().equals(tip.position())
            || !seen.damage().equals(tip.damage());
    tip = seen;
    if (moved) {
      since = now;
    }
    return replaced ? Change.REPLACED : moved ? Change.MOVED : Change.NONE;
  }

  /** Whether what is known can be no part of the history of {@code seen}. */
  private boolean replaces(Tip seen) {
    ClaimRecord known = tip.newest();
    if (seen == tip || seen.damage().isPresent() || known == null) {
      return false;
    }
    ClaimRecord now = seen.newest();
    return now == null
        || now.seq() < known.seq()
        || (now.term() == known.term() && !seen.contains(tip.chain().get(0).id()));
  }

  void read(Instant now) {
    lastRead = now;
  }

  void delay(Duration drawn) {
    delay = drawn;
  }
}
