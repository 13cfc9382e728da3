package dev.bzzz.git.gitlab;

import static dev.bzzz.git.gitlab.FakeRequest.refused;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A project of a {@link FakeGitLab}, which guards it. */
final class FakeProject {
  final long id;
  final Map<String, String> branches = new TreeMap<>();
  String path;
  boolean archived;
  boolean deleted;

  private final FakeGitLab host;
  private final Set<String> labels = new TreeSet<>();
  private final Map<String, List<FakeThread>> threads =
      Map.of("issues", new ArrayList<>(), "merge_requests", new ArrayList<>());

  FakeProject(FakeGitLab host, long id, String path) {
    this.host = host;
    this.id = id;
    this.path = path;
  }

  ObjectNode json() {
    String base = host.url().toString().replace("/api/v4", "");
    ObjectNode json =
        FakeGitLab.object()
            .put("id", id)
            .put("path_with_namespace", path)
            .put("http_url_to_repo", base + "/" + path + ".git")
            .put("default_branch", branches.isEmpty() ? null : "main")
            .put("archived", archived)
            .put("empty_repo", branches.isEmpty())
            .put("visibility", "private");
    if (deleted) {
      json.put("marked_for_deletion_on", "2026-01-02");
    }
    return json;
  }

  /** A new commit on a branch, which begins with it if need be. */
  String commit(String branch) {
    String commit = String.format("%040x", host.nextId());
    branches.put(branch, commit);
    return commit;
  }

  JsonNode answer(FakeRequest asks) {
    if (archived && !asks.verb().equals("GET")) {
      throw refused(403, "403 Forbidden");
    }
    String shape = asks.shape().replaceFirst(" projects/\\*/", " ");
    if (asks.path().get(2).equals("repository") || asks.path().get(2).equals("labels")) {
      return repository(shape, asks);
    }
    String kind = asks.path().get(2);
    if (!threads.containsKey(kind)) {
      throw refused(404, "404 Not Found");
    }
    return switch (shape.replace(kind, "K")) {
      case "GET K" -> kind.equals("issues") ? issues(asks) : pulls(asks);
      case "POST K" -> kind.equals("issues") ? createIssue(asks) : createPull(asks);
      case "GET K/*" -> thread(asks).json();
      case "PUT K/*" -> change(thread(asks), asks);
      case "PUT K/*/merge" ->
          merge(thread(asks), asks.takes("sha", "squash", "should_remove_source_branch"));
      case "GET K/*/notes" -> thread(asks.takes("order_by", "sort")).notes;
      case "POST K/*/notes" -> thread(asks.takes("body*")).note(asks.text("body"), false);
      case "GET K/*/resource_state_events" -> thread(asks.takes()).stateEvents;
      case "GET K/*/resource_label_events" -> thread(asks.takes()).labelEvents;
      default -> throw refused(404, "404 Not Found");
    };
  }

  private JsonNode repository(String shape, FakeRequest asks) {
    return switch (shape) {
      case "GET repository/branches/*" -> branch(asks.path().get(4));
      case "POST repository/commits" ->
          FakeGitLab.object()
              .put(
                  "id",
                  commit(
                      asks.takes("branch*", "commit_message*", "actions*", "start_branch")
                          .text("branch")));
      case "POST labels" -> {
        if (!labels.add(asks.takes("name*", "color*", "description").text("name"))) {
          throw refused(409, "Label already exists");
        }
        yield FakeGitLab.object().put("id", host.nextId()).put("name", asks.text("name"));
      }
      default -> throw refused(404, "404 Not Found");
    };
  }

  private JsonNode branch(String name) {
    if (!branches.containsKey(name)) {
      throw refused(404, "404 Branch Not Found");
    }
    ObjectNode json = FakeGitLab.object().put("name", name);
    json.putObject("commit").put("id", branches.get(name));
    return json;
  }

  private FakeThread thread(FakeRequest asks) {
    return threads.get(asks.path().get(2)).stream()
        .filter(each -> each.number == asks.number(3))
        .findFirst()
        .orElseThrow(() -> refused(404, "404 Not found"));
  }

  private JsonNode issues(FakeRequest asks) {
    asks.takes("scope", "state", "sort", "order_by", "labels", "updated_after");
    String state = asks.query().getOrDefault("state", "all");
    Set<String> wanted = FakeThread.split(asks.query().getOrDefault("labels", ""));
    Instant after =
        Instant.parse(asks.query().getOrDefault("updated_after", "1970-01-01T00:00:00Z"));
    ArrayNode found = JsonNodeFactory.instance.arrayNode();
    threads.get("issues").stream()
        .filter(each -> state.equals("all") || state.equals(each.state))
        .filter(each -> each.labels.containsAll(wanted))
        .filter(each -> !Instant.parse(each.updated).isBefore(after))
        .forEach(each -> found.add(each.json()));
    return found;
  }

  private JsonNode pulls(FakeRequest asks) {
    asks.takes("scope", "state", "source_branch");
    ArrayNode found = JsonNodeFactory.instance.arrayNode();
    threads.get("merge_requests").stream()
        .filter(each -> each.source.equals(asks.query().get("source_branch")))
        .forEach(each -> found.insert(0, each.json())); // newest first
    return found;
  }

  private JsonNode createIssue(FakeRequest asks) {
    asks.takes("title*", "description", "labels");
    FakeThread issue = new FakeThread(host, this, number("issues"), asks);
    threads.get("issues").add(issue);
    issue.label(FakeThread.split(asks.text("labels")), Set.of());
    return issue.json();
  }

  private JsonNode createPull(FakeRequest asks) {
    asks.takes("title*", "description", "source_branch*", "target_branch*");
    FakeThread pull = new FakeThread(host, this, number("merge_requests"), asks);
    threads.get("merge_requests").stream()
        .filter(each -> each.state.equals("opened") && each.source.equals(pull.source))
        .findFirst()
        .ifPresent(
            other -> {
              ObjectNode body = FakeGitLab.object();
              body.putArray("message")
                  .add(
                      "Another open merge request already exists for this source branch: !"
                          + other.number);
              throw new FakeRequest.Refused(409, body);
            });
    threads.get("merge_requests").add(pull);
    return pull.json();
  }

  private long number(String kind) {
    return threads.get(kind).size() + 1L;
  }

  private JsonNode change(FakeThread thread, FakeRequest asks) {
    asks.takes("state_event", "add_labels", "remove_labels");
    if (asks.body().isEmpty()) {
      throw refused(400, "at least one parameter must be provided");
    }
    thread.label(
        FakeThread.split(asks.text("add_labels")), FakeThread.split(asks.text("remove_labels")));
    labels.addAll(thread.labels);
    switch (asks.text("state_event")) {
      case "close" -> thread.move("opened", "closed", "closed");
      case "reopen" -> thread.move("closed", "opened", "reopened");
      default -> thread.touch();
    }
    return thread.json();
  }

  private JsonNode merge(FakeThread pull, FakeRequest asks) {
    if (!pull.state.equals("opened")) {
      throw refused(405, "405 Method Not Allowed");
    }
    if (!asks.text("sha").equals(branches.get(pull.source))) {
      throw refused(409, "SHA does not match HEAD of source branch: " + branches.get(pull.source));
    }
    commit(pull.target);
    pull.move("opened", "merged", "merged");
    return pull.json();
  }
}
