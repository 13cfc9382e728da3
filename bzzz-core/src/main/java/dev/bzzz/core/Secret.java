package dev.bzzz.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * A password or token that is asked for whenever it is needed, since it may change. No
 * implementation shows it in {@code toString}. Safe for use by many threads.
 */
public interface Secret {
  /** Longest secret, in bytes. */
  int MAX_BYTES = 64 * 1024;

  /**
   * What it is now; not to be kept.
   *
   * @throws PermanentException if it cannot be had; the message names the reference, not the secret
   */
  String value();

  /**
   * Looks again after it was refused. Whoever gets another one may try that, once.
   *
   * @param refused what was sent
   * @return what it is instead; empty when there is nothing new
   */
  default Optional<String> renewed(String refused) {
    return Optional.of(value()).filter(now -> !now.equals(refused));
  }

  /** The secret that is kept there, with the variables of this process. */
  static Secret at(SecretReference reference) {
    return at(reference, System.getenv());
  }

  /**
   * The secret that is kept there. A file is read again when it was changed; a command is run once,
   * and again when what it gave was refused.
   */
  static Secret at(SecretReference reference, Map<String, String> environment) {
    return new KeptSecret(reference, environment, System::nanoTime);
  }

  /** A secret that never changes, for programs that have it already. */
  static Secret fixed(String value) {
    return new Secret() {
      @Override
      public String value() {
        return value;
      }

      @Override
      public String toString() {
        return "secret " + fingerprint(value);
      }
    };
  }

  /** What tells one secret from another in logs: the first 8 hexadecimal digits of its SHA-256. */
  static String fingerprint(String value) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
