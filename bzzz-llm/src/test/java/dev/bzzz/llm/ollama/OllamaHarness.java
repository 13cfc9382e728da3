package dev.bzzz.llm.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.llm.ChatListener;
import dev.bzzz.core.llm.ChatMessage;
import dev.bzzz.core.llm.ChatReply;
import dev.bzzz.core.llm.ChatRequest;
import dev.bzzz.core.llm.ModelId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A backend with a small context and the fake it talks to. */
abstract class OllamaHarness {
  private static final List<Socket> KEPT = new CopyOnWriteArrayList<>();

  FakeOllama fake;
  OllamaBackend backend;

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

  final ChatReply ask(String text) throws InterruptedException {
    return backend.chat(request(text, Duration.ofSeconds(20)), ChatListener.none());
  }

  final ChatReply ask(ChatMessage message) throws InterruptedException {
    return backend.chat(
        new ChatRequest(
            new ModelId(FakeOllama.MODEL), List.of(message), List.of(), Duration.ofSeconds(20)),
        ChatListener.none());
  }

  static ChatRequest request(String text, Duration timeout) {
    return new ChatRequest(
        new ModelId(FakeOllama.MODEL),
        List.of(new ChatMessage.UserMessage(text)),
        List.of(),
        timeout);
  }

  /** An address where nobody listens, nor ever will: its port is kept, unused. */
  static URI nobody() throws IOException {
    Socket kept = new Socket();
    kept.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    KEPT.add(kept);
    return URI.create("http://127.0.0.1:" + kept.getLocalPort());
  }
}
