package dev.bzzz.llm.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.agent.WorkContext;
import dev.bzzz.core.agent.WorkResult;
import dev.bzzz.core.llm.ChatListener;
import dev.bzzz.core.llm.ChatMessage;
import dev.bzzz.core.llm.ChatReply;
import dev.bzzz.core.llm.ChatRequest;
import dev.bzzz.core.llm.LlmBackend;
import dev.bzzz.core.llm.LlmFeature;
import dev.bzzz.core.llm.ModelId;
import dev.bzzz.core.llm.ToolCall;
import dev.bzzz.core.sandbox.Sandbox;
import dev.bzzz.core.sandbox.SandboxCommand;
import dev.bzzz.core.sandbox.SandboxFeature;
import dev.bzzz.core.sandbox.SandboxResult;
import dev.bzzz.core.testkit.DirectSandbox;
import dev.bzzz.core.testkit.FolderWorkspace;
import dev.bzzz.core.testkit.SampleWork;
import dev.bzzz.llm.scripted.ScriptedBackend;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A worker on the sample repository, and what it asked and told. */
abstract class WorkerHarness {
  @TempDir Path folder;

  final List<String> steps = new ArrayList<>();
  final List<ChatRequest> asked = new ArrayList<>();
  final List<Duration> waits = new ArrayList<>();
  FolderWorkspace workspace;

  @BeforeEach
  void open() {
    workspace = FolderWorkspace.of(folder, SampleWork.FILES);
  }

  static Scripts hello(Scripts script) {
    return script
        .turn("write_file", "path", "greeting.txt", "content", "hello\n")
        .turn("write_file", "path", "tests/greeting.sh", "content", SampleWork.GREETING_TEST)
        .turn("finish", "summary", "Says hello.");
  }

  final String failure(Scripts script) throws Exception {
    WorkResult result = work(script.backend());
    assertThat(result).isInstanceOf(WorkResult.Failed.class);
    String reason = ((WorkResult.Failed) result).reason();
    assertThat(reason).isNotBlank().doesNotContain("\n", "\u001b");
    return reason;
  }

  final WorkResult work(LlmBackend backend) throws Exception {
    return worker(backend)
        .build()
        .work(SampleWork.task(), workspace, new DirectSandbox(), context());
  }

  final ToolLoopWorker.Builder worker(LlmBackend backend) {
    return ToolLoopWorker.builder(new Listening(backend, asked), ScriptedBackend.MODEL)
        .time(System::nanoTime, waits::add);
  }

  final WorkContext context() {
    return SampleWork.context(Duration.ofMinutes(1), steps::add);
  }

  /** Answers of the tools the model has heard, in order. */
  final List<String> answers() {
    return asked.get(asked.size() - 1).messages().stream()
        .filter(ChatMessage.ToolMessage.class::isInstance)
        .map(ChatMessage::text)
        .collect(Collectors.toList());
  }

  final ChatMessage lastMessage() {
    List<ChatMessage> messages = asked.get(asked.size() - 1).messages();
    return messages.get(messages.size() - 1);
  }

  static ToolCall call(String tool, String... namesAndValues) {
    var arguments = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      arguments.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new ToolCall("id", tool, arguments);
  }

  /** A backend that gives one reply and then none. */
  static LlmBackend replying(ChatReply reply) {
    return new Flaky(new Scripts().backend(), 0) {
      @Override
      public ChatReply chat(ChatRequest request, ChatListener listener) {
        boolean first =
            request.messages().stream().noneMatch(ChatMessage.AssistantMessage.class::isInstance);
        if (first) {
          return reply;
        }
        throw new PermanentException("no more");
      }
    };
  }

  /** Notes down what it runs. */
  record RecordingSandbox(List<SandboxCommand> commands) implements Sandbox {
    @Override
    public String name() {
      return "recording";
    }

    @Override
    public Set<SandboxFeature> features() {
      return Set.of();
    }

    @Override
    public SandboxResult run(SandboxCommand command) throws InterruptedException {
      commands.add(command);
      return new DirectSandbox().run(command);
    }

    @Override
    public void close() {
      // holds nothing
    }
  }

  /** Fails some times before it answers. */
  static class Flaky implements LlmBackend {
    private final LlmBackend good;
    private final Set<LlmFeature> features;
    private int failures;

    Flaky(LlmBackend good, int failures) {
      this(good, failures, good.features());
    }

    Flaky(LlmBackend good, int failures, Set<LlmFeature> features) {
      this.good = good;
      this.failures = failures;
      this.features = features;
    }

    @Override
    public String name() {
      return "flaky";
    }

    @Override
    public Set<LlmFeature> features() {
      return features;
    }

    @Override
    public List<ModelId> models() {
      return good.models();
    }

    @Override
    public ChatReply chat(ChatRequest request, ChatListener listener) throws InterruptedException {
      if (failures-- > 0) {
        throw new TransientException("the service is busy", Duration.ZERO);
      }
      return good.chat(request, listener);
    }

    @Override
    public void close() {
      good.close();
    }
  }

  /** Notes down what the model is asked. */
  private static final class Listening extends Flaky {
    private final List<ChatRequest> asked;

    Listening(LlmBackend good, List<ChatRequest> asked) {
      super(good, 0);
      this.asked = asked;
    }

    @Override
    public ChatReply chat(ChatRequest request, ChatListener listener) throws InterruptedException {
      asked.add(request);
      return super.chat(request, listener);
    }
  }
}
