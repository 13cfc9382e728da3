package dev.bzzz.git.local;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import java.io.IOException;

/** What an error of the disk means to the caller. */
final class Failures {
  private Failures() {}

  /** The exception for an action that failed; {@code action} names the object, too. */
  static BzzzException failed(String action, IOException e) {
    if (Thread.currentThread().isInterrupted()) {
      return new TransientException("interrupted: cannot " + action, e); // closes files under git
    }
    return new PermanentException(
        "cannot " + action + ": " + e.getMessage() + "; check the folder and the room on its disk",
        e);
  }

  /** Runs an action; what the disk says becomes {@link #failed}. */
  static <T> T run(String action, Action<T> steps) {
    try {
      return steps.run();
    } catch (IOException e) {
      throw failed(action, e);
    }
  }

  /** Something that uses the disk. */
  interface Action<T> {
    T run() throws IOException;
  }
}
