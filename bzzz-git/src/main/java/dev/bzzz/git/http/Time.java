package dev.bzzz.git.http;

import java.time.Duration;
import java.time.Instant;

/** The clock of a client; tests bring one of their own. */
interface Time {
  /** The system's. */
  Time SYSTEM =
      new Time() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public Instant now() {
          return Instant.now();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
          Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000);
        }
      };

  /** Only grows; for differences. */
  long nanos();

  /** What the clock on the wall says, which may be wrong. */
  Instant now();

  /** Waits. */
  void pause(Duration duration) throws InterruptedException;
}
