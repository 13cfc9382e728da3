package dev.bzzz.examples.agent;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.sandbox.BubblewrapSandbox;
import dev.bzzz.core.sandbox.Sandbox;
import dev.bzzz.core.sandbox.UnconfinedSandbox;
import java.util.Optional;

/** Chooses where commands run. */
public final class Sandboxes {
  /** Value of the option {@code --sandbox}: confined, the default. */
  public static final String BUBBLEWRAP = "bubblewrap";

  /** Value of the option {@code --sandbox}: not confined at all. */
  public static final String UNCONFINED = "unconfined";

  private Sandboxes() {}

  /**
   * The sandbox of this name.
   *
   * @throws PermanentException if bubblewrap is wanted and cannot be used here
   */
  public static Sandbox require(String name) throws InterruptedException {
    if (name.equals(UNCONFINED)) {
      return new UnconfinedSandbox();
    }
    Optional<String> unavailable = BubblewrapSandbox.unavailable();
    if (unavailable.isPresent()) {
      // It says itself how to install it, and which option does without.
      throw new PermanentException("cannot confine commands: " + unavailable.get());
    }
    return new BubblewrapSandbox();
  }
}
