package dev.bzzz.llm.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.llm.ChatListener;
import dev.bzzz.core.llm.ChatMessage;
import dev.bzzz.core.llm.ChatReply;
import dev.bzzz.core.llm.ChatRequest;
import dev.bzzz.core.llm.ModelId;
import dev.bzzz.core.llm.ToolCall;
import dev.bzzz.core.llm.ToolSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OllamaBackendTest {
  private FakeOllama fake;
  private OllamaBackend backend;

  @BeforeEach
  void open() throws IOException {
    fake = new FakeOllama();
    backend = OllamaBackend.builder(fake.url()).contextTokens(4096).build();
  }

  @AfterEach
  void close() {
    backend.close();
    fake.close();
    assertThat(fake.violations()).isEmpty();
  }

  @Test
  void sendsTheWholeChatWithItsToolsAsOllamaWantsIt() throws Exception {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("path", "a");
    arguments.putArray("command").add("x").add("y");
    List<ChatMessage> messages =
        List.of(
            new ChatMessage.SystemMessage("rules"),
            new ChatMessage.UserMessage("task"),
            new ChatMessage.AssistantMessage(
                "I look", List.of(new ToolCall("c1", "run", arguments))),
            new ChatMessage.ToolMessage("c1", "run", "exit 0"));
    ToolSpec tool =
        new ToolSpec(
            "run",
            "Runs.",
            (ObjectNode)
                new JsonMapper()
                    .readTree(
                        "{\"type\":\"object\",\"properties\":{\"command\":{\"type\":\"array\","
                            + "\"items\":{\"type\":\"string\"}}},\"required\":[\"command\"]}"));

    backend.chat(
        new ChatRequest(
            new ModelId(FakeOllama.MODEL), messages, List.of(tool), Duration.ofSeconds(20)),
        ChatListener.none());

    JsonNode sent = fake.requests().get(0);
    assertThat(sent.path("options").path("num_ctx").intValue()).isEqualTo(4096);
    assertThat(sent.path("options").path("temperature").doubleValue()).isZero();
    assertThat(sent.path("messages")).hasSize(4);
    assertThat(sent.at("/messages/2/tool_calls/0/function/arguments")).isEqualTo(arguments);
    assertThat(sent.at("/messages/3/tool_name").textValue()).isEqualTo("run");
    assertThat(sent.at("/tools/0/function/parameters")).isEqualTo(tool.parameters());
  }

  @Test
  void sendsNoArgumentsInPlaceOfThoseThatWereNoObject() throws Exception {
    ToolCall odd = new ToolCall("c1", "run", JsonNodeFactory.instance.textNode("rm"));

    ask(new ChatMessage.AssistantMessage("", List.of(odd)));

    assertThat(fake.requests().get(0).at("/messages/0/tool_calls/0/function/arguments")).isEmpty();
  }

  @Test
  void keepsToolCallsThatComeInSeveralParts() throws Exception {
    fake.chat(
        (request, exchange) ->
            FakeOllama.stream(
                exchange,
                FakeOllama.text("I look."),
                FakeOllama.call("read_file", "{\"path\":\"a\"}"),
                FakeOllama.call("run", "{\"command\":[\"sh\",\"test.sh\"]}"),
                FakeOllama.done()));

    ChatReply reply = ask("go");

    assertThat(reply.text()).isEqualTo("I look.");
    assertThat(reply.calls()).extracting(ToolCall::name).containsExactly("read_file", "run");
    assertThat(reply.calls().get(1).arguments().toString())
        .isEqualTo("{\"command\":[\"sh\",\"test.sh\"]}");
    assertThat(reply.promptTokens()).isEqualTo(11);
    assertThat(reply.replyTokens()).isEqualTo(3);
    assertThat(fake.requests()).as("the library must not call tools itself").hasSize(1);
  }

  @Test
  void readsAReplyThatComesInOnePart() throws Exception {
    fake.chat(
        (request, exchange) ->
            FakeOllama.body(
                exchange,
                200,
                FakeOllama.call("finish", "{\"summary\":\"ok\"}")
                    .replace("\"done\":false", "\"done\":true")));

    assertThat(ask("go").calls()).extracting(ToolCall::name).containsExactly("finish");
  }

  @Test
  void leavesOutWhatTheModelThinks() throws Exception {
    fake.chat(
        (request, exchange) ->
            FakeOllama.stream(
                exchange,
                "{\"message\":{\"role\":\"assistant\",\"content\":\"\",\"thinking\":\"hm\"},"
                    + "\"done\":false}",
                FakeOllama.text("yes"),
                FakeOllama.done()));

    assertThat(ask("go").text()).isEqualTo("yes");
  }

  @Test
  void listsModelsEvenWithFieldsOfANewerServer() {
    assertThat(backend.models()).containsExactly(new ModelId(FakeOllama.MODEL));
  }

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
          .hasMessageContaining("`ollama.url`");
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
          exchange.getResponseBody().write((FakeOllama.text("half") + "\n").getBytes(UTF_8));
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

  @Test
  void aClosedBackendSaysSo() {
    backend.close();

    assertThatThrownBy(() -> ask("go"))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("closed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://a",
        "localhost:11434",
        "http:///x",
        "http://me:secret@host",
        "http://a?b=c"
      })
  void refusesWhatIsNoAddress(String url) {
    assertThatThrownBy(() -> OllamaBackend.builder(URI.create(url)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContainingAny("secret");
  }

  private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;

  private ChatReply ask(String text) throws InterruptedException {
    return backend.chat(request(text, Duration.ofSeconds(20)), ChatListener.none());
  }

  private ChatReply ask(ChatMessage message) throws InterruptedException {
    return backend.chat(
        new ChatRequest(
            new ModelId(FakeOllama.MODEL), List.of(message), List.of(), Duration.ofSeconds(20)),
        ChatListener.none());
  }

  private static ChatRequest request(String text, Duration timeout) {
    return new ChatRequest(
        new ModelId(FakeOllama.MODEL),
        List.of(new ChatMessage.UserMessage(text)),
        List.of(),
        timeout);
  }

  /** An address where nobody listens. */
  private static URI nobody() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
  }
}
