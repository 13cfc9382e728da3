package dev.bzzz.core.capability;

import java.util.List;

/**
 * How well an agent suits a task.
 *
 * @param value from 0 (must not take it) to 1000 (made for it)
 * @param reasons why, for people
 */
public record Fit(int value, List<String> reasons) {
  /** Checks the range and copies the reasons. */
  public Fit {
    requireThousandths(value, "a fit");
    reasons = List.copyOf(reasons);
  }

  /** Whether the agent may take the task at all. */
  public boolean suits() {
    return value > 0;
  }

  static void requireThousandths(int value, String what) {
    if (value < 0 || value > 1000) {
      throw new IllegalArgumentException(what + " is from 0 to 1000, not " + value);
    }
  }
}
