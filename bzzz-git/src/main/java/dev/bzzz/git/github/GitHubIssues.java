package dev.bzzz.git.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.repo.Comment;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.IssueEvent;
import dev.bzzz.core.repo.Labels;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.TaskParser;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Issues by the name of their repository. Safe for use by many threads. */
final class GitHubIssues {
  private final HostClient client;
  private final Pages pages;

  GitHubIssues(HostClient client, Pages pages) {
    this.client = client;
    this.pages = pages;
  }

  /** An issue of a repository, and what it may be called. */
  record Place(RepositoryName repository, long number) {
    @Override
    public String toString() {
      return repository + "#" + number;
    }

    HostRequest get(String action, Object... below) {
      return HostRequest.get(action, path(below));
    }

    Object[] path(Object... below) {
      Object[] path = new Object[5 + below.length];
      System.arraycopy(
          new Object[] {"repos", repository.owner(), repository.name(), "issues", number},
          0,
          path,
          0,
          5);
      System.arraycopy(below, 0, path, 5, below.length);
      return path;
    }
  }

  /** How the index of a repository asks. */
  IssueIndex.Source source(RepositoryName name) {
    return new IssueIndex.Source() {
      @Override
      public Changes all() {
        return changes(list(name).query("state", "all").query("labels", TaskParser.LABEL));
      }

      @Override
      public Changes since(Instant time) {
        return changes(
            list(name)
                .query("state", "all")
                .query("sort", "updated")
                .query("direction", "asc")
                .query("since", time.truncatedTo(ChronoUnit.SECONDS)));
      }
    };
  }

  /** Whether the budget lets the repository be looked at. */
  boolean affords(RepositoryName name) {
    return client.affords(list(name));
  }

  /** Issues that may match a query, which the caller looks at again. */
  List<Issue> list(RepositoryName name, TaskQuery query) {
    HostRequest request = list(name).query("state", query.includeClosed() ? "all" : "open");
    if (!query.labels().isEmpty()) {
      request = request.query("labels", String.join(",", new TreeSet<>(query.labels())));
    }
    if (query.since().isPresent()) {
      request = request.query("since", query.since().get().truncatedTo(ChronoUnit.SECONDS));
    }
    return changes(request).issues();
  }

  private static HostRequest list(RepositoryName name) {
    return HostRequest.get(
        "list the issues of " + name, "repos", name.owner(), name.name(), "issues");
  }

  private Changes changes(HostRequest request) {
    Pages.Items found = pages.all(request, GitHubShapes::number);
    List<Issue> issues =
        found.items().stream()
            .filter(json -> !GitHubShapes.isPull(json))
            .map(json -> GitHubShapes.issue(json, List.of()))
            .sorted(Comparator.comparing(Issue::number))
            .toList();
    return new Changes(issues, found.unchanged(), found.asOf());
  }

  /** What the host knows of an issue or pull request of this number. */
  HostAnswer read(Place place) {
    HostAnswer answer = client.send(place.get("read issue " + place));
    if (GitHubShapes.issue(answer.json(), List.of()).number() != place.number()) {
      throw new NotFound(
          "cannot read issue " + place + ": it was moved to another repository; leave it there");
    }
    return answer;
  }

  List<Comment> comments(Place place) {
    HostRequest request = place.get("read the comments of " + place, "comments");
    return pages.all(request, HostFields::key).items().stream().map(GitHubShapes::comment).toList();
  }

  List<IssueEvent> events(Place place) {
    HostRequest request = place.get("read what happened to " + place, "events");
    return pages.all(request, HostFields::key).items().stream()
        .flatMap(json -> GitHubJson.event(json).stream())
        .sorted(Comparator.comparing(IssueEvent::at)) // stable: within a second as the host says
        .toList();
  }

  Issue create(RepositoryName name, IssueDraft draft) {
    ObjectNode body =
        JsonNodeFactory.instance.objectNode().put("title", draft.title()).put("body", draft.body());
    body.set("labels", array(draft.labels()));
    HostAnswer answer =
        client.send(
            HostRequest.post(
                "create an issue in " + name, body, "repos", name.owner(), name.name(), "issues"));
    return GitHubShapes.issue(answer.json(), List.of());
  }

  void setOpen(Place place, boolean open) {
    JsonNode body = JsonNodeFactory.instance.objectNode().put("state", open ? "open" : "closed");
    client.send(
        HostRequest.patch((open ? "open" : "close") + " issue " + place, body, place.path()));
  }

  void comment(Place place, String markdown, String marker) {
    String text = Comment.marked(markdown, marker);
    if (comments(place).stream().noneMatch(comment -> comment.carries(marker))) {
      JsonNode body = JsonNodeFactory.instance.objectNode().put("body", text);
      client.send(HostRequest.post("comment on " + place, body, place.path("comments")));
    }
  }

  void label(Place place, Set<String> add, Set<String> remove) {
    Labels.changed(Set.of(), add, Set.of()); // refuses what no forge takes
    Set<String> gone = new TreeSet<>(remove);
    gone.removeAll(add);
    if (!add.isEmpty()) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.set("labels", array(add));
      HostAnswer answer =
          client.send(HostRequest.post("label " + place, body, place.path("labels")));
      if (answer.json().isArray()) { // all labels that it has now
        ObjectNode labelled = JsonNodeFactory.instance.objectNode().set("labels", answer.json());
        gone.retainAll(new HostFields(labelled).names("labels"));
      }
    }
    gone.forEach(label -> remove(place, label, add.isEmpty()));
  }

  private void remove(Place place, String label, boolean mayBeMissing) {
    HostRequest request =
        HostRequest.delete("take a label off " + place, place.path("labels", label)).accepting(404);
    if (client.send(request).status() == 404 && mayBeMissing) {
      read(place); // the label is not there, which is fine, or the issue is not
    }
  }

  private static ArrayNode array(Set<String> texts) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    new TreeSet<>(texts).forEach(array::add);
    return array;
  }

  /** The issue with its comments. */
  Issue whole(Place place) {
    JsonNode json = read(place).json();
    Optional<Integer> comments =
        Optional.of(json.path("comments")).filter(JsonNode::isNumber).map(JsonNode::asInt);
    return GitHubShapes.issue(
        json, comments.filter(count -> count == 0).isPresent() ? List.of() : comments(place));
  }
}
