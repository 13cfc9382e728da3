package dev.bzzz.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.llm.ChatListener;
import dev.bzzz.core.llm.ChatReply;
import dev.bzzz.core.llm.ChatRequest;
import dev.bzzz.core.llm.LlmBackend;
import dev.bzzz.core.llm.LlmFeature;
import dev.bzzz.core.llm.ModelId;
import dev.bzzz.core.llm.ToolCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link LlmBackend} keeps to. Implementers supply a backend and requests for it. */
public abstract class LlmBackendContract {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private LlmBackend backend;

  /** A fresh backend. */
  protected abstract LlmBackend backend() throws Exception;

  /** A request that is answered with text. */
  protected abstract ChatRequest textRequest();

  /** A request that is answered with at least one tool call; asked for with TOOLS only. */
  protected abstract Optional<ChatRequest> toolRequest();

  /** A request that is not answered for at least 20 seconds, if there is one. */
  protected abstract Optional<ChatRequest> slowRequest();

  /** A model that it does not serve, if there is one. */
  protected abstract Optional<ModelId> unknownModel();

  @BeforeEach
  final void open() throws Exception {
    backend = backend();
  }

  @AfterEach
  final void close() {
    backend.close();
  }

  @Test
  final void namesItselfInLowerCase() {
    assertThat(backend.name()).matches("[a-z][a-z0-9-]*");
  }

  @Test
  final void listsTheModelItAnswersWith() {
    assertThat(backend.models()).contains(textRequest().model());
  }

  @Test
  final void answersWithText() throws Exception {
    ChatReply reply = backend.chat(textRequest(), ChatListener.none());

    assertThat(reply.text()).isNotBlank();
    assertThat(reply.promptTokens()).isGreaterThanOrEqualTo(-1);
    assertThat(reply.replyTokens()).isGreaterThanOrEqualTo(-1);
  }

  @Test
  final void answersTheSameRequestAgain() throws Exception {
    backend.chat(textRequest(), ChatListener.none());

    assertThat(backend.chat(textRequest(), ChatListener.none()).text()).isNotBlank();
  }

  @Test
  final void callsToolsWithIdsThatTellThemApart() throws Exception {
    assumeTrue(backend.features().contains(LlmFeature.TOOLS), "the backend calls no tools");
    ChatRequest request = toolRequest().orElseThrow();

    List<ToolCall> calls = backend.chat(request, ChatListener.none()).calls();

    assertThat(calls).isNotEmpty();
    assertThat(calls).extracting(ToolCall::id).doesNotHaveDuplicates().doesNotContain("");
    assertThat(calls).allSatisfy(call -> assertThat(call.arguments().isObject()).isTrue());
  }

  @Test
  final void theListenerHearsTheWholeTextOnTheCallersThread() throws Exception {
    assumeTrue(backend.features().contains(LlmFeature.STREAMING), "the backend does not stream");
    StringBuilder heard = new StringBuilder();
    List<Thread> threads = new ArrayList<>();

    ChatReply reply =
        backend.chat(
            textRequest(),
            part -> {
              heard.append(part);
              threads.add(Thread.currentThread());
            });

    assertThat(heard.toString()).isEqualTo(reply.text());
    assertThat(threads).containsOnly(Thread.currentThread());
  }

  @Test
  final void anErrorOfTheListenerReachesTheCaller() throws Exception {
    assumeTrue(backend.features().contains(LlmFeature.STREAMING), "the backend does not stream");

    assertThatThrownBy(
            () ->
                backend.chat(
                    textRequest(),
                    part -> {
                      throw new IllegalStateException("the display broke");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the display broke");
    assertThat(backend.chat(textRequest(), ChatListener.none()).text()).isNotBlank();
  }

  @Test
  final void answersManyThreadsAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<ChatReply>> replies = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        replies.add(threads.submit(() -> backend.chat(textRequest(), ChatListener.none())));
      }

      for (Future<ChatReply> reply : replies) {
        assertThat(reply.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).text()).isNotBlank();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  final void aModelItDoesNotServeIsNotFound() {
    assumeTrue(unknownModel().isPresent(), "the backend answers for any model");
    ModelId unknown = unknownModel().orElseThrow();
    ChatRequest request = textRequest();

    assertThatThrownBy(
            () ->
                backend.chat(
                    new ChatRequest(
                        unknown, request.messages(), request.tools(), request.timeout()),
                    ChatListener.none()))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining(unknown.name());
  }

  @Test
  final void givesUpWhenTheTimeIsOver() {
    assumeTrue(slowRequest().isPresent(), "no request makes the backend slow");
    ChatRequest slow = slowRequest().orElseThrow();
    ChatRequest hasty =
        new ChatRequest(slow.model(), slow.messages(), slow.tools(), Duration.ofMillis(200));

    assertThatThrownBy(() -> backend.chat(hasty, ChatListener.none()))
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("200 ms");
  }

  @Test
  final void anInterruptEndsTheWait() throws Exception {
    assumeTrue(slowRequest().isPresent(), "no request makes the backend slow");
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    AtomicReference<Thread> thread = new AtomicReference<>();
    Thread caller =
        new Thread(
            () -> {
              try {
                backend.chat(slowRequest().orElseThrow(), ChatListener.none());
                ended.completeExceptionally(new AssertionError("it answered"));
              } catch (Throwable e) {
                ended.complete(e);
              }
            });
    thread.set(caller);
    caller.start();

    Conditions.await(() -> caller.getState() == Thread.State.TIMED_WAITING);
    caller.interrupt();

    assertThat(ended.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
  }

  @Test
  final void anInterruptFromBeforeEndsTheCall() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> backend.chat(textRequest(), ChatListener.none()))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }
}
