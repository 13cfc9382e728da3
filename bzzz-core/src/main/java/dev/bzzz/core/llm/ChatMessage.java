package dev.bzzz.core.llm;

import java.util.List;

/** One message of a chat. */
public sealed interface ChatMessage {
  /** What is said. */
  String text();

  /** The rules, from Bzzz. */
  record SystemMessage(String text) implements ChatMessage {}

  /** The task, from Bzzz on behalf of a user. */
  record UserMessage(String text) implements ChatMessage {}

  /** What the model said before. */
  record AssistantMessage(String text, List<ToolCall> calls) implements ChatMessage {
    /** Copies the calls. */
    public AssistantMessage {
      calls = List.copyOf(calls);
    }
  }

  /**
   * What a tool call led to.
   *
   * @param callId id of the call
   * @param tool name of the tool
   */
  record ToolMessage(String callId, String tool, String text) implements ChatMessage {}
}
