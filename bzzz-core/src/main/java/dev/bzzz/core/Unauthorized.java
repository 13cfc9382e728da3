package dev.bzzz.core;

/** The credentials are missing, wrong or not sufficient. */
public final class Unauthorized extends PermanentException {
  private static final long serialVersionUID = 1L;

  /** Creates the error; the message says what, which object, why and what to do. */
  public Unauthorized(String message) {
    super(message);
  }
}
