package dev.bzzz.git.http;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Sends one request over the wire, and tells the listener. Safe for use by many threads. */
final class Transport implements AutoCloseable {
  /** Longest body of an answer, in bytes. */
  static final int MAX_BODY = 16 * 1024 * 1024;

  private static final int THREADS = 4; // they only move bytes and never wait
  private static final Pattern HIDDEN_VALUE =
      Pattern.compile(
          "([?&](?!(?:page|per_page|limit|state|sort|direction|order_by|since|updated_after)=)"
              + "[^=&]*)=[^&]*");
  private static final int MAX_LOGGED = 500;

  private final HostOptions options;
  private final Time time;
  private final Optional<CallBudget> budget;
  private final ExecutorService threads;
  private final HttpClient client;

  Transport(HostOptions options, Time time, Optional<CallBudget> budget) {
    this.options = options;
    this.time = time;
    this.budget = budget;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER) // the token would go along
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(options.timeout);
    options.certificates.map(Trust::with).ifPresent(builder::sslContext);
    options.proxy.map(ProxySelector::of).ifPresent(builder::proxy);
    threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "bzzz-http");
              thread.setDaemon(true);
              return thread;
            });
    client = builder.executor(threads).build();
  }

  /**
   * Sends it.
   *
   * @param token fingerprint of what logs in, for the listener
   * @throws TimeoutException if there is no whole answer in time
   */
  RawAnswer send(HttpRequest request, String token, Duration left)
      throws IOException, TimeoutException, InterruptedException {
    long begin = time.nanos();
    String answer = "no answer in time";
    budget.ifPresent(each -> each.spent(request.uri()));
    CompletableFuture<HttpResponse<byte[]>> response = sent(request);
    try {
      // A timeout of the client's own would end with the headers.
      HttpResponse<byte[]> got = response.get(left.toMillis(), TimeUnit.MILLISECONDS);
      answer = Integer.toString(got.statusCode());
      return new RawAnswer(request.uri(), got.statusCode(), got.headers(), got.body(), false);
    } catch (ExecutionException e) {
      IOException cause =
          e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
      answer = Failures.brief(cause);
      throw cause;
    } finally {
      response.cancel(true);
      long ms = TimeUnit.NANOSECONDS.toMillis(time.nanos() - begin);
      options.listener.accept(
          new Access(time.now(), request.method(), logged(request.uri()), token, answer, ms));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private CompletableFuture<HttpResponse<byte[]>> sent(HttpRequest request) throws IOException {
    try {
      return client.sendAsync(request, info -> new LimitedBody(MAX_BODY));
    } catch (IllegalArgumentException e) {
      throw new IOException("no request can be made of this", e);
    }
  }

  static HttpRequest.BodyPublisher body(HostRequest request) {
    return request
        .body()
        .map(json -> BodyPublishers.ofString(json.toString()))
        .orElseGet(BodyPublishers::noBody);
  }

  /** An address without values of a query that could be secret. */
  static String logged(URI url) {
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    String whole =
        Origin.of(url) + url.getRawPath() + HIDDEN_VALUE.matcher(query).replaceAll("$1=…");
    return whole.length() > MAX_LOGGED ? whole.substring(0, MAX_LOGGED) : whole;
  }
}
