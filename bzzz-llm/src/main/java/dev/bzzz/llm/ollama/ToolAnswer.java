package dev.bzzz.llm.ollama;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.ollama4j.models.chat.OllamaChatMessage;
import io.github.ollama4j.models.chat.OllamaChatMessageRole;

/** A tool's answer that says which tool it is from, which Ollama4j's own message cannot. */
final class ToolAnswer extends OllamaChatMessage {
  private final String tool;
  private final String callId;

  ToolAnswer(String tool, String callId, String text) {
    super(OllamaChatMessageRole.TOOL, text);
    this.tool = tool;
    this.callId = callId;
  }

  /** Name of the tool. */
  @JsonProperty("tool_name")
  String tool() {
    return tool;
  }

  /** Id of the call. */
  @JsonProperty("tool_call_id")
  String callId() {
    return callId;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
