package dev.bzzz.git.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.IssueEvent;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.http.GitHubShapes;
import dev.bzzz.git.http.HostFields;
import dev.bzzz.git.http.RepositoryCatalog.Listed;
import java.time.Instant;
import java.util.Optional;

/** Reads what GitHub's API answers; liberally, since its relatives leave things out. */
final class GitHubJson {
  private GitHubJson() {}

  /** The repository that a host describes. */
  static Listed listed(JsonNode json, RepositoryName name) {
    return GitHubShapes.repository(json)
        .orElseThrow(
            () ->
                new PermanentException(
                    "cannot read what the host says of "
                        + name
                        + ": full_name or clone_url is missing or wrong; check the address of the"
                        + " API and the kind of host"));
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
    return new PullRequest(
        fields.requireNumber("number"),
        fields.text("title"),
        fields.text("body"),
        fields.text("head", "ref"),
        fields.text("base", "ref"),
        fields.text("head", "sha"),
        GitHubShapes.state(fields),
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
}
