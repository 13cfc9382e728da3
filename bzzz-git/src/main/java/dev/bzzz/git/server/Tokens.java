package dev.bzzz.git.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that a forge server knows: one that may write and at most one that may only read. Only
 * their hashes are kept, and those are compared in a time that tells nothing. Safe for use by many
 * threads.
 */
public final class Tokens {
  /** Shortest token: 16 characters, since whoever reaches the port may guess. */
  public static final int MIN_LENGTH = 16;

  /** Longest token, in characters. */
  public static final int MAX_LENGTH = 255;

  private static final int MAX_HEADER = 1024;
  private static final int FINGERPRINT_BYTES = 4;
  private static final byte[] NO_TOKEN = new byte[0]; // equal to no hash

  private final byte[] write;
  private final byte[] read;

  private Tokens(byte[] write, byte[] read) {
    this.write = write;
    this.read = read;
  }

  /**
   * Keeps the tokens' hashes.
   *
   * @param write may read and write
   * @param read may only read
   * @throws IllegalArgumentException if one is too short or too long, has other characters than
   *     visible ASCII, or both are the same; the message does not tell them
   */
  public static Tokens of(String write, Optional<String> read) {
    requireToken(write);
    read.ifPresent(Tokens::requireToken);
    if (read.filter(write::equals).isPresent()) {
      throw new IllegalArgumentException("the token for reading is the same as that for writing");
    }
    return new Tokens(hash(write), read.map(Tokens::hash).orElse(NO_TOKEN));
  }

  /** Draws a token that nobody can guess. */
  public static String draw() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return "bzzz_" + HexFormat.of().formatHex(bytes);
  }

  /** Who sends this {@code Authorization} header: Basic, Bearer or token. */
  Caller caller(@Nullable String authorization) {
    if (authorization == null || authorization.isBlank()) {
      return Caller.ANONYMOUS;
    }
    Optional<String> token = token(authorization);
    if (token.isEmpty()) {
      return new Caller(Caller.Right.WRONG, "?");
    }
    byte[] hash = hash(token.get());
    boolean writes = MessageDigest.isEqual(hash, write);
    boolean reads = MessageDigest.isEqual(hash, read);
    Caller.Right right =
        writes ? Caller.Right.WRITE : reads ? Caller.Right.READ : Caller.Right.WRONG;
    return new Caller(right, HexFormat.of().formatHex(hash, 0, FINGERPRINT_BYTES));
  }

  private static Optional<String> token(String authorization) {
    int space = authorization.indexOf(' ');
    if (space < 0 || authorization.length() > MAX_HEADER) {
      return Optional.empty();
    }
    String value = authorization.substring(space + 1).strip();
    return switch (authorization.substring(0, space).toLowerCase(Locale.ROOT)) {
      case "bearer", "token" -> Optional.of(value);
      case "basic" -> password(value);
      default -> Optional.empty();
    };
  }

  /** The password of a pair of name and password; the name does not matter. */
  private static Optional<String> password(String base64) {
    try {
      String pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private static void requireToken(String token) {
    if (token.length() < MIN_LENGTH
        || token.length() > MAX_LENGTH
        || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IllegalArgumentException(
          "a token is "
              + MIN_LENGTH
              + " to "
              + MAX_LENGTH
              + " visible ASCII characters without spaces");
    }
  }
}
