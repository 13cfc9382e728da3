package dev.bzzz.core.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.mesh.Envelope;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the {@code data} of an envelope, strictly: every field, no other, each of its form. */
final class MessageReader {
  static final String NETWORK = "network";
  static final String READY = "ready";
  static final String BUSY = "busy";

  private final Envelope envelope;
  private final ObjectNode data;

  private MessageReader(Envelope envelope) {
    this.envelope = envelope;
    this.data = envelope.data();
  }

  /** What was read. */
  record Body(String network, Message message) {}

  /**
   * Reads the message of an envelope.
   *
   * @throws IllegalArgumentException if it is no message of its type, or its type is none of those
   *     that agents coordinate by
   */
  static Body read(Envelope envelope) {
    MessageReader reader = new MessageReader(envelope);
    Message message = reader.message();
    JsonNode name = reader.data.get(NETWORK);
    Checks.require(name.isTextual(), "network is not text");
    String network = name.textValue();
    MeshLink.requireNetwork(network);
    return new Body(network, message);
  }

  private Message message() {
    switch (envelope.type()) {
      case TASK_ANNOUNCEMENT:
        return announcement();
      case TASK_CLAIM:
        return claim();
      case AVAILABILITY_BROADCAST:
        return availability();
      case CAPABILITY_BROADCAST:
        return capabilities();
      case TASK_BID:
        return bid();
      case CLAIM_VOTE:
        return vote();
      default:
        throw new IllegalArgumentException("agents do not coordinate by " + envelope.type());
    }
  }

  private Fields fields(String... names) {
    List<String> all = new ArrayList<>(Arrays.asList(names));
    all.add(NETWORK);
    return new Fields(data, all);
  }

  private String phase() {
    JsonNode phase = data.path("phase");
    Checks.require(phase.isTextual(), "phase is not text");
    return phase.textValue();
  }

  private Message announcement() {
    return data.has("looked") ? looked() : tasks();
  }

  private Message looked() {
    Fields fields = fields("looked", "every_ms");
    JsonNode all = fields.array("looked");
    Checks.size(all.size(), 1, Message.Looked.MAX_REPOSITORIES, "repositories");
    SortedSet<RepositoryId> repositories = new TreeSet<>();
    for (JsonNode each : all) {
      Checks.require(
          each.isTextual() && repositories.add(new RepositoryId(each.textValue())), "looked");
    }
    return new Message.Looked(repositories, fields.millis("every_ms"));
  }

  private Message tasks() {
    JsonNode tasks = fields("tasks").array("tasks");
    Checks.size(tasks.size(), 1, Message.Announcement.MAX_TASKS, "tasks");
    SortedMap<TaskId, SortedSet<Skill>> announced = new TreeMap<>();
    for (JsonNode each : tasks) {
      Fields fields = new Fields(each, List.of("task", "skills"));
      SortedSet<Skill> skills = new TreeSet<>();
      for (JsonNode skill : fields.array("skills")) {
        Checks.require(skill.isTextual() && skills.add(new Skill(skill.textValue())), "skills");
      }
      Checks.require(announced.put(fields.task(), skills) == null, "a task is there twice");
    }
    return new Message.Announcement(announced);
  }

  private Message claim() {
    if (phase().equals("intent")) {
      Fields fields = fields("task", "term", "phase");
      return new Message.Intent(fields.task(), fields.number("term"));
    }
    Fields fields = fields("task", "term", "phase", "seq", "state", "record");
    fields.same(phase().equals("moved"), "phase");
    return new Message.Moved(
        fields.task(),
        fields.number("term"),
        fields.number("seq"),
        ClaimState.valueOf(fields.text("state")),
        fields.text("record"));
  }

  private Message availability() {
    Fields fields =
        fields(
            "node_id",
            "available_for_work",
            "status",
            "current_tasks",
            "max_tasks",
            "free_slots",
            "tasks",
            "every_ms",
            "heard");
    SortedSet<TaskId> tasks = new TreeSet<>();
    Checks.size(fields.array("tasks").size(), 0, Message.Availability.MAX_TASKS, "tasks");
    for (JsonNode task : fields.array("tasks")) {
      Checks.require(task.isTextual() && tasks.add(TaskId.parse(task.textValue())), "tasks");
    }
    List<Message.Echo> heard = new ArrayList<>();
    Checks.size(fields.array("heard").size(), 0, Message.Availability.MAX_HEARD, "heard");
    for (JsonNode each : fields.array("heard")) {
      Fields echo = new Fields(each, List.of("peer", "seq", "ago_ms"));
      heard.add(new Message.Echo(echo.agent("peer"), echo.number("seq"), echo.millis("ago_ms")));
    }
    int free = fields.small("free_slots");
    fields.same(fields.agent("node_id").equals(envelope.from()), "node_id");
    fields.same(fields.flag("available_for_work") == free > 0, "available_for_work");
    fields.same(fields.text("status").equals(free > 0 ? READY : BUSY), "status");
    fields.same(fields.number("current_tasks") == tasks.size(), "current_tasks");
    return new Message.Availability(
        fields.small("max_tasks"), free, tasks, fields.millis("every_ms"), heard);
  }

  private Message capabilities() {
    Fields fields = fields("node_id", "capabilities");
    AgentId node = fields.agent("node_id");
    fields.same(node.equals(envelope.from()), "node_id");
    JsonNode levels = fields.get("capabilities");
    Checks.require(levels.isObject(), "capabilities is not an object");
    Checks.size(levels.size(), 0, Message.Capabilities.MAX_SKILLS, "capabilities");
    SortedMap<Skill, Integer> read = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : levels.properties()) {
      Checks.require(each.getValue().isInt(), "a level is not an integer");
      Skill skill = new Skill(each.getKey());
      Checks.require(skill.name().equals(each.getKey()), "a skill is not in lower case");
      read.put(skill, each.getValue().intValue());
    }
    return new Message.Capabilities(read);
  }

  private Message vote() {
    if (phase().equals("stand")) {
      Fields fields = fields("task", "term", "phase");
      return new Message.Candidacy(fields.task(), fields.number("term"));
    }
    Fields fields = fields("task", "term", "phase", "candidate", "proof");
    fields.same(phase().equals("vote"), "phase");
    return new Message.Vote(
        fields.task(), fields.number("term"), fields.agent("candidate"), fields.text("proof"));
  }

  private Message bid() {
    if (phase().equals("sealed")) {
      Fields fields = fields("task", "term", "phase", "commit");
      return new Message.SealedBid(fields.task(), fields.number("term"), fields.text("commit"));
    }
    Fields fields = fields("task", "term", "phase", "score", "price", "salt");
    fields.same(phase().equals("open"), "phase");
    return new Message.OpenBid(
        fields.task(),
        fields.number("term"),
        fields.number("score"),
        fields.number("price"),
        fields.text("salt"));
  }
}
