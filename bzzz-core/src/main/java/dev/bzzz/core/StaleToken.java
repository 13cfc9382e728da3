package dev.bzzz.core;

/**
 * The fencing token is older than the claim: the task was taken over, and this holder may not
 * publish.
 */
public final class StaleToken extends PermanentException {
  private static final long serialVersionUID = 1L;

  /** Creates the error; the message says what, which object, why and what to do. */
  public StaleToken(String message) {
    super(message);
  }
}
