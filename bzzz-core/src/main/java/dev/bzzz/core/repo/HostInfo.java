package dev.bzzz.core.repo;

/**
 * What a forge says of itself, in texts that may say anything.
 *
 * @param software such as {@code Gitea}; at most {@value #MAX_LENGTH} characters
 * @param version as the forge writes it, empty when it does not tell; as long
 * @param login whose token was shown, empty without a token; as long
 */
public record HostInfo(String software, String version, String login) {
  /** Longest text. */
  public static final int MAX_LENGTH = 100;

  /** Checks the sizes. */
  public HostInfo {
    if (software.isBlank()
        || software.length() > MAX_LENGTH
        || version.length() > MAX_LENGTH
        || login.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a host has a name, and texts of at most " + MAX_LENGTH + " characters");
    }
  }
}
