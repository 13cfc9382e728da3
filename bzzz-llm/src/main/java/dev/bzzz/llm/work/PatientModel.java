package dev.bzzz.llm.work;

import dev.bzzz.core.TransientException;
import dev.bzzz.core.llm.ChatListener;
import dev.bzzz.core.llm.ChatMessage;
import dev.bzzz.core.llm.ChatReply;
import dev.bzzz.core.llm.ChatRequest;
import dev.bzzz.core.llm.LlmBackend;
import dev.bzzz.core.llm.ModelId;
import dev.bzzz.core.llm.ToolSpec;
import java.time.Duration;
import java.util.List;

/** Asks a model, and again after waits that grow when the backend has trouble that may pass. */
final class PatientModel {
  private static final int MAX_TRIES = 4;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration MAX_WAIT = Duration.ofMinutes(1);

  private final LlmBackend backend;
  private final ModelId model;
  private final Duration timeout;
  private final Sleeper sleeper;

  PatientModel(LlmBackend backend, ModelId model, Duration timeout, Sleeper sleeper) {
    this.backend = backend;
    this.model = model;
    this.timeout = timeout;
    this.sleeper = sleeper;
  }

  /**
   * The model's reply.
   *
   * @throws TransientException if the last try failed or the work's time is over
   */
  ChatReply ask(List<ChatMessage> messages, List<ToolSpec> tools, Job job)
      throws InterruptedException {
    Duration wait = FIRST_WAIT;
    for (int attempt = 1; ; attempt++) {
      Duration limit = job.deadline().within(timeout);
      try {
        return backend.chat(new ChatRequest(model, messages, tools, limit), ChatListener.none());
      } catch (TransientException e) {
        if (attempt == MAX_TRIES || job.deadline().passed()) {
          throw e;
        }
        Duration asked = e.retryAfter().compareTo(wait) > 0 ? e.retryAfter() : wait;
        Duration pause = job.deadline().within(asked.compareTo(MAX_WAIT) < 0 ? asked : MAX_WAIT);
        job.progress("asks the model again in " + pause.toSeconds() + " s: " + e.getMessage());
        sleeper.sleep(pause);
        wait = wait.multipliedBy(2);
      }
    }
  }
}
