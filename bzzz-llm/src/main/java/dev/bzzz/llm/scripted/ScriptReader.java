package dev.bzzz.llm.scripted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.PlainText;
import dev.bzzz.core.llm.ToolCall;
import dev.bzzz.core.task.TaskRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads script files strictly: what it does not know is an error that names the place. */
final class ScriptReader {
  private static final int MAX_CONVERSATIONS = 1000;
  private static final int MAX_TURNS = 1000;
  private static final int MAX_CALLS = 100;
  private static final int MAX_DELAY_MILLIS = 10_000;
  private static final int SHOWN = 60;

  private ScriptReader() {}

  static Script read(byte[] json, String where) {
    try {
      return script(CanonicalJson.read(json));
    } catch (IllegalArgumentException e) {
      throw new PermanentException("cannot read the script " + where + ": " + e.getMessage(), e);
    }
  }

  private static Script script(JsonNode root) {
    fields(root, "the script", Set.of("format", "conversations"), Set.of("note", "delayMillis"));
    String format = text(root.get("format"), "format");
    if (!format.equals(ScriptedBackend.FORMAT)) {
      throw new IllegalArgumentException(
          "format is '" + shown(format) + "', expected '" + ScriptedBackend.FORMAT + "'");
    }
    if (root.has("note")) {
      text(root.get("note"), "note");
    }
    Map<String, List<Script.Turn>> conversations = new TreeMap<>();
    List<JsonNode> all = list(root.get("conversations"), "conversations", MAX_CONVERSATIONS);
    for (int i = 0; i < all.size(); i++) {
      String at = "conversations[" + i + "]";
      fields(all.get(i), at, Set.of("task", "turns"), Set.of());
      String task = task(all.get(i).get("task"), at + ".task");
      if (conversations.put(task, turns(all.get(i).get("turns"), at + ".turns")) != null) {
        throw new IllegalArgumentException(at + ".task is " + task + ", which is there already");
      }
    }
    return new Script(conversations, delay(root));
  }

  private static Duration delay(JsonNode root) {
    JsonNode delay = root.get("delayMillis");
    if (delay == null) {
      return Duration.ZERO;
    }
    if (!delay.isInt() || delay.intValue() < 0 || delay.intValue() > MAX_DELAY_MILLIS) {
      throw new IllegalArgumentException(
          "delayMillis is not a whole number from 0 to " + MAX_DELAY_MILLIS);
    }
    return Duration.ofMillis(delay.intValue());
  }

  private static String task(JsonNode node, String at) {
    String task = text(node, at);
    if (TaskRef.parse(task).isEmpty()) {
      throw new IllegalArgumentException(
          at + " is '" + shown(task) + "', expected a task such as owner/repo#2");
    }
    return task;
  }

  private static List<Script.Turn> turns(JsonNode node, String at) {
    List<Script.Turn> turns = new ArrayList<>();
    for (JsonNode turn : list(node, at, MAX_TURNS)) {
      String here = at + "[" + turns.size() + "]";
      fields(turn, here, Set.of(), Set.of("text", "calls"));
      String text = turn.has("text") ? text(turn.get("text"), here + ".text") : "";
      List<ToolCall> calls =
          turn.has("calls") ? calls(turn.get("calls"), here + ".calls", turns.size()) : List.of();
      if (text.isEmpty() && calls.isEmpty()) {
        throw new IllegalArgumentException(here + " has neither text nor calls");
      }
      turns.add(new Script.Turn(text, calls));
    }
    return turns;
  }

  private static List<ToolCall> calls(JsonNode node, String at, int turn) {
    List<ToolCall> calls = new ArrayList<>();
    for (JsonNode call : list(node, at, MAX_CALLS)) {
      String here = at + "[" + calls.size() + "]";
      fields(call, here, Set.of("tool"), Set.of("arguments"));
      JsonNode arguments =
          call.has("arguments") ? call.get("arguments") : JsonNodeFactory.instance.objectNode();
      String id = "call-" + (turn + 1) + "-" + (calls.size() + 1);
      calls.add(new ToolCall(id, text(call.get("tool"), here + ".tool"), arguments));
    }
    return calls;
  }

  private static void fields(JsonNode node, String at, Set<String> required, Set<String> optional) {
    if (!node.isObject()) {
      throw new IllegalArgumentException(at + " is not a JSON object");
    }
    Set<String> names = new TreeSet<>();
    node.fieldNames().forEachRemaining(names::add);
    for (String name : new TreeSet<>(required)) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(at + " lacks the field '" + name + "'");
      }
    }
    names.removeAll(required);
    names.removeAll(optional);
    if (!names.isEmpty()) {
      throw new IllegalArgumentException(
          at + " has the unknown field '" + shown(names.iterator().next()) + "'");
    }
  }

  private static String text(JsonNode node, String at) {
    if (!node.isTextual()) {
      throw new IllegalArgumentException(at + " is not a string");
    }
    return node.textValue();
  }

  private static List<JsonNode> list(JsonNode node, String at, int max) {
    if (!node.isArray() || node.size() > max) {
      throw new IllegalArgumentException(at + " is not a list of at most " + max + " elements");
    }
    List<JsonNode> elements = new ArrayList<>();
    node.forEach(elements::add);
    return elements;
  }

  private static String shown(String text) {
    return PlainText.line(text, SHOWN);
  }
}
