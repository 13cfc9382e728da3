package dev.bzzz.git.gitlab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Unauthorized;
import dev.bzzz.core.repo.Comment;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.IssueEvent;
import dev.bzzz.core.repo.Labels;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.TaskParser;
import dev.bzzz.git.http.HostAnswer;
import dev.bzzz.git.http.HostClient;
import dev.bzzz.git.http.HostFields;
import dev.bzzz.git.http.HostRequest;
import dev.bzzz.git.http.IssueIndex;
import dev.bzzz.git.http.IssueIndex.Changes;
import dev.bzzz.git.http.Pages;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Issues of projects, and comments on these and on merge requests. Safe for use by many threads.
 */
final class GitLabIssues {
  private static final String COMMA = ",";

  /** Words that as a label to look for mean something else. */
  private static final Set<String> WILD = Set.of("none", "any");

  private final HostClient client;
  private final Pages pages;

  GitLabIssues(HostClient client, Pages pages) {
    this.client = client;
    this.pages = pages;
  }

  /** How the index of a repository asks. */
  IssueIndex.Source source(Project project) {
    return new IssueIndex.Source() {
      @Override
      public Changes all() {
        return changes(
            listed(project, true)
                .query("labels", TaskParser.LABEL)
                .query("order_by", "created_at"));
      }

      @Override
      public Changes since(Instant time) {
        return changes(
            listed(project, true)
                .query("updated_after", time.truncatedTo(ChronoUnit.SECONDS))
                .query("order_by", "updated_at"));
      }
    };
  }

  /** Whether the budget lets the project be looked at. */
  boolean affords(Project project) {
    return client.affords(listed(project, true));
  }

  /** Issues that may match a query, which the caller looks at again. */
  List<Issue> list(Project project, TaskQuery query) {
    HostRequest request = listed(project, query.includeClosed()).query("order_by", "created_at");
    String labels =
        query.labels().stream()
            .filter(each -> !each.contains(COMMA) && !WILD.contains(each.toLowerCase(Locale.ROOT)))
            .sorted()
            .reduce((one, other) -> one + COMMA + other)
            .orElse("");
    if (!labels.isEmpty()) {
      request = request.query("labels", labels);
    }
    if (query.since().isPresent()) {
      request = request.query("updated_after", query.since().get().truncatedTo(ChronoUnit.SECONDS));
    }
    return changes(request).issues();
  }

  private static HostRequest listed(Project project, boolean closedToo) {
    return HostRequest.get("list the issues of " + project.name(), project.path("issues"))
        .query("scope", "all")
        .query("state", closedToo ? "all" : "opened")
        .query("sort", "asc");
  }

  private Changes changes(HostRequest request) {
    Pages.Items found = pages.all(request, GitLabJson::number);
    List<Issue> issues =
        found.items().stream()
            .map(json -> GitLabJson.issue(json, List.of()))
            .sorted(Comparator.comparing(Issue::number))
            .toList();
    return new Changes(issues, found.unchanged(), found.asOf());
  }

  JsonNode read(Place place) {
    return client.send(place.get("read " + place)).json();
  }

  /** The issue with its comments. */
  Issue whole(Place place) {
    JsonNode json = read(place);
    JsonNode notes = json.path("user_notes_count");
    boolean none = notes.isNumber() && notes.asInt() == 0;
    return GitLabJson.issue(json, none ? List.of() : comments(place));
  }

  private List<Comment> comments(Place place) {
    HostRequest request =
        place
            .get("read the comments of " + place, "notes")
            .query("order_by", "created_at")
            .query("sort", "asc");
    return pages.all(request, HostFields::key).items().stream()
        .filter(GitLabJson::isComment)
        .map(GitLabJson::comment)
        .sorted(Comparator.comparing(Comment::createdAt))
        .toList();
  }

  List<IssueEvent> events(Place place) {
    return Stream.concat(
            events(place, "resource_state_events", GitLabJson::stateEvent),
            events(place, "resource_label_events", GitLabJson::labelEvent))
        .sorted(Comparator.comparing(IssueEvent::at))
        .toList();
  }

  private Stream<IssueEvent> events(
      Place place, String list, Function<JsonNode, Optional<IssueEvent>> read) {
    HostRequest request = place.get("read what happened to " + place, list);
    return pages.all(request, HostFields::key).items().stream()
        .flatMap(json -> read.apply(json).stream());
  }

  Issue create(Project project, IssueDraft draft) {
    String action = "create an issue in " + project.name();
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("title", draft.title())
            .put("description", draft.body());
    if (!draft.labels().isEmpty()) {
      body.put("labels", joined(action, draft.labels()));
    }
    HostRequest request = HostRequest.post(action, body, project.path("issues"));
    return GitLabJson.issue(write(project, request).json(), List.of());
  }

  /** Opens or closes what is not so yet; a merge request that is merged stays so. */
  void setOpen(Place place, boolean open) {
    JsonNode now = read(place);
    if (GitLabJson.isOpen(now) == open || now.path("state").asText().equals("merged")) {
      return;
    }
    JsonNode body =
        JsonNodeFactory.instance.objectNode().put("state_event", open ? "reopen" : "close");
    write(place.project(), place.put((open ? "open " : "close ") + place, body));
  }

  void comment(Place place, String markdown, String marker) {
    String text = Comment.marked(markdown, marker);
    if (comments(place).stream().noneMatch(comment -> comment.carries(marker))) {
      JsonNode body = JsonNodeFactory.instance.objectNode().put("body", text);
      write(place.project(), place.post("comment on " + place, body, "notes"));
    }
  }

  void label(Place place, Set<String> add, Set<String> remove) {
    Labels.changed(Set.of(), add, Set.of()); // refuses what no forge takes
    String action = "label " + place;
    Set<String> away = new TreeSet<>(remove);
    away.removeAll(add);
    away.removeIf(label -> label.contains(COMMA)); // which is on no issue
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (!add.isEmpty()) {
      body.put("add_labels", joined(action, add));
    }
    if (!away.isEmpty()) {
      body.put("remove_labels", joined(action, away));
    }
    if (!body.isEmpty()) {
      write(place.project(), place.put(action, body));
    }
  }

  /** Sends it; a refusal says so when the reason is that the project is archived. */
  HostAnswer write(Project project, HostRequest request) {
    try {
      return client.send(request);
    } catch (Unauthorized e) {
      HostRequest look = HostRequest.get(request.action(), project.path()).accepting(401, 403, 404);
      if (client.send(look).json().path("archived").asBoolean(false)) {
        throw new PermanentException(
            "cannot "
                + request.action()
                + ": the project "
                + project.name()
                + " is archived, so that nothing can be written; unarchive it, or take it out of"
                + " the configuration",
            e);
      }
      throw e;
    }
  }

  private static String joined(String action, Set<String> labels) {
    for (String label : labels) {
      if (label.contains(COMMA)) {
        throw new PermanentException(
            "cannot " + action + ": GitLab has no labels with a comma; rename '" + label + "'");
      }
    }
    return String.join(COMMA, new TreeSet<>(labels));
  }
}
