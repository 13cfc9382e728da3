package dev.bzzz.core.repo;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A comment on an issue.
 *
 * @param author login of who wrote it
 * @param body markdown
 * @param createdAt when
 */
public record Comment(String author, String body, Instant createdAt) {
  private static final Pattern MARKER = Pattern.compile("[A-Za-z0-9._:/#=+ @-]{1,200}");

  /**
   * The text of a comment that is to be made once: the markdown, then the marker as an HTML comment
   * that nobody sees.
   *
   * @param marker 1 to 200 letters, digits and {@code . _ : / # = + @ -} or spaces, without {@code
   *     --}
   * @throws IllegalArgumentException if the marker is of another form, or both are longer than
   *     {@value IssueDraft#MAX_BODY} characters
   */
  public static String marked(String markdown, String marker) {
    String body = markdown.stripTrailing() + "\n\n" + tail(marker);
    if (body.length() > IssueDraft.MAX_BODY) {
      throw new IllegalArgumentException(
          "a comment has at most " + IssueDraft.MAX_BODY + " characters");
    }
    return body;
  }

  /**
   * Whether this is the comment made with that marker. Only the end counts: what stands above may
   * come from a model.
   */
  public boolean carries(String marker) {
    return body.stripTrailing().endsWith("\n" + tail(marker));
  }

  private static String tail(String marker) {
    if (!MARKER.matcher(marker).matches() || marker.contains("--")) {
      throw new IllegalArgumentException(
          "a comment's marker is 1 to 200 letters, digits, spaces and ._:/#=+@- without --");
    }
    return "<!-- bzzz:" + marker + " -->";
  }
}
