package dev.bzzz.git.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.repo.Comment;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.http.RepositoryCatalog.Listed;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads what hosts have taken over from GitHub's API, liberally: its relatives leave things out.
 */
public final class GitHubShapes {
  private GitHubShapes() {}

  /** A repository; empty when its name or address is none that we can use. */
  public static Optional<Listed> repository(JsonNode json) {
    HostFields fields = new HostFields(json);
    try {
      return Optional.of(
          new Listed(
              fields.number("id"),
              RepositoryName.parse(fields.text("full_name")),
              URI.create(fields.text("clone_url")),
              fields.optional("default_branch").orElse("main"),
              fields.flag("archived") || fields.flag("disabled")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether what the issues' list holds is a pull request. */
  public static boolean isPull(JsonNode issue) {
    return issue.hasNonNull("pull_request");
  }

  /**
   * An issue.
   *
   * @throws dev.bzzz.core.PermanentException if it has no number
   */
  public static Issue issue(JsonNode json, List<Comment> comments) {
    HostFields fields = new HostFields(json);
    Instant created = fields.time("created_at").orElse(Instant.EPOCH);
    return new Issue(
        fields.requireNumber("number"),
        fields.text("title"),
        fields.text("body"),
        fields.text("user", "login"),
        fields.names("labels"),
        !fields.text("state").equals("closed"),
        created,
        fields.time("updated_at").orElse(created),
        comments);
  }

  /** A comment. */
  public static Comment comment(JsonNode json) {
    HostFields fields = new HostFields(json);
    return new Comment(
        fields.text("user", "login"),
        fields.text("body"),
        fields.time("created_at").orElse(Instant.EPOCH));
  }

  /** What became of a pull request. */
  public static PullRequest.State state(HostFields pull) {
    if (pull.flag("merged") || pull.has("merged_at")) {
      return PullRequest.State.MERGED;
    }
    return pull.text("state").equals("closed") ? PullRequest.State.CLOSED : PullRequest.State.OPEN;
  }

  /** What tells issues and pull requests apart. */
  public static Object number(JsonNode json) {
    return new HostFields(json).requireNumber("number");
  }
}
