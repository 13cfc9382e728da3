package dev.bzzz.llm.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.llm.ChatListener;
import dev.bzzz.core.llm.ChatMessage;
import dev.bzzz.core.llm.ChatReply;
import dev.bzzz.core.llm.ChatRequest;
import dev.bzzz.core.llm.ModelId;
import dev.bzzz.core.llm.ToolCall;
import dev.bzzz.core.llm.ToolSpec;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to Ollama and how its answers are read. */
class OllamaBackendTest extends OllamaHarness {
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
}
