package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What {@link HostCheck} keeps of one task. */
final class TaskCheck {
  final Map<Long, AgentId> holders = new TreeMap<>();
  final Map<Long, String> heads = new TreeMap<>();
  long term;
  long seq;
  String newest = "";
  boolean vandalised;
  boolean forced;
  boolean settled;
  @Nullable Process granted;
  String grant = "";
  long since;
  long movedByHolder;
  long changed;

  /** When the holder last moved the claim, or became its holder. */
  long movedByHolder() {
    return movedByHolder;
  }

  /** When the claim last moved, or people did something to the task. */
  long since() {
    return Math.max(since, changed);
  }

  /** When people last did something to the task. */
  long changed() {
    return changed;
  }

  boolean settled() {
    return settled;
  }

  /** Whether somebody ever moved the ref by hand. */
  boolean forced() {
    return forced;
  }
}
