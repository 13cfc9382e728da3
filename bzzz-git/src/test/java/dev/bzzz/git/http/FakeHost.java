package dev.bzzz.git.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** A host on this machine that answers as a test says, and remembers what it was asked. */
public final class FakeHost implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private volatile Function<Asked, Reply> answers = request -> Reply.json(200, "{}");

  /** What was asked, with the names of headers in lower case. */
  public record Asked(String verb, String path, Map<String, String> headers, String body) {
    /** A header, empty when it was not sent. */
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** What to answer: headers are pairs of name and value. */
  public record Reply(int status, String body, List<String> headers) {
    /** JSON. */
    public static Reply json(int status, String body) {
      return new Reply(status, body, List.of("Content-Type", "application/json"));
    }

    /** The same with one header more. */
    public Reply with(String name, Object value) {
      List<String> more = new ArrayList<>(headers);
      more.add(name);
      more.add(value.toString());
      return new Reply(status, body, more);
    }
  }

  private FakeHost(HttpServer server) {
    this.server = server;
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** A host that speaks http. */
  public static FakeHost start() {
    try {
      return new FakeHost(HttpServer.create(new InetSocketAddress(loopback(), 0), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static FakeHost startTls(SSLContext context) throws IOException {
    HttpsServer server = HttpsServer.create(new InetSocketAddress(loopback(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return new FakeHost(server);
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  /** Its address, with a path. */
  public URI url() {
    String scheme = server instanceof HttpsServer ? "https" : "http";
    return URI.create(scheme + "://localhost:" + server.getAddress().getPort() + "/api/v3");
  }

  /** What it answers from now on. */
  public FakeHost answers(Function<Asked, Reply> how) {
    answers = how;
    return this;
  }

  /** Everything it was asked. */
  public List<Asked> asked() {
    return asked;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Asked request =
          new Asked(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              exchange.getRequestHeaders().entrySet().stream()
                  .collect(
                      Collectors.toMap(
                          each -> each.getKey().toLowerCase(java.util.Locale.ROOT),
                          each -> each.getValue().get(0))),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      asked.add(request);
      Reply reply = answers.apply(request);
      for (int i = 0; i < reply.headers().size(); i += 2) {
        exchange.getResponseHeaders().add(reply.headers().get(i), reply.headers().get(i + 1));
      }
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      boolean none = body.length == 0 || reply.status() == 304;
      exchange.sendResponseHeaders(reply.status(), none ? -1 : body.length);
      if (!none) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
