package dev.bzzz.git.gitlab;

import dev.bzzz.core.TransientException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Waits for what GitLab does behind its answers: it deletes projects, and finds out whether
 * something can be merged, in the background. Safe for use by many threads.
 */
final class Patience {
  /** Most looks. */
  static final int MAX_LOOKS = 30;

  private static final Duration BETWEEN = Duration.ofMillis(500);

  private final Pause pause;

  Patience(Pause pause) {
    this.pause = pause;
  }

  /** How to wait. */
  interface Pause {
    void pause(Duration duration) throws InterruptedException;
  }

  /**
   * Looks until there is something.
   *
   * @param what is not done yet, for the error
   * @throws TransientException if that takes more than {@value #MAX_LOOKS} looks
   */
  <T> T until(String what, Supplier<Optional<T>> look) {
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
                    "cannot " + what + ": GitLab is still at work on it; try later", BETWEEN));
  }
}
