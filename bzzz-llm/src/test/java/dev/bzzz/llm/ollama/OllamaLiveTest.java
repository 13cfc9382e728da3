package dev.bzzz.llm.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bzzz.core.llm.ChatListener;
import dev.bzzz.core.llm.ChatMessage;
import dev.bzzz.core.llm.ChatReply;
import dev.bzzz.core.llm.ChatRequest;
import dev.bzzz.core.llm.ModelId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A real Ollama, when there is one: set OLLAMA_HOST to its address and pull a model. */
class OllamaLiveTest {
  @Test
  void aRealModelAnswers() throws Exception {
    String host = System.getenv("OLLAMA_HOST");
    assumeTrue(host != null && !host.isBlank(), "OLLAMA_HOST is not set: no real Ollama to ask");
    URI url = URI.create(host.contains("://") ? host : "http://" + host);
    try (OllamaBackend backend = OllamaBackend.builder(url).contextTokens(4096).build()) {
      List<ModelId> models = backend.models();
      assumeTrue(!models.isEmpty(), "Ollama at " + url + " has no model");

      ChatReply reply =
          backend.chat(
              new ChatRequest(
                  models.get(0),
                  List.of(new ChatMessage.UserMessage("Say hello in one word.")),
                  List.of(),
                  Duration.ofMinutes(3)),
              ChatListener.none());

      assertThat(reply.text()).isNotBlank();
    }
  }
}
