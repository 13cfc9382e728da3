package dev.bzzz.llm.ollama;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bzzz.core.llm.ChatMessage;
import dev.bzzz.core.llm.ChatRequest;
import dev.bzzz.core.llm.ToolCall;
import dev.bzzz.core.llm.ToolSpec;
import io.github.ollama4j.models.chat.OllamaChatMessage;
import io.github.ollama4j.models.chat.OllamaChatMessageRole;
import io.github.ollama4j.models.chat.OllamaChatRequest;
import io.github.ollama4j.models.chat.OllamaChatToolCalls;
import io.github.ollama4j.tools.OllamaToolCallsFunction;
import io.github.ollama4j.tools.Tools;
import io.github.ollama4j.utils.Utils;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns what Bzzz says into what Ollama4j says and back. */
final class Translation {
  /** A cautious guess for English text and code. */
  private static final int BYTES_PER_TOKEN = 4;

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final TypeReference<Map<String, Object>> ARGUMENTS = new TypeReference<>() {};

  static {
    // The library's one mapper is created lazily without a lock and fails on fields that a newer
    // Ollama adds: create it here, once, and let it ignore those.
    Utils.getObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
  }

  private Translation() {}

  /** Loads this class and with it the library's mapper. */
  static void prepare() {
    // the static initializer does it
  }

  static OllamaChatRequest request(ChatRequest request, Map<String, Object> options) {
    OllamaChatRequest theirs = new StrictRequest();
    theirs.setModel(request.model().name());
    theirs.setMessages(new ArrayList<>(request.messages().stream().map(m -> message(m)).toList()));
    theirs.setTools(new ArrayList<>(request.tools().stream().map(t -> tool(t)).toList()));
    theirs.setUseTools(false); // the library executes nothing: calls come back to Bzzz
    theirs.setStream(true);
    theirs.setOptions(options);
    return theirs;
  }

  static ToolCall call(OllamaChatToolCalls theirs, int number) {
    OllamaToolCallsFunction function = theirs.getFunction();
    String name = function == null || function.getName() == null ? "" : function.getName();
    Map<String, Object> arguments =
        function == null || function.getArguments() == null ? Map.of() : function.getArguments();
    String id =
        theirs.getId() == null || theirs.getId().isEmpty() ? "call-" + number : theirs.getId();
    JsonNode json = MAPPER.valueToTree(arguments);
    return new ToolCall(id, name, json);
  }

  /** About how many tokens the prompt has. */
  static long estimatedTokens(ChatRequest request) {
    long bytes = 0;
    for (ChatMessage message : request.messages()) {
      bytes += size(message.text());
      if (message instanceof ChatMessage.AssistantMessage assistant) {
        for (ToolCall call : assistant.calls()) {
          bytes += size(call.name()) + size(call.arguments().toString());
        }
      }
    }
    for (ToolSpec tool : request.tools()) {
      bytes += size(tool.name()) + size(tool.description()) + size(tool.parameters().toString());
    }
    return (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
  }

  private static int size(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static OllamaChatMessage message(ChatMessage message) {
    if (message instanceof ChatMessage.SystemMessage) {
      return new OllamaChatMessage(OllamaChatMessageRole.SYSTEM, message.text());
    }
    if (message instanceof ChatMessage.UserMessage) {
      return new OllamaChatMessage(OllamaChatMessageRole.USER, message.text());
    }
    if (message instanceof ChatMessage.ToolMessage tool) {
      return new ToolAnswer(tool.tool(), tool.callId(), tool.text());
    }
    if (message instanceof ChatMessage.AssistantMessage assistant) {
      OllamaChatMessage theirs =
          new OllamaChatMessage(OllamaChatMessageRole.ASSISTANT, assistant.text());
      if (!assistant.calls().isEmpty()) {
        theirs.setToolCalls(assistant.calls().stream().map(call -> call(call)).toList());
      }
      return theirs;
    }
    throw new AssertionError("unhandled message: " + message.getClass());
  }

  private static OllamaChatToolCalls call(ToolCall call) {
    // Arguments that are no object were refused by the tool; Ollama would refuse the whole chat.
    Map<String, Object> arguments =
        call.arguments().isObject()
            ? MAPPER.convertValue(call.arguments(), ARGUMENTS)
            : Map.<String, Object>of();
    return new OllamaChatToolCalls(call.id(), new OllamaToolCallsFunction(call.name(), arguments));
  }

  private static Tools.Tool tool(ToolSpec spec) {
    return Tools.Tool.builder()
        .toolSpec(
            Tools.ToolSpec.builder()
                .name(spec.name())
                .description(spec.description())
                .parameters(new Schema(spec.parameters()))
                .build())
        .build();
  }

  /** Names of a list of models, without blanks. */
  static List<String> names(List<io.github.ollama4j.models.response.Model> models) {
    return models.stream()
        .map(io.github.ollama4j.models.response.Model::getName)
        .filter(name -> name != null && !name.isBlank())
        .toList();
  }
}
