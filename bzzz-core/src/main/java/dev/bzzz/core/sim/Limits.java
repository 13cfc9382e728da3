package dev.bzzz.core.sim;

import dev.bzzz.core.claim.ClaimContext;
import java.time.Duration;

/** What numbers in scenarios may be; errors name the field as it is called in JSON. */
final class Limits {
  private Limits() {}

  static void number(String field, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          field + ": from " + least + " to " + most + ", not " + value);
    }
  }

  static void percent(String field, int value) {
    number(field, value, 0, 100);
  }

  static void agent(int agent) {
    number("agent", agent, 0, Scenario.MAX_AGENTS - 1L);
  }

  static void task(int task) {
    number("task", task, 1, Scenario.MAX_TASKS);
  }

  static void slots(int slots) {
    number("slots", slots, 1, ClaimContext.MAX_SLOTS);
  }

  static void time(String field, Duration time) {
    number(field + "Millis", time.toMillis(), 0, Fault.MAX_TIME.toMillis());
  }

  /** A time that may be negative. */
  static void shift(String field, Duration time) {
    long most = Fault.MAX_TIME.toMillis();
    number(field + "Millis", time.toMillis(), -most, most);
  }

  static void window(Duration at, Duration length) {
    time("at", at);
    time("length", length);
  }
}
