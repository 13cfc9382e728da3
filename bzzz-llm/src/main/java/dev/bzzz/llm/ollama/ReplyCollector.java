package dev.bzzz.llm.ollama;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.llm.ChatReply;
import dev.bzzz.core.llm.ToolCall;
import io.github.ollama4j.models.chat.OllamaChatMessage;
import io.github.ollama4j.models.chat.OllamaChatResponseModel;
import io.github.ollama4j.models.chat.OllamaChatTokenHandler;
import io.github.ollama4j.models.chat.OllamaChatToolCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * Puts a streamed reply together. Ollama4j's own result keeps only the tool calls of the last part
 * that had any, and does not tell a finished reply from a connection that closed early; so the
 * parts are collected here. Confined to the thread that reads the reply, except {@link #cancel}.
 */
final class ReplyCollector implements OllamaChatTokenHandler {
  /** Characters of text and number of calls after which a reply is taken for runaway. */
  static final int MAX_TEXT = 1 << 20;

  static final int MAX_CALLS = 256;

  private final Consumer<String> parts;
  private final StringBuilder text = new StringBuilder();
  private final List<ToolCall> calls = new ArrayList<>();
  private boolean done;
  private String doneReason = "";
  private long promptTokens = -1;
  private long replyTokens = -1;
  private volatile boolean cancelled;

  /**
   * @param parts hears each part of the text
   */
  ReplyCollector(Consumer<String> parts) {
    this.parts = parts;
  }

  /** Nobody waits for the reply any more: the next part ends the reading. */
  void cancel() {
    cancelled = true;
  }

  @Override
  public void accept(OllamaChatResponseModel part) {
    if (cancelled) {
      throw new CancellationException("nobody waits for this reply");
    }
    OllamaChatMessage message = part.getMessage();
    String more = message.getResponse();
    if (more != null && !more.isEmpty()) {
      text.append(more);
      parts.accept(more);
    }
    if (message.getToolCalls() != null) {
      for (OllamaChatToolCalls call : message.getToolCalls()) {
        if (call != null) {
          calls.add(Translation.call(call, calls.size() + 1));
        }
      }
    }
    if (text.length() > MAX_TEXT || calls.size() > MAX_CALLS) {
      throw new PermanentException(
          "the model's reply does not end: more than "
              + MAX_TEXT
              + " characters or "
              + MAX_CALLS
              + " tool calls; try another model");
    }
    if (part.isDone()) {
      done = true;
      doneReason = part.getDoneReason() == null ? "" : part.getDoneReason();
      promptTokens = part.getPromptEvalCount() == null ? -1 : part.getPromptEvalCount();
      replyTokens = part.getEvalCount() == null ? -1 : part.getEvalCount();
    }
  }

  boolean done() {
    return done;
  }

  /** Why the model stopped, such as {@code stop} or {@code length}; empty when not said. */
  String doneReason() {
    return doneReason;
  }

  ChatReply reply() {
    return new ChatReply(text.toString(), calls, promptTokens, replyTokens);
  }
}
