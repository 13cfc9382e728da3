package dev.bzzz.core.repo;

import dev.bzzz.core.PlainText;

/**
 * The text of a pull request to be opened; which branch it is for comes from the claim. Both parts
 * may come from a model, so they are made to fit rather than refused.
 *
 * @param title one line of at most {@value IssueDraft#MAX_TITLE} characters
 * @param body markdown of at most {@value #MAX_BODY} characters; the provider appends the {@code
 *     Bzzz-Claim:} line
 */
public record PullRequestDraft(String title, String body) {
  /** Longest body, leaving room for what the provider appends. */
  public static final int MAX_BODY = IssueDraft.MAX_BODY - 1000;

  /** Shortens what is too long. */
  public PullRequestDraft {
    title = PlainText.line(title, IssueDraft.MAX_TITLE);
    title = title.isBlank() ? "Change" : title;
    body = body.length() > MAX_BODY ? body.substring(0, MAX_BODY - 1) + "…" : body;
  }

  /** The whole text of the pull request: the body, then the line that names the claim. */
  public String bodyWith(String marker) {
    return body.isBlank() ? marker : body.stripTrailing() + "\n\n" + marker;
  }
}
