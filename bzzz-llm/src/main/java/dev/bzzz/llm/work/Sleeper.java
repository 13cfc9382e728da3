package dev.bzzz.llm.work;

import java.time.Duration;

/** How a retry waits; tests do not. */
@FunctionalInterface
interface Sleeper {
  void sleep(Duration duration) throws InterruptedException;
}
