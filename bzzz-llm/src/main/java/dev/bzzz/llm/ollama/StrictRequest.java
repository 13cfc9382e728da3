package dev.bzzz.llm.ollama;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.ollama4j.models.chat.OllamaChatRequest;

/**
 * A chat request that asks Ollama to refuse a prompt that does not fit instead of dropping its
 * oldest messages. Ollama4j has no such fields; versions of Ollama that do not know them ignore
 * them.
 */
final class StrictRequest extends OllamaChatRequest {
  /** Whether old messages may be dropped. */
  @JsonProperty("truncate")
  boolean truncate() {
    return false;
  }

  /** Whether the context may be shifted while the reply is written. */
  @JsonProperty("shift")
  boolean shift() {
    return false;
  }

  // Two requests are never compared; the inherited equality by text would need a matching hash.
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
