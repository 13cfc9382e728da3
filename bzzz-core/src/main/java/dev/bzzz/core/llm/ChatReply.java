package dev.bzzz.core.llm;

import java.util.List;

/**
 * What a model answered. Untrusted.
 *
 * @param text may be empty when there are calls
 * @param calls tools it wants to call, in this order
 * @param promptTokens tokens read, or -1 when the backend does not say
 * @param replyTokens tokens written, or -1 when the backend does not say
 */
public record ChatReply(String text, List<ToolCall> calls, long promptTokens, long replyTokens) {
  /** Copies the calls. */
  public ChatReply {
    calls = List.copyOf(calls);
  }
}
