package dev.bzzz.examples.demo;

import java.time.Duration;
import java.util.List;

/** The demo's agents at work, in this process or in their own. */
interface Crew extends AutoCloseable {
  /**
   * Waits until they have nothing left to do.
   *
   * @return false when the time was up first
   */
  boolean await(Duration timeout) throws InterruptedException;

  /** One line for each agent that ended badly. */
  default List<String> failures() {
    return List.of();
  }

  /** Stops them; what they hold is given up. */
  @Override
  void close();
}
