package dev.bzzz.llm.work;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.PlainText;
import dev.bzzz.core.llm.ToolCall;
import dev.bzzz.core.llm.ToolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plays tool calls: whatever a model asks for, it gets an answer in words. */
final class ToolBox {
  private static final int SHOWN = 60;

  private final Map<String, Tool> tools = new LinkedHashMap<>();
  private final List<ToolSpec> specs;

  ToolBox(List<Tool> tools) {
    tools.forEach(tool -> this.tools.put(tool.spec().name(), tool));
    this.specs = tools.stream().map(Tool::spec).toList();
  }

  List<ToolSpec> specs() {
    return specs;
  }

  /**
   * What a call led to.
   *
   * @param text for the model
   * @param step for people
   * @param failed whether the tool did not do it
   */
  record Played(String text, String step, boolean failed) {}

  Played play(ToolCall call) throws InterruptedException {
    String name = PlainText.line(call.name(), SHOWN);
    Tool tool = tools.get(call.name());
    if (tool == null) {
      return failed(name, "there is no tool '" + name + "'; the tools are " + tools.keySet());
    }
    try {
      Arguments arguments = Arguments.check(object(call.arguments()), tool.spec().parameters());
      Tool.Answer answer = tool.call(arguments);
      return new Played(answer.text(), answer.step(), false);
    } catch (ToolFailure e) {
      return failed(name, String.valueOf(e.getMessage()));
    }
  }

  private static JsonNode object(JsonNode arguments) {
    return arguments.isNull() || arguments.isMissingNode()
        ? com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode()
        : arguments;
  }

  private static Played failed(String tool, String why) {
    return new Played("Error: " + why, tool + " failed: " + why, true);
  }
}
