package dev.bzzz.core.llm;

import java.util.List;
import java.util.Set;

/** A service that answers model calls. Safe for use by many threads. */
public interface LlmBackend extends AutoCloseable {
  /** Short name, such as {@code ollama} or {@code scripted}. */
  String name();

  /** What it can do. */
  Set<LlmFeature> features();

  /**
   * The models it serves.
   *
   * @throws dev.bzzz.core.TransientException if the service cannot be reached
   */
  List<ModelId> models();

  /**
   * Asks a model.
   *
   * @throws dev.bzzz.core.TransientException if the service cannot be reached or took too long
   * @throws dev.bzzz.core.NotFound if it does not serve the model
   * @throws dev.bzzz.core.PermanentException if it refuses the request, or the chat does not fit
   *     the model's context
   * @throws InterruptedException if interrupted while waiting
   */
  ChatReply chat(ChatRequest request, ChatListener listener) throws InterruptedException;

  @Override
  void close();
}
