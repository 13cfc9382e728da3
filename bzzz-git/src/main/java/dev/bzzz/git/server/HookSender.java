package dev.bzzz.git.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.git.local.HostedRepository;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events to webhooks, in threads of its own: at most {@link #MAX_WAITING} wait, each is
 * tried {@link #MAX_TRIES} times, and what cannot be delivered is logged and forgotten, since
 * whoever listens looks for itself now and then. Safe for use by many threads.
 */
final class HookSender implements AutoCloseable {
  /** Most deliveries that wait. */
  static final int MAX_WAITING = 1000;

  /** How often a delivery is tried. */
  static final int MAX_TRIES = 3;

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int PAUSE_SECONDS = 2;
  private static final int THREADS = 2;
  private static final String HMAC = "HmacSHA256";
  private static final Logger LOG = LoggerFactory.getLogger(HookSender.class);

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final AtomicInteger waiting = new AtomicInteger();
  private final ScheduledThreadPoolExecutor threads =
      new ScheduledThreadPoolExecutor(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "bzzz-hooks");
            thread.setDaemon(true);
            return thread;
          });

  /** Whether a repository has no webhooks, so that nothing needs to be told. */
  boolean nobodyListens(HostedRepository repository) {
    return repository.records().hooks().path(Hooks.LIST).isEmpty();
  }

  /** Sends an event to all webhooks of a repository that want it. */
  void send(HostedRepository repository, String event, JsonNode payload) {
    for (JsonNode hook : repository.records().hooks().path(Hooks.LIST)) {
      if (hook.path("active").asBoolean() && wants(hook, event)) {
        send(hook, event, payload);
      }
    }
  }

  /** Sends an event to one webhook. */
  void send(JsonNode hook, String event, JsonNode payload) {
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      LOG.warn("dropped an event, too many wait: event={} hook={}", event, hook.path("id"));
      return;
    }
    HttpRequest request = request(hook, event, payload.toString());
    threads.execute(() -> deliver(request, 1));
  }

  private static boolean wants(JsonNode hook, String event) {
    for (JsonNode each : hook.path("events")) {
      if (each.asText().equals(event) || each.asText().equals("*")) {
        return true;
      }
    }
    return false;
  }

  private static HttpRequest request(JsonNode hook, String event, String payload) {
    boolean form = hook.path("content_type").asText().equals("form");
    String body = form ? "payload=" + URLEncoder.encode(payload, StandardCharsets.UTF_8) : payload;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(hook.path("url").asText()))
            .timeout(TIMEOUT)
            .header("User-Agent", "GitHub-Hookshot/bzzz")
            .header("Content-Type", form ? "application/x-www-form-urlencoded" : "application/json")
            .header("X-GitHub-Event", event)
            .header("X-GitHub-Delivery", UUID.randomUUID().toString())
            .header("X-GitHub-Hook-ID", hook.path("id").asText())
            .POST(HttpRequest.BodyPublishers.ofString(body));
    String secret = hook.path("secret").asText();
    if (!secret.isEmpty()) {
      request.header("X-Hub-Signature-256", "sha256=" + signature(secret, body));
    }
    return request.build();
  }

  private void deliver(HttpRequest request, int attempt) {
    String failure;
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status / 100 == 2) {
        waiting.decrementAndGet();
        return;
      }
      failure = "HTTP status " + status;
    } catch (IOException e) {
      failure = String.valueOf(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      waiting.decrementAndGet();
      return;
    }
    if (attempt >= MAX_TRIES || threads.isShutdown()) {
      waiting.decrementAndGet();
      LOG.warn("cannot deliver an event: host={} cause={}", request.uri().getAuthority(), failure);
    } else {
      threads.schedule(
          () -> deliver(request, attempt + 1), (long) PAUSE_SECONDS * attempt, TimeUnit.SECONDS);
    }
  }

  /** HMAC with SHA-256 (RFC 2104), in hexadecimal digits. */
  static String signature(String secret, String body) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
      return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new AssertionError("every Java has " + HMAC, e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
