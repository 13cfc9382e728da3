package dev.bzzz.core.sim;

/**
 * What of a message its signature vouches for. In production all of it; another one tries out
 * signatures that prove less. Pure, and safe for use by many threads.
 */
@FunctionalInterface
public interface Coverage {
  /** Signatures as in production. */
  Coverage ALL = message -> message;

  /** The bytes that are really signed when somebody signs a message. */
  byte[] of(byte[] message);
}
