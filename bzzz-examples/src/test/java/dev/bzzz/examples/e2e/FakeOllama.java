package dev.bzzz.examples.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fake of Ollama: no model runs, recorded tool calls are played, in the form of {@link
 * dev.bzzz.llm.scripted.ScriptedBackend}. Listens on a free loopback port.
 */
final class FakeOllama implements AutoCloseable {
  private static final Pattern TASK = Pattern.compile("(?m)^Task: (\\S+)$");

  private final JsonMapper json = new JsonMapper();
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final JsonNode script;
  private final String model;
  private final HttpServer server;

  /**
   * @param model the only one it has
   * @param script resource beside this class
   */
  FakeOllama(String model, String script) throws IOException {
    this.model = model;
    try (InputStream in = FakeOllama.class.getResourceAsStream(script)) {
      this.script = json.readTree(Objects.requireNonNull(in, script));
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/api/tags", exchange -> answer(exchange, 200, tags()));
    server.createContext("/api/chat", this::chat);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private JsonNode tags() {
    ObjectNode tags = json.createObjectNode();
    tags.putArray("models").addObject().put("name", model).put("size", 1);
    return tags;
  }

  private void chat(HttpExchange exchange) throws IOException {
    JsonNode request = json.readTree(exchange.getRequestBody());
    String task = task(request);
    int turn = 0;
    for (JsonNode message : request.path("messages")) {
      turn += message.path("role").asText().equals("assistant") ? 1 : 0;
    }
    for (JsonNode conversation : script.path("conversations")) {
      if (conversation.path("task").asText().equals(task)
          && conversation.path("turns").has(turn)
          && request.path("model").asText().equals(model)) {
        answer(exchange, 200, reply(conversation.path("turns").get(turn)));
        return;
      }
    }
    String why = "this fake knows no turn " + turn + " of task '" + task + "'";
    answer(exchange, 404, json.createObjectNode().put("error", why));
  }

  private static String task(JsonNode request) {
    for (JsonNode message : request.path("messages")) {
      Matcher line = TASK.matcher(message.path("content").asText());
      if (message.path("role").asText().equals("user") && line.find()) {
        return line.group(1);
      }
    }
    return "";
  }

  /** The whole reply in one part of the stream. */
  private JsonNode reply(JsonNode turn) {
    ObjectNode reply = json.createObjectNode().put("model", model).put("done", true);
    reply.put("done_reason", "stop").put("prompt_eval_count", 1).put("eval_count", 1);
    ObjectNode message = reply.putObject("message").put("role", "assistant");
    message.put("content", turn.path("text").asText());
    for (JsonNode call : turn.path("calls")) {
      message
          .withArray("tool_calls")
          .addObject()
          .putObject("function")
          .put("name", call.path("tool").asText())
          .set("arguments", call.path("arguments"));
    }
    return reply;
  }

  private void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] bytes = (json.writeValueAsString(body) + "\n").getBytes(UTF_8);
    exchange.getResponseHeaders().add("Server", "a fake of Ollama, for tests");
    exchange.getResponseHeaders().add("Content-Type", "application/x-ndjson");
    exchange.sendResponseHeaders(status, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }
}
