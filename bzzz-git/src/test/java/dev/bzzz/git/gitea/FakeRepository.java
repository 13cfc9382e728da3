package dev.bzzz.git.gitea;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.gitea.FakeCall.Refused;
import dev.bzzz.git.http.FakeHost.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A repository of a {@link FakeGitea}, which locks it. */
final class FakeRepository {
  private static final String DEFAULT = "main";

  final Map<String, String> branches = new TreeMap<>();
  final Map<Long, FakeIssue> issues = new TreeMap<>();
  final Map<Long, String> labels = new LinkedHashMap<>();
  final long id;
  RepositoryName name;
  boolean archived;

  /** Whether it has just looked for another pull request when one is opened, as in a race. */
  boolean racing;

  private final FakeGitea host;
  private Optional<RepositoryId> bzzzId = Optional.empty();

  FakeRepository(FakeGitea host, RepositoryName name, long id) {
    this.host = host;
    this.name = name;
    this.id = id;
    branches.put(DEFAULT, commit());
  }

  /** A branch with a commit of its own. */
  String branch(String branch) {
    synchronized (host) {
      String commit = commit();
      branches.put(branch, commit);
      return commit;
    }
  }

  /** Merges as a human would, on the pull request's page, deleting the branch. */
  void merge(String branch) {
    synchronized (host) {
      issues.values().stream()
          .filter(issue -> branch.equals(issue.head) && issue.open)
          .forEach(FakeIssue::merge);
      branches.remove(branch);
    }
  }

  Optional<RepositoryId> bzzzId(boolean draw) {
    synchronized (host) {
      if (draw && bzzzId.isEmpty()) {
        bzzzId = Optional.of(new RepositoryId(String.format("%032x", host.nextId())));
      }
      return bzzzId;
    }
  }

  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id)
        .put("full_name", name.toString())
        .put("clone_url", host.api().resolve("/" + name + ".git").toString())
        .put("default_branch", DEFAULT)
        .put("empty", branches.isEmpty())
        .put("archived", archived);
  }

  Reply answer(FakeCall call) {
    if (call.is("GET repos/*/*")) {
      return Reply.json(200, json().toString());
    }
    if (call.is("GET repos/*/*/branches/**")) {
      String branch = call.rest(4);
      require(branches.containsKey(branch));
      return Reply.json(200, "{\"name\":\"" + branch + "\"}");
    }
    if (call.is("POST repos/*/*/contents/**")) {
      String branch = call.fields("content!", "message", "branch").path("branch").asText();
      branches.put(branch, commit());
      return Reply.json(201, "{\"content\":{\"path\":\"" + call.rest(4) + "\"}}");
    }
    return switch (call.path().get(3)) {
      case "labels" -> label(call);
      case "issues" -> issue(call);
      case "pulls" -> pull(call);
      default -> throw FakeCall.notFound();
    };
  }

  private Reply label(FakeCall call) {
    if (call.is("GET repos/*/*/labels")) {
      call.knows("page", "limit");
      return call.page(labels.keySet().stream().map(this::labelJson).toList(), host.api());
    }
    if (call.is("POST repos/*/*/labels")) {
      JsonNode body = call.fields("name!", "color!", "description");
      if (!body.path("color").asText().matches("#[0-9a-f]{6}")) {
        throw new Refused(422, "bad colour");
      }
      long created = host.nextId();
      labels.put(created, body.path("name").asText()); // also when there is one of that name
      return Reply.json(201, labelJson(created).toString());
    }
    throw FakeCall.notFound();
  }

  ObjectNode labelJson(long label) {
    return JsonNodeFactory.instance.objectNode().put("id", label).put("name", labels.get(label));
  }

  private Reply issue(FakeCall call) {
    if (call.is("GET repos/*/*/issues")) {
      return list(call.knows("type", "state", "since", "page", "limit"));
    }
    if (call.is("POST repos/*/*/issues")) {
      JsonNode body = call.fields("title!", "body", "labels");
      FakeIssue issue = open(body);
      body.path("labels").forEach(label -> issue.putOn(idOf(label)));
      return Reply.json(201, issue.json().toString());
    }
    FakeIssue issue = issues.get(call.number(4));
    if (issue == null) {
      boolean careless = call.path().size() > 5 && !call.path().get(5).equals("labels");
      throw careless ? new Refused(500, "") : FakeCall.notFound();
    }
    return issue.answer(call);
  }

  /** Sorted and filtered as the real one does by default: the newest first. */
  private Reply list(FakeCall call) {
    String state = call.query().getOrDefault("state", "open");
    String type = call.query().getOrDefault("type", "");
    Instant since = Instant.parse(call.query().getOrDefault("since", "1970-01-01T00:00:00Z"));
    List<ObjectNode> found = new ArrayList<>();
    for (FakeIssue issue : issues.values()) {
      if ((state.equals("all") || state.equals("open") == issue.open)
          && (type.isEmpty() || type.equals("pulls") == issue.isPull())
          && !issue.updated.isBefore(since)) {
        found.add(issue.json());
      }
    }
    Collections.reverse(found);
    return call.page(found, host.api());
  }

  private FakeIssue open(JsonNode body) {
    FakeIssue issue = open(body.path("title").asText());
    issue.body = body.path("body").asText();
    return issue;
  }

  FakeIssue open(String title) {
    long number = issues.size() + 1L;
    FakeIssue issue = new FakeIssue(host, this, number);
    issue.title = title;
    issues.put(number, issue);
    return issue;
  }

  static long idOf(JsonNode label) {
    if (!label.isIntegralNumber()) {
      throw new Refused(422, "json: cannot unmarshal string into Go struct field of type int64");
    }
    return label.asLong();
  }

  private Reply pull(FakeCall call) {
    if (call.is("GET repos/*/*/pulls")) {
      return pulls(call.knows("state", "sort", "page", "limit"));
    }
    if (call.is("POST repos/*/*/pulls")) {
      return opened(call.fields("title!", "head!", "base!", "body"));
    }
    if (call.is("POST repos/*/*/pulls/*/merge")) {
      return requirePull(call.number(4)).mergeAsked(call.fields("Do!", "head_commit_id"));
    }
    if (call.is("GET repos/*/*/pulls/*")) {
      return Reply.json(200, requirePull(call.number(4)).pullJson().toString());
    }
    if (call.is("GET repos/*/*/pulls/*/**")) {
      String base = call.path().get(4);
      return issues.values().stream()
          .filter(each -> call.rest(5).equals(each.head) && base.equals(each.base))
          .findFirst() // of any state
          .map(each -> Reply.json(200, each.pullJson().toString()))
          .orElseThrow(FakeCall::notFound);
    }
    throw FakeCall.notFound();
  }

  private Reply pulls(FakeCall call) {
    String state = call.query().getOrDefault("state", "open");
    Comparator<FakeIssue> newest = Comparator.comparing(issue -> issue.updated);
    return call.page(
        issues.values().stream()
            .filter(FakeIssue::isPull)
            .filter(each -> state.equals("all") || state.equals("open") == each.open)
            .sorted(newest.reversed())
            .map(FakeIssue::pullJson)
            .toList(),
        host.api());
  }

  private Reply opened(JsonNode body) {
    String head = body.path("head").asText();
    String base = body.path("base").asText();
    require(branches.containsKey(head) && branches.containsKey(base));
    boolean known =
        issues.values().stream()
            .anyMatch(each -> head.equals(each.head) && base.equals(each.base) && each.open);
    if (known && !racing) {
      throw new Refused(409, "pull request already exists for these targets [head_branch: ...]");
    }
    FakeIssue pull = open(body);
    pull.head = head;
    pull.base = base;
    pull.sha = branches.get(head);
    return Reply.json(201, pull.pullJson().toString());
  }

  private FakeIssue requirePull(long number) {
    FakeIssue pull = issues.get(number);
    require(pull != null && pull.isPull());
    return pull;
  }

  private static void require(boolean there) {
    if (!there) {
      throw FakeCall.notFound();
    }
  }

  private String commit() {
    return String.format("%040x", host.nextId());
  }
}
