package dev.bzzz.core.agent;

import dev.bzzz.core.ForgeText;
import dev.bzzz.core.PublicText;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.ForgeFacts;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.task.TaskRef;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/**
 * Shows on the issue how its task stands: labels and comments. For people only; never evidence, and
 * never waited for.
 */
final class IssueDesk {
  /** Somebody works on it. */
  static final String IN_PROGRESS = "in-progress";

  /** A pull request exists. */
  static final String COMPLETED = "completed";

  /** A human has to look. */
  static final String HUMAN = ForgeFacts.HUMAN;

  private static final int MAX_NAME = 200;
  private static final int MAX_REASON = 2000;

  private final AgentParts parts;
  private final Events events;
  private final Watch watch;
  private final ForgeFacts facts;
  // One thread: what is shown last must be what happened last.
  private final ExecutorService thread;

  /**
   * What is to be written on an issue.
   *
   * @param what for the log
   * @param comment none when empty
   * @param add labels
   * @param remove labels
   */
  private record Note(String what, String comment, Set<String> add, Set<String> remove) {}

  IssueDesk(AgentParts parts, Events events, Watch watch, Failure failure) {
    this.parts = parts;
    this.events = events;
    this.watch = watch;
    this.facts = new ForgeFacts(parts.provider());
    this.thread = Threads.pool("bzzz-issues-" + parts.profile().name(), 1, failure::thrown);
  }

  void started(Tip tip) {
    write(tip, new Note("label " + IN_PROGRESS, "", Set.of(IN_PROGRESS), Set.of(COMPLETED, HUMAN)));
  }

  void done(Tip tip) {
    ClaimRecord record = tip.record().orElseThrow().record();
    if (!mine(record)) {
      return; // whoever recorded it shows it
    }
    String pull =
        record.pr().isPresent() ? "pull request #" + record.pr().getAsLong() : "no pull request";
    String comment =
        "Agent `"
            + record.holder()
            + "` has done this task: "
            + pull
            + ", branch `"
            + record.work().branch()
            + "`.";
    write(tip, new Note(comment, comment, Set.of(COMPLETED), Set.of(IN_PROGRESS)));
  }

  void released(Tip tip, String reason) {
    ClaimRecord record = tip.record().orElseThrow().record();
    String comment =
        "Agent "
            + ForgeText.line(parts.profile().name(), MAX_NAME)
            + " gave this task up in attempt "
            + record.attempt()
            + " of "
            + ClaimRecord.MAX_ATTEMPTS
            + ": "
            + told(reason);
    write(tip, new Note(comment, comment, Set.of(), Set.of(IN_PROGRESS)));
  }

  void escalated(Tip tip) {
    if (mine(tip.record().orElseThrow().record())) {
      callHuman(tip);
    }
  }

  /** Says that a human has to look, whoever found that out. */
  void callHuman(Tip tip) {
    String reason = tip.record().orElseThrow().record().reason().orElseThrow();
    String comment = "A human has to look at this task: " + told(reason);
    write(tip, new Note(comment, comment, Set.of(HUMAN), Set.of(IN_PROGRESS)));
  }

  /** A record's reason; hidden once more, for nobody can take back a comment. */
  private static String told(String reason) {
    return ForgeText.line(PublicText.ofFailure(reason), MAX_REASON);
  }

  private boolean mine(ClaimRecord record) {
    return record.actor().equals(parts.profile().id());
  }

  void close(Duration timeout) {
    if (!Threads.finish(thread, timeout)) {
      events.trouble(
          "write on issues", "not everything was written in time; labels may be out of date");
    }
  }

  private void write(Tip tip, Note note) {
    SignedRecord signed = tip.record().orElseThrow();
    try {
      thread.execute(() -> write(signed, note));
    } catch (RejectedExecutionException e) {
      events.trouble("write on " + watch.ref(tip.task()), "the agent stops");
    }
  }

  private void write(SignedRecord signed, Note note) {
    TaskId id = signed.record().task();
    TaskRef ref = watch.ref(id);
    try {
      if (note.add().contains(HUMAN) && facts.told(signed)) {
        return; // by another agent, or by this one before it saw that
      }
      events.tell((at, agent) -> new AgentEvent.IssueWriting(at, agent, ref, note.what()));
      if (!note.comment().isEmpty()) {
        parts.provider().comment(id, note.comment(), ForgeFacts.marker(signed));
      }
      parts.provider().label(id, note.add(), note.remove());
    } catch (RuntimeException e) {
      events.trouble("write on " + ref, Runtime.message(e));
    }
  }
}
