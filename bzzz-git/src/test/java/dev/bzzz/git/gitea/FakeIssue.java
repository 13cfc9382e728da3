package dev.bzzz.git.gitea;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.git.gitea.FakeCall.Refused;
import dev.bzzz.git.http.FakeHost.Reply;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** An issue or pull request of a {@link FakeGitea}, which locks it. */
final class FakeIssue {
  private static final ZoneOffset ZONE = ZoneOffset.ofHours(1); // as the server's own

  final long number;
  final Set<Long> labels = new TreeSet<>();
  final List<ObjectNode> timeline = new ArrayList<>();
  final Instant created = now();
  String title = "";
  String body = "";
  boolean open = true;
  boolean merged;
  Instant updated = created;

  /** Branches and commit of a pull request; empty for an issue. */
  String head = "";

  String base = "";
  String sha = "";

  private final FakeGitea host;
  private final FakeRepository repository;

  FakeIssue(FakeGitea host, FakeRepository repository, long number) {
    this.host = host;
    this.repository = repository;
    this.number = number;
  }

  boolean isPull() {
    return !head.isEmpty();
  }

  void merge() {
    open = false;
    merged = true;
    happened("merge_pull", "");
  }

  /** As often as it is put on, it is on once; labels that do not exist are left out. */
  void putOn(long label) {
    if (repository.labels.containsKey(label) && labels.add(label)) {
      happened("label", "1").set("label", repository.labelJson(label));
    }
  }

  ObjectNode json() {
    ObjectNode json = common();
    json.put("comments", comments().size());
    if (isPull()) {
      json.putObject("pull_request").put("merged", merged);
    } else {
      json.putNull("pull_request");
    }
    return json;
  }

  ObjectNode pullJson() {
    ObjectNode json = common().put("merged", merged).put("mergeable", open);
    json.put("merged_at", merged ? text(updated) : null);
    boolean there = repository.branches.containsKey(head);
    json.putObject("head")
        .put("label", head)
        .put("ref", there ? head : "refs/pull/" + number + "/head")
        .put("sha", there ? repository.branches.get(head) : sha)
        .put("repo_id", repository.id);
    json.putObject("base").put("label", base).put("ref", base).put("repo_id", repository.id);
    return json;
  }

  private ObjectNode common() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", 1000 + number)
            .put("number", number)
            .put("title", title)
            .put("body", body)
            .put("state", open ? "open" : "closed")
            .put("created_at", text(created))
            .put("updated_at", text(updated));
    json.putObject("user").put("login", FakeGitea.LOGIN);
    json.set("labels", labelList());
    return json;
  }

  private ArrayNode labelList() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    labels.forEach(label -> list.add(repository.labelJson(label)));
    return list;
  }

  Reply answer(FakeCall call) {
    if (call.is("GET repos/*/*/issues/*")) {
      return Reply.json(200, json().toString());
    }
    if (call.is("PATCH repos/*/*/issues/*")) {
      return changed(call.fields("state").path("state").asText().equals("open"));
    }
    if (call.is("GET repos/*/*/issues/*/comments")) {
      ArrayNode all = JsonNodeFactory.instance.arrayNode().addAll(comments());
      return Reply.json(200, all.toString()).with("X-Total-Count", all.size());
    }
    if (call.is("POST repos/*/*/issues/*/comments")) {
      ObjectNode comment = happened("comment", call.fields("body!").path("body").asText());
      return Reply.json(201, comment.toString());
    }
    if (call.is("GET repos/*/*/issues/*/timeline")) {
      ArrayNode page = call.knows("since", "before", "page", "limit").cut(timeline);
      // The total is that of the page, and an empty list is none.
      return Reply.json(200, page.isEmpty() ? "null" : page.toString())
          .with("X-Total-Count", page.size());
    }
    if (call.is("POST repos/*/*/issues/*/labels")) {
      call.fields("labels").path("labels").forEach(label -> putOn(FakeRepository.idOf(label)));
      return Reply.json(200, labelList().toString());
    }
    if (call.is("DELETE repos/*/*/issues/*/labels/*")) {
      return takenOff(call.number(6));
    }
    throw FakeCall.notFound();
  }

  private Reply changed(boolean toOpen) {
    if (merged) {
      throw new Refused(412, "cannot change state of this pull request, it was already merged");
    }
    setOpen(toOpen);
    return Reply.json(201, json().toString());
  }

  void setOpen(boolean toOpen) {
    if (open != toOpen) {
      open = toOpen;
      happened(toOpen ? "reopen" : "close", "");
    }
  }

  private Reply takenOff(long label) {
    if (!repository.labels.containsKey(label)) {
      throw new Refused(422, "label does not exist [label_id: " + label + "]");
    }
    if (labels.remove(label)) {
      happened("label", "").set("label", repository.labelJson(label));
    }
    return new Reply(204, "", List.of());
  }

  Reply mergeAsked(JsonNode asked) {
    if (!open) {
      throw new Refused(405, "The PR is already closed");
    }
    if (!asked.path("head_commit_id").asText().equals(repository.branches.get(head))) {
      throw new Refused(409, "head out of date");
    }
    merge();
    return new Reply(200, "", List.of());
  }

  private List<ObjectNode> comments() {
    return timeline.stream().filter(each -> each.path("type").asText().equals("comment")).toList();
  }

  private ObjectNode happened(String type, String text) {
    updated = now();
    ObjectNode entry =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", host.nextId())
            .put("type", type)
            .put("body", text)
            .put("created_at", text(updated))
            .put("updated_at", text(updated));
    entry.putObject("user").put("login", FakeGitea.LOGIN);
    timeline.add(entry);
    return entry;
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  private static String text(Instant time) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atOffset(ZONE));
  }
}
