package dev.bzzz.core.sandbox;

import java.util.Set;

/**
 * Runs untrusted commands. Safe for use by many threads; every command is apart from the others.
 */
public interface Sandbox extends AutoCloseable {
  /** Short name, such as {@code bubblewrap}. */
  String name();

  /** What it keeps a command from. */
  Set<SandboxFeature> features();

  /**
   * Runs a command to its end.
   *
   * @throws dev.bzzz.core.PermanentException if the sandbox itself cannot be set up
   * @throws InterruptedException if interrupted; the command and its children are dead by then
   */
  SandboxResult run(SandboxCommand command) throws InterruptedException;

  @Override
  void close();
}
