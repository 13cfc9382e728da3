package dev.bzzz.core.task;

import dev.bzzz.core.repo.RepositoryId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * What a task is, wherever its repository moves: {@code <repository id>#<issue number>}.
 *
 * @param repository the repository its issue is in
 * @param number the issue's number, above 0
 */
public record TaskId(RepositoryId repository, long number) implements Comparable<TaskId> {
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int KEY_CHARACTERS = 26;
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,15}");

  /** Checks the number. */
  public TaskId {
    if (number < 1 || number >= 1L << 53) {
      throw new IllegalArgumentException("a task's number is from 1 to 2^53-1, not " + number);
    }
  }

  /**
   * Reads what {@link #toString()} writes.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  public static TaskId parse(String text) {
    int hash = text.indexOf('#');
    if (hash < 0 || !NUMBER.matcher(text.substring(hash + 1)).matches()) {
      throw new IllegalArgumentException("a task id is written <32 hex digits>#<number>");
    }
    return new TaskId(
        new RepositoryId(text.substring(0, hash)), Long.parseLong(text.substring(hash + 1)));
  }

  /** A short name for topics and ranking: 26 characters of base32 of the SHA-256 of the id. */
  public String key() {
    byte[] hash;
    try {
      hash =
          MessageDigest.getInstance("SHA-256")
              .digest(toString().getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
    StringBuilder key = new StringBuilder(KEY_CHARACTERS);
    int bits = 0;
    int buffer = 0;
    for (int i = 0; key.length() < KEY_CHARACTERS; i++) {
      buffer = (buffer << 8) | (hash[i] & 0xff);
      bits += 8;
      while (bits >= 5 && key.length() < KEY_CHARACTERS) {
        bits -= 5;
        key.append(BASE32.charAt((buffer >> bits) & 31));
      }
    }
    return key.toString();
  }

  @Override
  public int compareTo(TaskId other) {
    int byRepository = repository.compareTo(other.repository);
    return byRepository != 0 ? byRepository : Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return repository.value() + "#" + number;
  }
}
