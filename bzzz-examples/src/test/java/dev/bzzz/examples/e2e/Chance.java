package dev.bzzz.examples.e2e;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestWatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whom to kill, and when; says how to have the same again when a test fails. */
final class Chance implements TestWatcher, LifecycleMethodExecutionExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Chance.class);
  private static final int MAX_PAUSE_MILLIS = 500;

  private final long seed = Long.getLong("bzzz.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** Waits for at most half a second. */
  void pause() {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(MAX_PAUSE_MILLIS)));
  }

  <T> List<T> shuffled(Iterable<T> all) {
    List<T> list = new ArrayList<>();
    all.forEach(list::add);
    Collections.shuffle(list, random);
    return list;
  }

  /** From one number to another, both included. */
  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    tell();
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable cause)
      throws Throwable {
    tell();
    throw cause;
  }

  private void tell() {
    LOG.error("repeat it with -Dbzzz.seed={}", seed);
  }
}
