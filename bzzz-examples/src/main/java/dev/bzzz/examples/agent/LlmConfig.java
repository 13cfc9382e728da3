package dev.bzzz.examples.agent;

import dev.bzzz.core.llm.ModelId;
import java.net.URI;
import java.nio.file.Path;

/** Which backend answers the agent's model calls. */
public sealed interface LlmConfig {
  /**
   * An Ollama server.
   *
   * @param url its address, http or https
   * @param model the model to ask; it must know tools
   * @param contextTokens how much text the model holds at once
   */
  record Ollama(URI url, ModelId model, int contextTokens) implements LlmConfig {}

  /**
   * No model: recorded tool calls are played back.
   *
   * @param script the file that holds them
   */
  record Scripted(Path script) implements LlmConfig {}
}
