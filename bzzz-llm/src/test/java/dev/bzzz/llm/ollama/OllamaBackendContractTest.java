package dev.bzzz.llm.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.llm.ChatMessage;
import dev.bzzz.core.llm.ChatRequest;
import dev.bzzz.core.llm.LlmBackend;
import dev.bzzz.core.llm.ModelId;
import dev.bzzz.core.testkit.LlmBackendContract;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** The contract against a fake server; see {@link OllamaLiveTest} for a real one. */
class OllamaBackendContractTest extends LlmBackendContract {
  private FakeOllama fake;

  @Override
  protected LlmBackend backend() throws IOException {
    fake =
        new FakeOllama()
            .chat(
                (request, exchange) -> {
                  switch (request.path("messages").path(0).path("content").asText()) {
                    case "slow" -> fake.hang();
                    case "tools" ->
                        FakeOllama.stream(
                            exchange,
                            FakeOllama.call("read_file", "{\"path\":\"a\"}"),
                            FakeOllama.call("read_file", "{\"path\":\"b\"}"),
                            FakeOllama.done());
                    default ->
                        FakeOllama.stream(
                            exchange,
                            FakeOllama.text("hel"),
                            FakeOllama.text("lo"),
                            FakeOllama.done());
                  }
                });
    return OllamaBackend.builder(fake.url()).build();
  }

  @AfterEach
  void closeFake() {
    assertThat(fake.violations()).isEmpty();
    fake.close();
  }

  @Override
  protected ChatRequest textRequest() {
    return saying("text");
  }

  @Override
  protected Optional<ChatRequest> toolRequest() {
    return Optional.of(saying("tools"));
  }

  @Override
  protected Optional<ChatRequest> slowRequest() {
    return Optional.of(saying("slow"));
  }

  @Override
  protected Optional<ModelId> unknownModel() {
    return Optional.of(new ModelId("no-such-model:1b"));
  }

  private static ChatRequest saying(String text) {
    return new ChatRequest(
        new ModelId(FakeOllama.MODEL),
        List.of(new ChatMessage.UserMessage(text)),
        List.of(),
        Duration.ofSeconds(30));
  }
}
