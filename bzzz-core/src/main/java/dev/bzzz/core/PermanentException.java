package dev.bzzz.core;

/** An error that the same call will meet again: something has to be changed first. */
public non-sealed class PermanentException extends BzzzException {
  private static final long serialVersionUID = 1L;

  /** Creates an error without a cause. */
  public PermanentException(String message) {
    super(message);
  }

  /** Creates an error with its cause. */
  public PermanentException(String message, Throwable cause) {
    super(message, cause);
  }
}
