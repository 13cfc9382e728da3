package dev.bzzz.llm.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A fake of Ollama: no model runs. It checks every request strictly against Ollama's API
 * (docs/api.md of Ollama) and answers as the test says. Listens on a free loopback port.
 */
final class FakeOllama implements AutoCloseable {
  static final String MODEL = "fake-coder:7b";

  private static final Set<String> REQUEST_FIELDS =
      Set.of(
          "model",
          "messages",
          "tools",
          "stream",
          "options",
          "truncate",
          "shift",
          "useTools"); // the last is Ollama4j's own and ignored by Ollama

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<JsonNode> requests = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Answer chat = (request, exchange) -> stream(exchange, text("hello"), done());
  private volatile Answer tags =
      (request, exchange) ->
          body(exchange, 200, "{\"models\":[{\"name\":\"" + MODEL + "\",\"size\":1,\"new\":{}}]}");

  /** What a test makes it answer. */
  interface Answer {
    void to(JsonNode request, HttpExchange exchange) throws IOException, InterruptedException;
  }

  FakeOllama() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/api/chat", exchange -> handle(exchange, "POST"));
    server.createContext("/api/tags", exchange -> handle(exchange, "GET"));
    server.start();
  }

  URI url() {
    return URI.create(
        "http://" + server.getAddress().getHostString() + ":" + server.getAddress().getPort());
  }

  FakeOllama chat(Answer answer) {
    this.chat = answer;
    return this;
  }

  FakeOllama tags(Answer answer) {
    this.tags = answer;
    return this;
  }

  List<JsonNode> requests() {
    return List.copyOf(requests);
  }

  /** What in the requests Ollama would not understand. */
  List<String> violations() {
    return List.copyOf(violations);
  }

  /** Answers nothing until the fake is closed. */
  void hang() throws InterruptedException {
    closed.await();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  static String text(String text) {
    return "{\"model\":\"x\",\"message\":{\"role\":\"assistant\",\"content\":\""
        + text
        + "\"},\"done\":false}";
  }

  static String call(String name, String arguments) {
    return "{\"model\":\"x\",\"message\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":["
        + "{\"function\":{\"index\":0,\"name\":\""
        + name
        + "\",\"arguments\":"
        + arguments
        + "}}]},\"done\":false}";
  }

  static String done() {
    return done("stop", 11);
  }

  static String done(String reason, int promptTokens) {
    return "{\"model\":\"x\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,"
        + "\"done_reason\":\""
        + reason
        + "\",\"prompt_eval_count\":"
        + promptTokens
        + ",\"eval_count\":3}";
  }

  static void stream(HttpExchange exchange, String... lines) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "application/x-ndjson");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      for (String line : lines) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    }
  }

  static void body(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void handle(HttpExchange exchange, String method) throws IOException {
    exchange.getResponseHeaders().add("Server", "a fake of Ollama, for tests");
    try {
      if (!exchange.getRequestMethod().equals(method)) {
        violations.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      }
      if (method.equals("GET")) {
        tags.to(new JsonMapper().createObjectNode(), exchange);
        return;
      }
      JsonNode request = new JsonMapper().readTree(exchange.getRequestBody());
      requests.add(request);
      check(request);
      if (request.path("model").asText().equals(MODEL)) {
        chat.to(request, exchange);
      } else {
        body(
            exchange,
            404,
            "{\"error\":\"model '" + request.path("model").asText() + "' not found\"}");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  private void check(JsonNode request) {
    Set<String> names = new TreeSet<>();
    request.fieldNames().forEachRemaining(names::add);
    names.removeAll(REQUEST_FIELDS);
    require(names.isEmpty(), "unknown fields " + names);
    require(request.path("stream").isBoolean(), "stream is no boolean");
    require(!request.path("truncate").asBoolean(true), "truncate is not false");
    require(!request.path("shift").asBoolean(true), "shift is not false");
    require(request.path("options").path("num_ctx").isInt(), "no options.num_ctx");
    require(request.path("options").path("temperature").isNumber(), "no options.temperature");
    require(request.path("messages").size() > 0, "no messages");
    request.path("messages").forEach(this::checkMessage);
    for (JsonNode tool : request.path("tools")) {
      require(tool.path("type").asText().equals("function"), "a tool is no function");
      JsonNode function = tool.path("function");
      require(function.path("name").asText().matches("[a-z_]+"), "a tool has no name");
      require(function.path("description").isTextual(), "a tool has no description");
      require(
          function.path("parameters").path("type").asText().equals("object"),
          "a tool's parameters are no schema of an object: " + function.path("parameters"));
    }
  }

  private void checkMessage(JsonNode message) {
    String role = message.path("role").asText();
    require(Set.of("system", "user", "assistant", "tool").contains(role), "role " + role);
    require(message.path("content").isTextual(), "a message has no content");
    if (role.equals("tool")) {
      require(message.path("tool_name").isTextual(), "a tool's answer does not name the tool");
    }
    for (JsonNode call : message.path("tool_calls")) {
      require(role.equals("assistant"), role + " calls tools");
      require(call.path("function").path("name").isTextual(), "a call has no name");
      require(call.path("function").path("arguments").isObject(), "a call's arguments are no map");
    }
  }

  private void require(boolean holds, String violation) {
    if (!holds) {
      violations.add(violation);
    }
  }
}
