package dev.bzzz.core;

/** The repository, task, file or model does not exist. */
public final class NotFound extends PermanentException {
  private static final long serialVersionUID = 1L;

  /** Creates the error; the message says what, which object, why and what to do. */
  public NotFound(String message) {
    super(message);
  }
}
