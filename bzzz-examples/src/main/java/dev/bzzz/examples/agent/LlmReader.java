package dev.bzzz.examples.agent;

import dev.bzzz.core.llm.ModelId;
import dev.bzzz.llm.ollama.OllamaBackend;
import java.net.URI;
import java.util.List;

/** Reads the keys {@code llm.…}: which of them make sense depends on the backend. */
final class LlmReader {
  private static final URI OLLAMA = URI.create("http://127.0.0.1:11434");
  private static final List<ConfigKey> FOR_OLLAMA =
      List.of(ConfigKey.LLM_MODEL, ConfigKey.LLM_URL, ConfigKey.LLM_CONTEXT_TOKENS);
  private static final List<ConfigKey> FOR_SCRIPTED = List.of(ConfigKey.LLM_SCRIPT);

  private final Settings settings;

  private LlmReader(Settings settings) {
    this.settings = settings;
  }

  static LlmConfig read(Settings settings) {
    return new LlmReader(settings).read();
  }

  private LlmConfig read() {
    String backend =
        settings.choice(ConfigKey.LLM_BACKEND, List.of("ollama", "scripted"), "ollama");
    boolean ollama = backend.equals("ollama");
    (ollama ? FOR_SCRIPTED : FOR_OLLAMA).forEach(alien -> requireAbsent(alien, backend));
    return ollama
        ? new LlmConfig.Ollama(
            settings.url(ConfigKey.LLM_URL, OLLAMA).orElse(OLLAMA),
            new ModelId(settings.requiredText(ConfigKey.LLM_MODEL)),
            settings.integer(
                ConfigKey.LLM_CONTEXT_TOKENS,
                OllamaBackend.MIN_CONTEXT_TOKENS,
                OllamaBackend.MAX_CONTEXT_TOKENS,
                OllamaBackend.DEFAULT_CONTEXT_TOKENS))
        : new LlmConfig.Scripted(settings.requiredPath(ConfigKey.LLM_SCRIPT));
  }

  /** The variable is to blame when it chose a backend for which the file was not written. */
  private void requireAbsent(ConfigKey alien, String backend) {
    if (!settings.has(alien)) {
      return;
    }
    boolean overridden = settings.byVariable(ConfigKey.LLM_BACKEND) && !settings.byVariable(alien);
    throw overridden
        ? new ConfigException(
            settings.where(ConfigKey.LLM_BACKEND),
            "it chooses the backend "
                + backend
                + ", but '"
                + alien.path()
                + "' in "
                + settings.where(alien)
                + " is not for the backend "
                + backend
                + "; unset the variable, or take the key out")
        : new ConfigException(
            settings.where(alien),
            "'" + alien.path() + "' is not for the backend " + backend + "; take it out");
  }
}
