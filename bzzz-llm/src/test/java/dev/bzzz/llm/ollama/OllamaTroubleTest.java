package dev.bzzz.llm.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.llm.ChatListener;
import dev.bzzz.core.llm.ChatMessage;
import dev.bzzz.core.llm.ChatRequest;
import dev.bzzz.core.llm.ModelId;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way a call of Ollama can go wrong, told apart. */
class OllamaTroubleTest extends OllamaHarness {
  @Test
  void aMissingModelSaysHowToPullIt() {
    assertThatThrownBy(
            () ->
                backend.chat(
                    new ChatRequest(
                        new ModelId("qwen:1b"),
                        List.of(new ChatMessage.UserMessage("go")),
                        List.of(),
                        Duration.ofSeconds(20)),
                    ChatListener.none()))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("`ollama pull qwen:1b`");
  }

  @Test
  void aServerThatIsNotThereSaysHowToStartIt() throws Exception {
    URI nobody = nobody();
    try (OllamaBackend lost = OllamaBackend.builder(nobody).build()) {
      assertThatThrownBy(() -> lost.chat(request("go", Duration.ofSeconds(20)), part -> {}))
          .isInstanceOf(TransientException.class)
          .hasMessageContaining(nobody.toString())
          .hasMessageContaining("`ollama serve`")
          .hasMessageContaining("`llm.url`");
      assertThatThrownBy(lost::models)
          .isInstanceOf(TransientException.class)
          .hasMessageContaining("`ollama serve`");
    }
  }

  @Test
  void aServerErrorMayPass() {
    fake.chat((request, exchange) -> FakeOllama.body(exchange, 500, "{\"error\":\"no memory\"}"));

    assertThatThrownBy(() -> ask("go"))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("no memory");
  }

  @Test
  void aModelWithoutToolsIsRefusedForGood() {
    fake.chat(
        (request, exchange) ->
            FakeOllama.body(exchange, 400, "{\"error\":\"x does not support tools\"}"));

    assertThatThrownBy(() -> ask("go"))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("cannot call tools");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>busy</html>", "{\"message\":", "[1,2]", "null", "{\"message\":7}"})
  void garbageIsAnErrorAndNeverAReply(String garbage) {
    fake.chat((request, exchange) -> FakeOllama.body(exchange, 200, garbage));

    assertThatThrownBy(() -> ask("go"))
        .isInstanceOfAny(PermanentException.class, TransientException.class)
        .hasMessageContaining(fake.url().toString());
  }

  @Test
  void anotherServicesErrorPageIsRefusedForGood() {
    fake.chat((request, exchange) -> FakeOllama.body(exchange, 404, "404 page not found"));

    assertThatThrownBy(() -> ask("go"))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("not what Ollama answers");
  }

  @Test
  void aReplyWithoutAnEndIsNotTakenForWhole() {
    fake.chat((request, exchange) -> FakeOllama.stream(exchange, FakeOllama.text("half")));

    assertThatThrownBy(() -> ask("go"))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("closed before it was complete");
  }

  @Test
  void anEmptyReplyIsNotTakenForWhole() {
    fake.chat((request, exchange) -> FakeOllama.body(exchange, 200, "\n"));

    assertThatThrownBy(() -> ask("go"))
        .isInstanceOfAny(TransientException.class, PermanentException.class)
        .hasMessageContaining(fake.url().toString());
  }

  @Test
  void aConnectionThatBreaksInTheMiddleMayPass() {
    fake.chat(
        (request, exchange) -> {
          exchange.sendResponseHeaders(200, 10_000); // promises more than it sends
          OutputStream out = exchange.getResponseBody();
          out.write((FakeOllama.text("half") + "\n").getBytes(StandardCharsets.UTF_8));
          out.flush();
          exchange.close();
        });

    assertThatThrownBy(() -> ask("go"))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("lost the connection");
  }

  @Test
  void anErrorInTheMiddleOfAReplyIsTold() {
    fake.chat(
        (request, exchange) ->
            FakeOllama.stream(
                exchange, FakeOllama.text("half"), "{\"error\":\"the model crashed\"}"));

    assertThatThrownBy(() -> ask("go"))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("the model crashed");
  }

  @Test
  void aServerThatStopsInTheMiddleOfAReplyIsGivenUp() {
    fake.chat(
        (request, exchange) -> {
          exchange.sendResponseHeaders(200, 0);
          exchange
              .getResponseBody()
              .write((FakeOllama.text("half") + "\n").getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          fake.hang();
        });

    assertThatThrownBy(
            () -> backend.chat(request("go", Duration.ofMillis(400)), ChatListener.none()))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("400 ms");
  }

  @Test
  void aChatThatDoesNotFitIsNotEvenSent() {
    assertThatThrownBy(() -> ask("x".repeat(4 * 4096)))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("does not fit its context of 4096 tokens");
    assertThat(fake.requests()).isEmpty();
  }

  @Test
  void aPromptThatFilledTheContextIsAnErrorBecauseItWasCut() {
    fake.chat(
        (request, exchange) ->
            FakeOllama.stream(exchange, FakeOllama.text("yes"), FakeOllama.done("stop", 4096)));

    assertThatThrownBy(() -> ask("go"))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("does not fit");
  }

  @Test
  void aReplyThatWasCutIsAnError() {
    fake.chat(
        (request, exchange) ->
            FakeOllama.stream(exchange, FakeOllama.text("ye"), FakeOllama.done("length", 11)));

    assertThatThrownBy(() -> ask("go"))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("no room was left");
  }

  @Test
  void aReplyThatNeverEndsIsGivenUp() {
    String much = FakeOllama.text("x".repeat(1 << 16));
    fake.chat(
        (request, exchange) -> {
          String[] lines = new String[40];
          java.util.Arrays.fill(lines, much);
          FakeOllama.stream(exchange, lines);
        });

    assertThatThrownBy(() -> ask("go"))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("does not end");
  }

  @Test
  void errorTextOfTheServerCannotRepaintATerminal() {
    fake.chat(
        (request, exchange) ->
            FakeOllama.body(
                exchange, 500, "{\"error\":\"a\\u001b[2Jb\\nc" + "x".repeat(999) + "\"}"));

    assertThatThrownBy(() -> ask("go"))
        .satisfies(
            e -> assertThat(e.getMessage()).doesNotContain("\u001b", "\n").hasSizeLessThan(500));
  }
}
