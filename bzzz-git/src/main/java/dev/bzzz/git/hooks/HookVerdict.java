package dev.bzzz.git.hooks;

/** What becomes of a webhook. */
public enum HookVerdict {
  /** Genuine: its repository is looked at. */
  TAKEN(202, "the repository is looked at now"),
  /** Genuine, but only a trial of the connection. */
  GREETED(200, "webhooks from here are understood"),
  /** Of a kind of host that nobody knows. */
  UNKNOWN_KIND(404, "there is no such kind; send to /hooks/github, /hooks/gitlab or /hooks/gitea"),
  /** Larger than {@link HookReceiver#MAX_BODY_BYTES}. */
  TOO_LARGE(413, "the body is too large"),
  /** Not by whoever knows the secret. */
  FORGED(401, "the signature does not fit: give the webhook the secret that is configured here"),
  /** Sent before, in the same words. */
  REPLAYED(401, "this was received before"),
  /** Genuine, but without a repository's name. */
  MALFORMED(400, "this names no repository; send JSON"),
  /** Genuine, but about a repository that nobody here watches. */
  NOT_WATCHED(404, "nobody here watches this repository");

  private final int status;
  private final String text;

  HookVerdict(int status, String text) {
    this.status = status;
    this.text = text;
  }

  /** The HTTP status that answers it. */
  public int status() {
    return status;
  }

  /** One line for whoever has set the webhook up. */
  public String text() {
    return text;
  }

  /** Whether it changed nothing and should not have come. */
  public boolean refused() {
    return this != TAKEN && this != GREETED;
  }
}
