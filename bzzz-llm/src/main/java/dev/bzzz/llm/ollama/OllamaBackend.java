package dev.bzzz.llm.ollama;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.llm.ChatListener;
import dev.bzzz.core.llm.ChatReply;
import dev.bzzz.core.llm.ChatRequest;
import dev.bzzz.core.llm.LlmBackend;
import dev.bzzz.core.llm.LlmFeature;
import dev.bzzz.core.llm.ModelId;
import io.github.ollama4j.Ollama;
import io.github.ollama4j.exceptions.OllamaException;
import io.github.ollama4j.models.chat.OllamaChatResult;
import io.github.ollama4j.models.request.OllamaChatEndpointCaller;
import io.github.ollama4j.utils.OptionsBuilder;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Models served by Ollama, asked through Ollama4j. Safe for use by many threads; at most {@value
 * #MAX_CALLS} calls run at once.
 *
 * <p>A chat that would not fit the context is refused, never cut: Ollama by itself drops the oldest
 * messages. The library executes no tools. Every call runs on a thread of its own, so that the time
 * limit covers the whole reply and an interrupt ends the wait at once.
 */
public final class OllamaBackend implements LlmBackend {
  /** Most calls at the same time. */
  public static final int MAX_CALLS = 32;

  /** Context of a model unless set otherwise, in tokens. */
  public static final int DEFAULT_CONTEXT_TOKENS = 16_384;

  /** The smallest context that can be set, in tokens. */
  public static final int MIN_CONTEXT_TOKENS = 512;

  /** The largest context that can be set, in tokens. */
  public static final int MAX_CONTEXT_TOKENS = 1 << 22;

  private static final Duration LIST_TIMEOUT = Duration.ofSeconds(10);

  private final String url;
  private final int contextTokens;
  private final double temperature;
  private final Troubles troubles;
  private final ExecutorService executor;

  private OllamaBackend(Builder builder) {
    this.url = builder.url;
    this.contextTokens = builder.contextTokens;
    this.temperature = builder.temperature;
    this.troubles = new Troubles(url);
    Translation.prepare();
    this.executor =
        new ThreadPoolExecutor(
            0,
            MAX_CALLS,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "bzzz-ollama");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Options for a backend.
   *
   * @param url where Ollama listens, such as {@code http://localhost:11434}
   * @throws IllegalArgumentException if it is no http or https address, or holds a password
   */
  public static Builder builder(URI url) {
    return new Builder(url);
  }

  @Override
  public String name() {
    return "ollama";
  }

  @Override
  public Set<LlmFeature> features() {
    return Set.of(LlmFeature.TOOLS, LlmFeature.STREAMING);
  }

  @Override
  public List<ModelId> models() {
    try {
      return list();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientException("interrupted while asking Ollama at " + url, e);
    }
  }

  @Override
  public ChatReply chat(ChatRequest request, ChatListener listener) throws InterruptedException {
    long estimate = Translation.estimatedTokens(request);
    if (estimate >= contextTokens) {
      throw troubles.overflow(request.model(), "about " + estimate + " tokens", contextTokens);
    }
    // Parts of the text, then an empty one; bounded by what the collector takes.
    BlockingQueue<Optional<String>> parts = new LinkedBlockingQueue<>();
    ReplyCollector collector = new ReplyCollector(part -> parts.add(Optional.of(part)));
    Future<ChatReply> reply =
        submit(
            () -> {
              try {
                return exchange(request, collector);
              } finally {
                parts.add(Optional.empty());
              }
            });
    try {
      hear(request.timeout(), parts, listener);
      return reply.get();
    } catch (ExecutionException e) {
      throw troubles.broken(e.getCause());
    } finally {
      collector.cancel();
      reply.cancel(true);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private void hear(Duration timeout, BlockingQueue<Optional<String>> parts, ChatListener listener)
      throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      long left = timeout.toNanos() - (System.nanoTime() - start);
      Optional<String> part = parts.poll(left, TimeUnit.NANOSECONDS);
      if (part == null) {
        throw troubles.tooSlow("reply", timeout);
      }
      if (part.isEmpty()) {
        return;
      }
      listener.text(part.get());
    }
  }

  /** One request and its reply, on a thread of the executor. */
  private ChatReply exchange(ChatRequest request, ReplyCollector collector)
      throws IOException, InterruptedException {
    // Not Ollama.chat: it would call tools itself, and hides which exception it met.
    OllamaChatEndpointCaller caller =
        new OllamaChatEndpointCaller(url, null, seconds(request.timeout()));
    String error;
    try {
      OllamaChatResult result = caller.call(Translation.request(request, options()), collector);
      error = result.getResponseModel().getError();
    } catch (OllamaException e) {
      throw refused(request.model(), String.valueOf(e.getMessage()));
    } catch (NullPointerException e) {
      throw troubles.endedEarly(""); // the library met a body without a message
    }
    if (!collector.done()) {
      throw error == null
          ? troubles.endedEarly("")
          : troubles.answered(request.model(), error, contextTokens);
    }
    return checked(request.model(), collector);
  }

  private ChatReply checked(ModelId model, ReplyCollector collector) {
    ChatReply reply = collector.reply();
    if (reply.promptTokens() >= contextTokens) {
      throw troubles.overflow(model, reply.promptTokens() + " tokens read", contextTokens);
    }
    if (collector.doneReason().equals("length")) {
      throw troubles.overflow(model, "no room was left for the reply", contextTokens);
    }
    return reply;
  }

  private BzzzException refused(ModelId model, String message) {
    BzzzException meant = troubles.answered(model, message, contextTokens);
    if (meant instanceof TransientException && !pulled(model)) {
      return troubles.notPulled(model);
    }
    return meant;
  }

  private boolean pulled(ModelId model) {
    List<ModelId> models;
    try {
      models = listed();
    } catch (OllamaException e) {
      return true; // not known; the first error counts
    }
    return models.contains(model) || models.contains(new ModelId(model.name() + ":latest"));
  }

  private List<ModelId> list() throws InterruptedException {
    Future<List<ModelId>> models = submit(this::listed);
    try {
      return models.get(LIST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw troubles.tooSlow("list its models", LIST_TIMEOUT);
    } catch (ExecutionException e) {
      throw troubles.broken(e.getCause());
    } finally {
      models.cancel(true);
    }
  }

  private List<ModelId> listed() throws OllamaException {
    Ollama client = new Ollama(url);
    client.setRequestTimeoutSeconds(seconds(LIST_TIMEOUT));
    return Translation.names(client.listModels()).stream().map(ModelId::new).toList();
  }

  private <T> Future<T> submit(Callable<T> call) {
    try {
      return executor.submit(call);
    } catch (RejectedExecutionException e) {
      throw new TransientException(
          "cannot ask Ollama at " + url + ": closed, or " + MAX_CALLS + " calls are running", e);
    }
  }

  private Map<String, Object> options() {
    return new OptionsBuilder()
        .setNumCtx(contextTokens)
        .setTemperature((float) temperature)
        .build()
        .getOptionsMap();
  }

  private static long seconds(Duration duration) {
    return Math.max(1, duration.plusMillis(999).toSeconds());
  }

  /** Options for an {@link OllamaBackend}. Confined to one thread. */
  public static final class Builder {
    private final String url;
    private int contextTokens = DEFAULT_CONTEXT_TOKENS;
    private double temperature;

    private Builder(URI url) {
      String scheme = String.valueOf(url.getScheme());
      if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
        throw new IllegalArgumentException(
            "Ollama's address is written http://host:port, not '" + url + "'");
      }
      if (url.getUserInfo() != null || url.getQuery() != null || url.getFragment() != null) {
        throw new IllegalArgumentException(
            "Ollama's address holds a host, a port and a path, nothing else");
      }
      this.url = url.toString().replaceAll("/+$", "");
    }

    /**
     * Sets how many tokens the model's context has ({@code num_ctx}); {@value
     * #DEFAULT_CONTEXT_TOKENS} unless set. More needs more memory where Ollama runs.
     */
    public Builder contextTokens(int tokens) {
      if (tokens < MIN_CONTEXT_TOKENS || tokens > MAX_CONTEXT_TOKENS) {
        throw new IllegalArgumentException(
            "a context has " + MIN_CONTEXT_TOKENS + " to " + MAX_CONTEXT_TOKENS + " tokens");
      }
      this.contextTokens = tokens;
      return this;
    }

    /** Sets how freely the model chooses words, 0 (the default) to 2. */
    public Builder temperature(double value) {
      if (!(value >= 0 && value <= 2)) {
        throw new IllegalArgumentException("a temperature is from 0 to 2");
      }
      this.temperature = value;
      return this;
    }

    /** Makes the backend; it connects with the first call. */
    public OllamaBackend build() {
      return new OllamaBackend(this);
    }
  }
}
