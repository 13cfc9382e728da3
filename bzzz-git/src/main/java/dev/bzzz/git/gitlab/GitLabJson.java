package dev.bzzz.git.gitlab;

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
import java.util.Set;

/** Reads what GitLab's API answers, liberally. */
final class GitLabJson {
  /**
   * What state events are called that open an issue again: the second word is that of the
   * documentation, which knows no event for the first opening.
   */
  private static final Set<String> REOPENED = Set.of("reopened", "opened");

  private GitLabJson() {}

  /**
   * A project; empty when it lies in a sub-group, which has no name of two parts, or when its
   * address is none.
   */
  static Optional<Listed> project(JsonNode json) {
    HostFields fields = new HostFields(json);
    try {
      return Optional.of(
          new Listed(
              fields.number("id"),
              RepositoryName.parse(fields.text("path_with_namespace")),
              URI.create(fields.text("http_url_to_repo")),
              fields.optional("default_branch").orElse("main"),
              fields.flag("archived") || toBeDeleted(json)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether a project was deleted and is kept for some days, under another name. */
  static boolean toBeDeleted(JsonNode project) {
    return project.hasNonNull("marked_for_deletion_on")
        || project.hasNonNull("marked_for_deletion_at");
  }

  static Issue issue(JsonNode json, List<Comment> comments) {
    HostFields fields = new HostFields(json);
    Instant created = created(fields);
    return new Issue(
        fields.requireNumber("iid"),
        fields.text("title"),
        fields.text("description"),
        fields.text("author", "username"),
        fields.names("labels"),
        isOpen(json),
        created,
        fields.time("updated_at").orElse(created),
        comments);
  }

  static boolean isOpen(JsonNode issueOrPull) {
    return !issueOrPull.path("state").asText().equals("closed");
  }

  /** Whether a note was written by somebody; GitLab writes notes too, such as of new labels. */
  static boolean isComment(JsonNode note) {
    return !note.path("system").asBoolean(false);
  }

  static Comment comment(JsonNode note) {
    HostFields fields = new HostFields(note);
    return new Comment(fields.text("author", "username"), fields.text("body"), created(fields));
  }

  static Optional<IssueEvent> stateEvent(JsonNode json) {
    HostFields fields = new HostFields(json);
    return REOPENED.contains(fields.text("state"))
        ? Optional.of(event("state", IssueEvent.Kind.REOPENED, "", fields))
        : Optional.empty();
  }

  /** Empty also for a label that was deleted since: nobody knows its name any more. */
  static Optional<IssueEvent> labelEvent(JsonNode json) {
    HostFields fields = new HostFields(json);
    String label = fields.text("label", "name");
    return fields.text("action").equals("remove") && !label.isEmpty()
        ? Optional.of(event("label", IssueEvent.Kind.UNLABELLED, label, fields))
        : Optional.empty();
  }

  /** Numbers of both kinds of events are apart. */
  private static IssueEvent event(
      String sequence, IssueEvent.Kind kind, String label, HostFields fields) {
    Instant at = created(fields);
    long id = fields.number("id");
    return new IssueEvent(
        sequence + "-" + (id > 0 ? Long.toString(id) : "at-" + at.toEpochMilli()), kind, label, at);
  }

  static PullRequest pull(JsonNode json) {
    HostFields fields = new HostFields(json);
    return new PullRequest(
        fields.requireNumber("iid"),
        fields.text("title"),
        fields.text("description"),
        fields.text("source_branch"),
        fields.text("target_branch"),
        fields.text("sha"),
        state(fields.text("state")),
        fields.text("author", "username"));
  }

  private static PullRequest.State state(String state) {
    return switch (state) {
      case "merged" -> PullRequest.State.MERGED;
      case "closed" -> PullRequest.State.CLOSED;
      default -> PullRequest.State.OPEN; // also "locked", while it is being merged
    };
  }

  /** Whether a merge request comes from the project it is for, and not from a fork. */
  static boolean fromHere(JsonNode pull) {
    long source = pull.path("source_project_id").asLong(0); // null once the fork is deleted
    return source == pull.path("target_project_id").asLong(0);
  }

  static Instant created(HostFields fields) {
    return fields.time("created_at").orElse(Instant.EPOCH);
  }

  static Object number(JsonNode json) {
    return new HostFields(json).requireNumber("iid");
  }
}
