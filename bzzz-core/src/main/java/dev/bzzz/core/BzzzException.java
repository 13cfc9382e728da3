package dev.bzzz.core;

/**
 * The root of every error Bzzz throws.
 *
 * <p>Split by what the caller does about it: {@link TransientException} may be tried again, {@link
 * PermanentException} may not. The message names the action, the object, the cause and what to do
 * next; it never holds a secret.
 */
public abstract sealed class BzzzException extends RuntimeException
    permits TransientException, PermanentException {
  private static final long serialVersionUID = 1L;

  BzzzException(String message) {
    super(message);
  }

  BzzzException(String message, Throwable cause) {
    super(message, cause);
  }
}
