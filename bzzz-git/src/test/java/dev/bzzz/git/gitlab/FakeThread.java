package dev.bzzz.git.gitlab;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** An issue or merge request of a {@link FakeGitLab}, which guards it. */
final class FakeThread {
  final long number;
  final String source;
  final String target;
  final Set<String> labels = new TreeSet<>();
  final ArrayNode notes = JsonNodeFactory.instance.arrayNode();
  final ArrayNode stateEvents = JsonNodeFactory.instance.arrayNode();
  final ArrayNode labelEvents = JsonNodeFactory.instance.arrayNode();
  String state = "opened";
  String updated;

  private final FakeGitLab host;
  private final FakeProject project;
  private final String title;
  private final String description;
  private final String created;

  FakeThread(FakeGitLab host, FakeProject project, long number, FakeRequest asks) {
    this.host = host;
    this.project = project;
    this.number = number;
    title = asks.text("title");
    description = asks.text("description");
    source = asks.text("source_branch");
    target = asks.text("target_branch");
    created = host.now();
    updated = created;
  }

  ObjectNode json() {
    ObjectNode json =
        FakeGitLab.object()
            .put("id", 1000 * project.id + number)
            .put("iid", number)
            .put("project_id", project.id)
            .put("title", title)
            .put("description", description.isEmpty() ? null : description)
            .put("state", state)
            .put("created_at", created)
            .put("updated_at", updated)
            .put("user_notes_count", comments());
    json.putObject("author").put("id", 1).put("username", "ann");
    labels.forEach(json.putArray("labels")::add);
    if (!source.isEmpty()) {
      json.put("source_branch", source)
          .put("target_branch", target)
          .put("source_project_id", project.id)
          .put("target_project_id", project.id)
          .put("sha", project.branches.get(source))
          .put("detailed_merge_status", state.equals("opened") ? "mergeable" : "not_open");
    }
    return json;
  }

  private int comments() {
    int comments = 0;
    for (var note : notes) {
      comments += note.path("system").asBoolean() ? 0 : 1;
    }
    return comments;
  }

  ObjectNode note(String body, boolean system) {
    touch();
    ObjectNode note =
        notes
            .addObject()
            .put("id", host.nextId())
            .put("body", body)
            .put("system", system)
            .put("created_at", updated);
    note.putObject("author").put("username", "ann");
    return note;
  }

  void label(Set<String> add, Set<String> remove) {
    for (String each : add) {
      if (labels.add(each)) {
        event(labelEvents).put("action", "add").putObject("label").put("name", each);
        note("added ~" + each + " label", true);
      }
    }
    for (String each : remove) {
      if (labels.remove(each)) {
        event(labelEvents).put("action", "remove").putObject("label").put("name", each);
        note("removed ~" + each + " label", true);
      }
    }
  }

  void move(String from, String to, String event) {
    if (state.equals(from)) {
      state = to;
      event(stateEvents).put("state", event);
    }
  }

  private ObjectNode event(ArrayNode events) {
    touch();
    return events.addObject().put("id", events.size()).put("created_at", updated);
  }

  void touch() {
    updated = host.now();
  }

  static Set<String> split(String labels) {
    return Arrays.stream(labels.split(","))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
