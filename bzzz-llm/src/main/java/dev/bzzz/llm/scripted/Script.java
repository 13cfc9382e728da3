package dev.bzzz.llm.scripted;

import dev.bzzz.core.llm.ToolCall;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a script file says.
 *
 * @param conversations turns by task, written {@code owner/repo#n}
 * @param delay how long each reply is held back
 */
record Script(Map<String, List<Turn>> conversations, Duration delay) {
  Script {
    conversations = Map.copyOf(conversations);
  }

  /** One recorded reply. */
  record Turn(String text, List<ToolCall> calls) {
    Turn {
      calls = List.copyOf(calls);
    }
  }
}
