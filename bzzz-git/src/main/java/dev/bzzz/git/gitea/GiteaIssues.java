package dev.bzzz.git.gitea;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.repo.Comment;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.IssueEvent;
import dev.bzzz.core.repo.Labels;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.git.http.GitHubShapes;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Issues by the name of their repository. Safe for use by many threads. */
final class GiteaIssues {
  private static final int PRECONDITION_FAILED = 412;

  private final HostClient client;
  private final Pages pages;
  private final GiteaLabels labels;

  GiteaIssues(HostClient client, Pages pages, GiteaLabels labels) {
    this.client = client;
    this.pages = pages;
    this.labels = labels;
  }

  /** How the index of a repository asks. */
  IssueIndex.Source source(RepositoryName name) {
    return new IssueIndex.Source() {
      @Override
      public Changes all() {
        return changes(list(name, "all"));
      }

      @Override
      public Changes since(Instant time) {
        return changes(list(name, "all").query("since", seconds(time)));
      }

      @Override
      public boolean tagged() {
        return false;
      }
    };
  }

  /** Whether the budget lets the repository be looked at. */
  boolean affords(RepositoryName name) {
    return client.affords(list(name, "all"));
  }

  /** Issues that may match a query, which the caller looks at again. */
  List<Issue> list(RepositoryName name, TaskQuery query) {
    HostRequest request = list(name, query.includeClosed() ? "all" : "open");
    if (query.since().isPresent()) {
      request = request.query("since", seconds(query.since().get()));
    }
    return changes(request).issues();
  }

  /**
   * Of all labels: Gitea looks a label up by its name in the repository only, not in its
   * organisation, and finds no issue at all where two labels have that name.
   */
  private static HostRequest list(RepositoryName name, String state) {
    return HostRequest.get("list the issues of " + name, Place.in(name, "issues"))
        .query("type", "issues")
        .query("state", state);
  }

  /** Its times are of whole seconds. */
  static Instant seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }

  private Changes changes(HostRequest request) {
    Pages.Items found = pages.all(request, GitHubShapes::number);
    List<Issue> issues =
        found.items().stream()
            .filter(json -> !GitHubShapes.isPull(json)) // very old ones ignore the type
            .map(json -> GitHubShapes.issue(json, List.of()))
            .sorted(Comparator.comparing(Issue::number))
            .toList();
    return new Changes(issues, found.unchanged(), found.asOf());
  }

  /** What the host knows of an issue or pull request of this number. */
  JsonNode read(Place place) {
    return client.send(HostRequest.get("read issue " + place, place.path())).json();
  }

  /** The issue without its comments. */
  Issue readIssue(Place place) {
    JsonNode json = read(place);
    if (GitHubShapes.isPull(json)) {
      throw new NotFound(
          "cannot find task "
              + place
              + ": that number is a pull request; list the tasks to see which there are");
    }
    return GitHubShapes.issue(json, List.of());
  }

  /** The issue with its comments. */
  Issue whole(Place place) {
    JsonNode json = read(place);
    return GitHubShapes.issue(
        json, json.path("comments").asInt(1) == 0 ? List.of() : comments(place));
  }

  private List<Comment> comments(Place place) {
    HostRequest request = HostRequest.get("read the comments of " + place, place.path("comments"));
    return pages.all(request, HostFields::key).items().stream().map(GitHubShapes::comment).toList();
  }

  List<IssueEvent> events(Place place) {
    HostRequest request = HostRequest.get("read what happened to " + place, place.path("timeline"));
    return orNotFound(place, () -> pages.untilNothingIsNew(request, HostFields::key))
        .items()
        .stream()
        .flatMap(json -> GiteaJson.event(json).stream())
        .sorted(Comparator.comparing(IssueEvent::at)) // stable: within a second as the host says
        .toList();
  }

  Issue create(RepositoryName name, IssueDraft draft) {
    ObjectNode body =
        JsonNodeFactory.instance.objectNode().put("title", draft.title()).put("body", draft.body());
    if (!draft.labels().isEmpty()) {
      body.set("labels", labels.ids(name, draft.labels()));
    }
    HostAnswer answer =
        client.send(HostRequest.post("create an issue in " + name, body, Place.in(name, "issues")));
    Issue created = GitHubShapes.issue(answer.json(), List.of());
    if (created.labels().containsAll(draft.labels())) {
      return created;
    }
    // Labels that have gone, and those of somebody who may not set them, are left out silently.
    Place place = new Place(name, created.number());
    labels.forget(name);
    label(place, draft.labels(), Set.of());
    return GitHubShapes.issue(read(place), List.of());
  }

  void setOpen(Place place, boolean open) {
    JsonNode body = JsonNodeFactory.instance.objectNode().put("state", open ? "open" : "closed");
    String action = (open ? "open" : "close") + " issue " + place;
    HostAnswer answer =
        client.send(HostRequest.patch(action, body, place.path()).accepting(PRECONDITION_FAILED));
    if (answer.status() != PRECONDITION_FAILED) {
      return;
    }
    if (GitHubShapes.issue(read(place), List.of()).open() != open) {
      throw new PermanentException(
          "cannot "
              + action
              + ": "
              + answer.problem()
              + "; close what it depends on, or leave what is merged as it is");
    }
  }

  void comment(Place place, String markdown, String marker) {
    String text = Comment.marked(markdown, marker);
    List<Comment> known = orNotFound(place, () -> comments(place));
    if (known.stream().noneMatch(comment -> comment.carries(marker))) {
      JsonNode body = JsonNodeFactory.instance.objectNode().put("body", text);
      client.send(HostRequest.post("comment on " + place, body, place.path("comments")));
    }
  }

  /** Of what belongs to an issue that is not there, Gitea says that it has failed itself (500). */
  private <T> T orNotFound(Place place, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (TransientException e) {
      read(place);
      throw e;
    }
  }

  void label(Place place, Set<String> add, Set<String> remove) {
    Labels.changed(Set.of(), add, Set.of()); // refuses what no forge takes
    JsonNode now = add.isEmpty() ? read(place).path("labels") : added(place, add);
    for (JsonNode label : now) { // several may have one name
      String name = label.path("name").asText("");
      if (remove.contains(name) && !add.contains(name)) {
        remove(place, name, label.path("id").asLong());
      }
    }
  }

  /** The labels of the issue after these were added. */
  private JsonNode added(Place place, Set<String> names) {
    for (int attempt = 1; ; attempt++) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.set("labels", labels.ids(place.repository(), names));
      HostRequest request = HostRequest.post("label " + place, body, place.path("labels"));
      JsonNode now = client.send(request).json();
      Set<String> named = names(now);
      if (named.containsAll(names)) {
        return now;
      }
      if (attempt == 2) {
        throw new PermanentException(
            "cannot label "
                + place
                + " with "
                + names
                + ": it has "
                + named
                + "; set them by hand");
      }
      labels.forget(place.repository()); // they were deleted, and what we know of them is old
    }
  }

  private static Set<String> names(JsonNode labels) {
    Set<String> names = new TreeSet<>();
    labels.forEach(label -> names.add(label.path("name").asText("")));
    return names;
  }

  private void remove(Place place, String name, long id) {
    HostRequest request =
        HostRequest.delete("take the label '" + name + "' off " + place, place.path("labels", id));
    client.send(request.accepting(404, 422)); // then it is off already, or exists no more
  }
}
