package dev.bzzz.core.llm;

import java.time.Duration;
import java.util.List;

/**
 * One call to a model.
 *
 * @param model which
 * @param messages the chat so far, oldest first
 * @param tools what it may call
 * @param timeout how long to wait for the whole reply
 */
public record ChatRequest(
    ModelId model, List<ChatMessage> messages, List<ToolSpec> tools, Duration timeout) {
  /** Copies the lists. */
  public ChatRequest {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a chat has at least one message");
    }
  }
}
