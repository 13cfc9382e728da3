package dev.bzzz.git.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.repo.Comment;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueEvent;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.http.HostFields;
import dev.bzzz.git.http.RepositoryCatalog.Listed;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads what GitHub's API answers; liberally, since its relatives leave things out. */
final class GitHubJson {
  private GitHubJson() {}

  /** A repository; empty when its name or address is none that we can use. */
  static Optional<Listed> repository(JsonNode json) {
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
  static boolean isPull(JsonNode json) {
    return json.hasNonNull("pull_request");
  }

  static Issue issue(JsonNode json, List<Comment> comments) {
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

  static Comment comment(JsonNode json) {
    HostFields fields = new HostFields(json);
    return new Comment(
        fields.text("user", "login"),
        fields.text("body"),
        fields.time("created_at").orElse(Instant.EPOCH));
  }

  /** What may make a task new again; empty for everything else that happens to issues. */
  static Optional<IssueEvent> event(JsonNode json) {
    HostFields fields = new HostFields(json);
    Instant at = fields.time("created_at").orElse(Instant.EPOCH);
    return switch (fields.text("event")) {
      case "reopened" ->
          Optional.of(new IssueEvent(eventId(fields, at), IssueEvent.Kind.REOPENED, "", at));
      case "unlabeled" ->
          Optional.of(
              new IssueEvent(
                  eventId(fields, at),
                  IssueEvent.Kind.UNLABELLED,
                  fields.text("label", "name"),
                  at));
      default -> Optional.empty();
    };
  }

  /** Hosts that number no events at least tell their seconds. */
  private static String eventId(HostFields fields, Instant at) {
    long id = fields.number("id");
    return id > 0 ? Long.toString(id) : "at-" + at.getEpochSecond() + "-" + fields.text("event");
  }

  static PullRequest pull(JsonNode json) {
    HostFields fields = new HostFields(json);
    boolean merged = fields.flag("merged") || fields.has("merged_at");
    return new PullRequest(
        fields.requireNumber("number"),
        fields.text("title"),
        fields.text("body"),
        fields.text("head", "ref"),
        fields.text("base", "ref"),
        fields.text("head", "sha"),
        merged
            ? PullRequest.State.MERGED
            : fields.text("state").equals("closed")
                ? PullRequest.State.CLOSED
                : PullRequest.State.OPEN,
        fields.text("user", "login"));
  }

  /** Whether a pull request comes from the repository it is for, and not from a fork. */
  static boolean fromHere(JsonNode pull) {
    String head = pull.path("head").path("repo").path("full_name").asText("");
    String base = pull.path("base").path("repo").path("full_name").asText("");
    if (!base.isEmpty()) {
      return head.equalsIgnoreCase(base); // that of a fork may be deleted, and null
    }
    String from = pull.path("head").path("label").asText("");
    String to = pull.path("base").path("label").asText("");
    return owner(from).equals(owner(to));
  }

  private static String owner(String label) {
    int colon = label.indexOf(':');
    return colon < 0 ? "" : label.substring(0, colon);
  }

  static Object number(JsonNode json) {
    return new HostFields(json).requireNumber("number");
  }
}
