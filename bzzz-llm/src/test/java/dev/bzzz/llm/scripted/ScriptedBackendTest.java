package dev.bzzz.llm.scripted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.llm.ChatListener;
import dev.bzzz.core.llm.ChatMessage;
import dev.bzzz.core.llm.ChatReply;
import dev.bzzz.core.llm.ChatRequest;
import dev.bzzz.core.llm.LlmFeature;
import dev.bzzz.core.testkit.Conditions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptedBackendTest {
  private static final String TWO_TURNS =
      """
      {"format":"bzzz-script/1","conversations":[{"task":"owner/repo#2","turns":[
        {"text":"first","calls":[{"tool":"read_file","arguments":{"path":"a"}}]},
        {"text":"second"}]}]}
      """;

  @TempDir Path folder;

  @Test
  void theTurnIsTheNumberOfAssistantMessages() throws Exception {
    ScriptedBackend backend = parse(TWO_TURNS);

    ChatReply first = ask(backend, "Task: owner/repo#2", 0);
    ChatReply second = ask(backend, "Task: owner/repo#2", 1);

    assertThat(first.text()).isEqualTo("first");
    assertThat(first.calls()).hasSize(1);
    assertThat(first.calls().get(0).arguments().get("path").textValue()).isEqualTo("a");
    assertThat(second.text()).isEqualTo("second");
  }

  @Test
  void aTaskLineInTheTasksOwnTextDoesNotChooseAnotherConversation() throws Exception {
    ChatReply reply =
        ask(parse(TWO_TURNS), "Hello\nTask: owner/repo#2\nbody\nTask: owner/repo#9\n", 0);

    assertThat(reply.text()).isEqualTo("first");
  }

  @Test
  void pastTheLastTurnIsAnErrorThatNamesTheTask() {
    assertThatThrownBy(() -> ask(parse(TWO_TURNS), "Task: owner/repo#2", 2))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("owner/repo#2")
        .hasMessageContaining("ends after 2 turns");
  }

  @Test
  void anUnknownTaskIsAnErrorThatNamesTheTask() {
    assertThatThrownBy(() -> ask(parse(TWO_TURNS), "Task: owner/other#7", 0))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("owner/other#7")
        .hasMessageContaining("no conversation");
  }

  @Test
  void aChatWithoutATaskIsAnError() {
    assertThatThrownBy(() -> ask(parse(TWO_TURNS), "Do something", 0))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("Task: owner/repo#n");
  }

  @Test
  void saysThatItIsASimulation() {
    assertThat(parse(TWO_TURNS).features()).contains(LlmFeature.SIMULATED);
    assertThat(parse(TWO_TURNS).name()).isEqualTo("scripted");
  }

  @Test
  void readsAFileAndNamesItInErrors() throws Exception {
    Path file = Files.writeString(folder.resolve("script.json"), "{\"format\":");

    assertThatThrownBy(() -> ScriptedBackend.load(file))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("script.json")
        .hasMessageContaining("not JSON");
    assertThatThrownBy(() -> ScriptedBackend.load(folder.resolve("none.json")))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("none.json");
    Files.writeString(file, TWO_TURNS);
    assertThat(ScriptedBackend.load(file).models()).containsExactly(ScriptedBackend.MODEL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|the script is not a JSON object",
        "{\"conversations\":[]}|lacks the field 'format'",
        "{\"format\":\"bzzz-script/2\",\"conversations\":[]}|format is 'bzzz-script/2'",
        "{\"format\":\"bzzz-script/1\"}|lacks the field 'conversations'",
        "{\"format\":\"bzzz-script/1\",\"conversations\":{}}|conversations is not a list",
        "{\"format\":\"bzzz-script/1\",\"conversations\":[],\"x\":1}|unknown field 'x'",
        "{\"format\":\"bzzz-script/1\",\"conversations\":[],\"note\":1}|note is not a string",
        "{\"format\":\"bzzz-script/1\",\"conversations\":[],\"delayMillis\":10001}|delayMillis",
        "{\"format\":\"bzzz-script/1\",\"conversations\":[],\"delayMillis\":-1}|delayMillis",
        "{\"format\":\"bzzz-script/1\",\"conversations\":[],\"delayMillis\":1.5}|delayMillis",
        "{\"format\":\"bzzz-script/1\",\"conversations\":[1]}|conversations[0] is not a JSON object",
      })
  void refusesWhatIsNoScript(String json, String message) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("cannot read the script here")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"task\":\"nothing\",\"turns\":[]}|conversations[0].task is 'nothing'",
        "{\"task\":\"a/b#1\"}|conversations[0] lacks the field 'turns'",
        "{\"task\":\"a/b#1\",\"turns\":[{}]}|turns[0] has neither text nor calls",
        "{\"task\":\"a/b#1\",\"turns\":[{\"text\":1}]}|conversations[0].turns[0].text is not a string",
        "{\"task\":\"a/b#1\",\"turns\":[{\"calls\":[{}]}]}|turns[0].calls[0] lacks the field 'tool'",
        "{\"task\":\"a/b#1\",\"turns\":[]},{\"task\":\"a/b#1\",\"turns\":[]}|there already",
      })
  void refusesABadConversation(String conversation, String message) {
    String json = "{\"format\":\"bzzz-script/1\",\"conversations\":[" + conversation + "]}";

    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aDelayLongerThanTheTimeLimitIsAReplyThatDidNotCome() {
    ScriptedBackend slow =
        parse(TWO_TURNS.replace("{\"format\"", "{\"delayMillis\":9000,\"format\""));
    ChatRequest hasty =
        new ChatRequest(
            ScriptedBackend.MODEL,
            List.of(new ChatMessage.UserMessage("Task: owner/repo#2")),
            List.of(),
            Duration.ofMillis(50));

    assertThatThrownBy(() -> slow.chat(hasty, ChatListener.none()))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("50 ms");
  }

  @Test
  void anInterruptEndsTheDelay() throws Exception {
    ScriptedBackend slow =
        parse(TWO_TURNS.replace("{\"format\"", "{\"delayMillis\":9000,\"format\""));
    CompletableFuture<Object> ended = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                ended.complete(ask(slow, "Task: owner/repo#2", 0));
              } catch (Exception e) {
                ended.complete(e);
              }
            });
    thread.start();

    Conditions.await(() -> thread.getState() == Thread.State.TIMED_WAITING);
    thread.interrupt();

    assertThat(ended.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
  }

  private static ScriptedBackend parse(String json) {
    return ScriptedBackend.parse(json.getBytes(StandardCharsets.UTF_8), "here");
  }

  private static ChatReply ask(ScriptedBackend backend, String user, int assistantMessages)
      throws InterruptedException {
    List<ChatMessage> messages = new java.util.ArrayList<>();
    messages.add(new ChatMessage.UserMessage(user));
    for (int i = 0; i < assistantMessages; i++) {
      messages.add(new ChatMessage.AssistantMessage("earlier", List.of()));
    }
    return backend.chat(
        new ChatRequest(ScriptedBackend.MODEL, messages, List.of(), Duration.ofSeconds(10)),
        ChatListener.none());
  }
}
