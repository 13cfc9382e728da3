package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.task.TaskId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who acts on the host at the moment.
 *
 * @param name for people
 * @param key whose records it may write; empty for nobody's
 * @param process the honest agent's process; null for liars and vandals
 */
record Caller(String name, Optional<AgentId> key, @Nullable Process process) {
  static final Caller NOBODY = new Caller("nobody", Optional.empty(), null);

  boolean honest() {
    return process != null;
  }

  boolean may(AgentId actor) {
    return key.filter(actor::equals).isPresent();
  }

  /** Number of the newest record of a task that it had read when it acted. */
  long knows(TaskId task) {
    return process == null ? 0 : process.check().knew(task);
  }

  /** Whether it had read what follows a record when it acted. */
  boolean knewBeyond(Register register, SignedRecord signed) {
    String known = process == null ? "" : process.check().knewAt(register.task());
    return !known.equals(signed.id()) && register.isPast(known, signed.id());
  }

  /** For how many microseconds it had watched what a record follows when it first sent it. */
  long watchedBefore(SignedRecord next) {
    return process == null ? 0 : process.check().watchedBefore(next);
  }
}
