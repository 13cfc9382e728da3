package dev.bzzz.core.machine;

/**
 * Names one call to the slow world (a forge, a model, a disk), so that its answer finds its
 * question.
 *
 * @param value counts up from 1 within one machine
 */
public record CallId(long value) implements Comparable<CallId> {
  @Override
  public int compareTo(CallId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return "call-" + value;
  }
}
