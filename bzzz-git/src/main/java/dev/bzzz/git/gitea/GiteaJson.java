package dev.bzzz.git.gitea;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.repo.IssueEvent;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.git.http.GitHubShapes;
import dev.bzzz.git.http.HostFields;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what Gitea's API answers, liberally. */
final class GiteaJson {
  /** What the body of a label's event says when the label was put on. */
  private static final String PUT_ON = "1";

  /** Stands in for the name of a branch that is gone. */
  private static final String PULL_REFS = "refs/pull/";

  private GiteaJson() {}

  /**
   * What may make a task new again; empty for everything else in a timeline, also for a label that
   * does not exist any more, since nobody knows which it was.
   */
  static Optional<IssueEvent> event(JsonNode json) {
    HostFields fields = new HostFields(json);
    Instant at = fields.time("created_at").orElse(Instant.EPOCH);
    String label = fields.text("label", "name");
    return switch (fields.text("type")) {
      case "reopen" ->
          Optional.of(new IssueEvent(eventId(fields, at), IssueEvent.Kind.REOPENED, "", at));
      case "label" ->
          fields.text("body").equals(PUT_ON) || label.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  new IssueEvent(eventId(fields, at), IssueEvent.Kind.UNLABELLED, label, at));
      default -> Optional.empty();
    };
  }

  private static String eventId(HostFields fields, Instant at) {
    long id = fields.number("id");
    return id > 0 ? Long.toString(id) : "at-" + at.getEpochSecond() + "-" + fields.text("type");
  }

  static PullRequest pull(JsonNode json) {
    HostFields fields = new HostFields(json);
    return new PullRequest(
        fields.requireNumber("number"),
        fields.text("title"),
        fields.text("body"),
        branch(json.path("head")),
        branch(json.path("base")),
        fields.text("head", "sha"),
        GitHubShapes.state(fields),
        fields.text("user", "login"));
  }

  /** Once a branch is deleted, only the label keeps its name. */
  private static String branch(JsonNode end) {
    String ref = end.path("ref").asText("");
    String label = end.path("label").asText("");
    return ref.isEmpty() || ref.startsWith(PULL_REFS)
        ? label.substring(label.indexOf(':') + 1)
        : ref;
  }

  /** Whether a pull request comes from the repository it is for, and not from a fork. */
  static boolean fromHere(JsonNode pull) {
    long head = pull.path("head").path("repo_id").asLong(0);
    return head == pull.path("base").path("repo_id").asLong(0);
  }

  /** Ids of labels by their names; of several with one name, the oldest. */
  static Map<String, Long> labelIds(Iterable<JsonNode> labels) {
    Map<String, Long> ids = new TreeMap<>();
    for (JsonNode label : labels) {
      long id = label.path("id").asLong(0);
      if (id > 0) {
        ids.merge(label.path("name").asText(""), id, Math::min);
      }
    }
    return ids;
  }
}
