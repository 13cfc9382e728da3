package dev.bzzz.git.http;

import dev.bzzz.core.TransientException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Waits for what hosts do behind their answers: they find out whether something can be merged, and
 * some delete repositories, in the background. Safe for use by many threads.
 */
public final class Patience {
  /** Most looks. */
  public static final int MAX_LOOKS = 30;

  private static final Duration BETWEEN = Duration.ofMillis(500);

  private final Pause pause;

  /** Waits in the way given. */
  public Patience(Pause pause) {
    this.pause = pause;
  }

  /** Waits by the system's clock. */
  public Patience() {
    this(Time.SYSTEM::pause);
  }

  /** How to wait. */
  public interface Pause {
    /** Waits so long. */
    void pause(Duration duration) throws InterruptedException;
  }

  /**
   * Looks until there is something.
   *
   * @param what is not done yet, for the error
   * @throws TransientException if that takes more than {@value #MAX_LOOKS} looks
   */
  public <T> T until(String what, Supplier<Optional<T>> look) {
    for (int i = 1; i < MAX_LOOKS; i++) {
      Optional<T> found = look.get();
      if (found.isPresent()) {
        return found.get();
      }
      try {
        pause.pause(BETWEEN);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TransientException("cannot " + what + ": the thread was interrupted", e);
      }
    }
    return look.get()
        .orElseThrow(
            () ->
                new TransientException(
                    "cannot " + what + ": the host is still at work on it; try later", BETWEEN));
  }
}
