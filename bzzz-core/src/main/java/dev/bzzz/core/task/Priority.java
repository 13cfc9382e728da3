package dev.bzzz.core.task;

/**
 * How urgent a task is.
 *
 * @param level from {@value #HIGHEST} (most urgent) to {@value #LOWEST}
 */
public record Priority(int level) implements Comparable<Priority> {
  /** The most urgent level. */
  public static final int HIGHEST = 1;

  /** The least urgent level. */
  public static final int LOWEST = 9;

  /** For tasks that name none: the middle. */
  public static final Priority DEFAULT = new Priority(5);

  /** Checks the range. */
  public Priority {
    if (level < HIGHEST || level > LOWEST) {
      throw new IllegalArgumentException(
          "a priority is from " + HIGHEST + " to " + LOWEST + ", not " + level);
    }
  }

  @Override
  public int compareTo(Priority other) {
    return Integer.compare(level, other.level);
  }
}
