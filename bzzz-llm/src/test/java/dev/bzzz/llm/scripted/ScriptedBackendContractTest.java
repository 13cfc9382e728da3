package dev.bzzz.llm.scripted;

import dev.bzzz.core.llm.ChatMessage;
import dev.bzzz.core.llm.ChatRequest;
import dev.bzzz.core.llm.LlmBackend;
import dev.bzzz.core.llm.ModelId;
import dev.bzzz.core.testkit.LlmBackendContract;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;

@NullMarked
class ScriptedBackendContractTest extends LlmBackendContract {
  private static final String SCRIPT =
      """
      {"format":"bzzz-script/1","note":"for tests","conversations":[
        {"task":"owner/repo#1","turns":[{"text":"hello"}]},
        {"task":"owner/repo#2","turns":[{"text":"","calls":[
          {"tool":"read_file","arguments":{"path":"a"}},{"tool":"finish"}]}]}]}
      """;

  @Override
  protected LlmBackend backend() {
    return ScriptedBackend.parse(SCRIPT.getBytes(StandardCharsets.UTF_8), "test");
  }

  @Override
  protected ChatRequest textRequest() {
    return about("owner/repo#1");
  }

  @Override
  protected Optional<ChatRequest> toolRequest() {
    return Optional.of(about("owner/repo#2"));
  }

  @Override
  protected Optional<ChatRequest> slowRequest() {
    return Optional.empty(); // held back by its own test: the delay is the whole script's
  }

  @Override
  protected Optional<ModelId> unknownModel() {
    return Optional.empty();
  }

  private static ChatRequest about(String task) {
    return new ChatRequest(
        ScriptedBackend.MODEL,
        List.of(new ChatMessage.UserMessage("Task: " + task + "\nDo it.")),
        List.of(),
        Duration.ofSeconds(10));
  }
}
