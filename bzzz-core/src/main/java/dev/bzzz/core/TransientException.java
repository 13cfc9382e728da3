package dev.bzzz.core;

import java.time.Duration;

/** An error that may pass: the same call may succeed later. */
public non-sealed class TransientException extends BzzzException {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  /** Creates an error that may be tried again at once. */
  public TransientException(String message, Throwable cause) {
    this(message, Duration.ZERO, cause);
  }

  /** Creates an error that should not be tried again before {@code retryAfter} has passed. */
  public TransientException(String message, Duration retryAfter, Throwable cause) {
    super(message, cause);
    this.retryAfter = retryAfter;
  }

  /** Creates an error without a cause. */
  public TransientException(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /** How long to wait before the next try; zero when nothing is known. */
  public final Duration retryAfter() {
    return retryAfter;
  }
}
