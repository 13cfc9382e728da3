package dev.bzzz.llm.work;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.llm.scripted.ScriptedBackend;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Builds the script of one conversation about owner/repo#2. */
final class Scripts {
  private final ObjectNode script = JsonNodeFactory.instance.objectNode();
  private final ArrayNode turns;

  Scripts() {
    script.put("format", ScriptedBackend.FORMAT);
    ObjectNode conversation = script.putArray("conversations").addObject();
    conversation.put("task", "owner/repo#2");
    turns = conversation.putArray("turns");
  }

  /** A turn with one call whose arguments are strings. */
  Scripts turn(String tool, String... namesAndValues) {
    ObjectNode arguments = call(turns.addObject(), tool);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      arguments.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return this;
  }

  /** A turn with one call whose arguments are JSON. */
  Scripts json(String tool, String arguments) {
    try {
      ObjectNode call = turns.addObject().putArray("calls").addObject();
      call.put("tool", tool).set("arguments", new JsonMapper().readTree(arguments));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A turn that runs a command. */
  Scripts run(String... words) {
    ArrayNode command = call(turns.addObject(), "run").putArray("command");
    for (String word : words) {
      command.add(word);
    }
    return this;
  }

  /** A turn with text only. */
  Scripts text(String text) {
    turns.addObject().put("text", text);
    return this;
  }

  ScriptedBackend backend() {
    return ScriptedBackend.parse(
        script.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8), "test");
  }

  private static ObjectNode call(ObjectNode turn, String tool) {
    ObjectNode call = turn.withArray("calls").addObject();
    call.put("tool", tool);
    return call.putObject("arguments");
  }
}
