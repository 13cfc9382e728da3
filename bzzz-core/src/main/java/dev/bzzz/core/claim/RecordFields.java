package dev.bzzz.core.claim;

import static dev.bzzz.core.claim.RecordForm.require;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.task.TaskId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Reads the JSON of a claim record field by field; a field too many or too few is an error. */
final class RecordFields {
  private static final Set<String> RECORD =
      new TreeSet<>(
          Set.of(
              "v",
              "task",
              "term",
              "seq",
              "attempt",
              "answers",
              "state",
              "actor",
              "holder",
              "challenger",
              "prev",
              "grant",
              "nonce",
              "policy",
              "cause",
              "reason",
              "protocol",
              "evidence",
              "work",
              "pr",
              "hlc"));
  private static final Set<String> WORK = new TreeSet<>(Set.of("branch", "base", "head"));

  private final JsonNode object;
  private final String path;

  private RecordFields(JsonNode object, String path, Set<String> names) {
    require(object.isObject(), (path.isEmpty() ? "it" : path) + " is not a JSON object");
    this.object = object;
    this.path = path.isEmpty() ? "" : path + ".";
    Set<String> present = new TreeSet<>();
    object.fieldNames().forEachRemaining(present::add);
    for (String name : names) {
      require(present.remove(name), "the field " + this.path + name + " is missing");
    }
    require(present.isEmpty(), "it has " + present.size() + " unknown fields");
  }

  static ClaimRecord read(JsonNode root) {
    var fields = new RecordFields(root, "", RECORD);
    require(fields.number("v") == 1, "v is not 1");
    return new ClaimRecord(
        TaskId.parse(fields.text("task")),
        fields.number("term"),
        fields.number("seq"),
        fields.smallNumber("attempt"),
        fields.smallNumber("answers"),
        fields.state(),
        new AgentId(fields.text("actor")),
        new AgentId(fields.text("holder")),
        fields.optionalText("challenger").map(AgentId::new),
        fields.optionalText("prev"),
        fields.optionalText("grant"),
        fields.text("nonce"),
        fields.text("policy"),
        fields.optionalText("cause"),
        fields.optionalText("reason"),
        fields.text("protocol"),
        Optional.of(root.get("evidence")).filter(evidence -> !evidence.isNull()),
        work(root.get("work")),
        root.get("pr").isNull() ? OptionalLong.empty() : OptionalLong.of(fields.number("pr")),
        fields.number("hlc"));
  }

  private static Work work(JsonNode node) {
    var fields = new RecordFields(node, "work", WORK);
    return new Work(fields.text("branch"), fields.text("base"), fields.optionalText("head"));
  }

  private ClaimState state() {
    String text = text("state");
    for (ClaimState state : ClaimState.values()) {
      if (state.name().equals(text)) {
        return state;
      }
    }
    throw new IllegalArgumentException("not a claim record: its state is unknown");
  }

  private String text(String name) {
    JsonNode value = object.get(name);
    require(value.isTextual(), path + name + " is not text");
    return value.textValue();
  }

  private Optional<String> optionalText(String name) {
    return object.get(name).isNull() ? Optional.empty() : Optional.of(text(name));
  }

  private long number(String name) {
    JsonNode value = object.get(name);
    require(
        value.isIntegralNumber() && value.canConvertToLong(), path + name + " is not an integer");
    return value.longValue();
  }

  private int smallNumber(String name) {
    long value = number(name);
    RecordForm.number(path + name, value, 0, Integer.MAX_VALUE);
    return (int) value;
  }
}
