package dev.bzzz.core;

/** Somebody else changed the same object; read it again before deciding anything. */
public final class Conflict extends PermanentException {
  private static final long serialVersionUID = 1L;

  /** Creates the error; the message says what, which object, why and what to do. */
  public Conflict(String message) {
    super(message);
  }
}
