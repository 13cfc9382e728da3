package dev.bzzz.core.agent;

import dev.bzzz.core.Bounded;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskTrouble;
import java.util.List;
import java.util.Map;

/** Tells of what is wrong once, until it changes or goes away. Confined to one thread at a time. */
final class Troubles {
  /**
   * So many troubles are known to have been told; an older one that is still there is told again.
   */
  static final int MAX = 1000;

  private final Events events;
  private final Map<String, String> told = Bounded.map(MAX);

  Troubles(Events events) {
    this.events = events;
  }

  /** Something is wrong. */
  void tell(String what, String why) {
    if (!why.equals(told.put(what, why))) {
      events.trouble(what, why);
    }
  }

  /** Tells what cannot be read of a task, if anything. */
  void tell(Task task) {
    String what = "read all of " + task.ref();
    List<String> texts = task.troubles().stream().map(TaskTrouble::text).toList();
    if (texts.isEmpty()) {
      over(what);
    } else {
      tell(
          what,
          String.join("; and ", texts)
              + (task.blocked().isPresent() ? "; until then nobody takes it" : ""));
    }
  }

  /** It is well again. */
  void over(String what) {
    told.remove(what);
  }
}
