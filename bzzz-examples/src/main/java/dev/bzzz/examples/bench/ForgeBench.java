package dev.bzzz.examples.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.local.HostedForge;
import dev.bzzz.git.local.HostedIssue;
import dev.bzzz.git.local.HostedRepository;
import dev.bzzz.git.local.LocalForge;
import dev.bzzz.git.server.ForgeServer;
import dev.bzzz.git.server.ServerOptions;
import dev.bzzz.git.server.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Measures the forge server: how long a page of a long list of issues takes, how long a poll that
 * finds nothing new, and what many clients at once see. Server and clients share this process.
 */
public final class ForgeBench {
  private static final RepositoryName NAME = new RepositoryName("bench", "big");
  private static final int SAMPLES = 50;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Options options;
  private final String token = Tokens.draw();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Measures with these options. */
  public ForgeBench(Options options) {
    this.options = options;
  }

  /**
   * How much is measured.
   *
   * @param issues how many the repository has, 1 to {@value #MAX_ISSUES}
   * @param clients how many ask at once, 1 to {@value #MAX_CLIENTS}
   * @param seconds for how long, 0 for one request of each, to {@value #MAX_SECONDS}
   */
  public record Options(int issues, int clients, int seconds) {
    /** Most issues. */
    public static final int MAX_ISSUES = 100_000;

    /** Most clients. */
    public static final int MAX_CLIENTS = 500;

    /** The longest time. */
    public static final int MAX_SECONDS = 3_600;

    /** Checks the numbers. */
    public Options {
      require("issues", issues, 1, MAX_ISSUES);
      require("clients", clients, 1, MAX_CLIENTS);
      require("seconds", seconds, 0, MAX_SECONDS);
    }

    private static void require(String name, int value, int min, int max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            "--" + name + " is from " + min + " to " + max + ", not " + value);
      }
    }
  }

  /**
   * What was measured, in milliseconds.
   *
   * @param firstPage the median for the first page of the issues
   * @param poll the median for asking what is new when nothing is
   * @param requests how many the clients made
   * @param errors how many of those failed
   * @param middle the median of those
   * @param slow which all but one in a hundred of those stay below
   * @param memoryBytes what Java has taken for its heap in the end
   */
  public record Result(
      double firstPage,
      double poll,
      int requests,
      int errors,
      double middle,
      double slow,
      long memoryBytes) {
    /** For programs. */
    public ObjectNode json() {
      return JsonNodeFactory.instance
          .objectNode()
          .put("firstPageMs", firstPage)
          .put("pollMs", poll)
          .put("requests", requests)
          .put("errors", errors)
          .put("p50Ms", middle)
          .put("p99Ms", slow)
          .put("heapMiB", memoryBytes >> 20);
    }

    /** For people. */
    public List<String> lines() {
      return List.of(
          "first page %6.1f ms".formatted(firstPage),
          "poll       %6.1f ms".formatted(poll),
          "%d requests at once, %d errors: median %.1f ms, 99 %% below %.1f ms"
              .formatted(requests, errors, middle, slow),
          "heap       %6d MiB".formatted(memoryBytes >> 20));
    }
  }

  /** Sets up a server in a temporary folder, measures, and removes everything. */
  public Result run() throws InterruptedException {
    try (BenchFolder folder = BenchFolder.create()) {
      fill(LocalForge.create(folder.path().resolve("forge"), NAME.owner()));
      Tokens tokens = Tokens.of(token, Optional.empty());
      ServerOptions server =
          new ServerOptions(
              folder.path().resolve("forge"), ServerOptions.LOOPBACK, 0, NAME.owner(), tokens);
      try (ForgeServer forge = ForgeServer.start(server)) {
        return measure(forge.apiUrl() + "/repos/" + NAME + "/issues");
      }
    }
  }

  private void fill(LocalForge local) {
    local.createRepository(NAME, "main");
    try (HostedRepository repository = HostedForge.of(local).open(NAME)) {
      for (int i = 1; i <= options.issues(); i++) {
        repository
            .issues()
            .create(
                new HostedIssue.Text("Issue " + i, "Text of " + i, true, List.of(), List.of()),
                NAME.owner());
      }
    }
  }

  private Result measure(String issues) throws InterruptedException {
    String poll = issues + "?state=all&since=" + Instant.now().plus(Duration.ofDays(1));
    List<Double> first = new ArrayList<>();
    List<Double> polls = new ArrayList<>();
    for (int i = 0; i < 2 * SAMPLES; i++) { // the first half warms up
      first.add(timed(issues));
      polls.add(timed(poll));
    }
    List<Double> many = together(issues, poll);
    List<Double> good = many.stream().filter(each -> each >= 0).sorted().toList();
    return new Result(
        median(first.subList(SAMPLES, 2 * SAMPLES)),
        median(polls.subList(SAMPLES, 2 * SAMPLES)),
        many.size(),
        many.size() - good.size(),
        median(good),
        good.isEmpty() ? 0 : good.get(good.size() * 99 / 100),
        Runtime.getRuntime().totalMemory());
  }

  private List<Double> together(String issues, String poll) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.seconds());
    List<Callable<List<Double>>> clients = new ArrayList<>();
    for (int i = 0; i < options.clients(); i++) {
      Random random = new Random(i);
      clients.add(
          () -> {
            List<Double> took = new ArrayList<>();
            do {
              String one = issues + "/" + (1 + random.nextInt(options.issues()));
              took.add(timed(List.of(issues, poll, poll, one).get(random.nextInt(4))));
            } while (System.nanoTime() < end);
            return took;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(options.clients());
    try {
      List<Double> all = new ArrayList<>();
      for (Future<List<Double>> each : threads.invokeAll(clients)) {
        all.addAll(each.get());
      }
      return all;
    } catch (ExecutionException e) {
      throw new PermanentException("cannot measure the forge server: " + e.getCause(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Milliseconds for one request; negative when it failed. */
  private double timed(String address) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + token)
            .build();
    long began = System.nanoTime();
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status == 200 ? (System.nanoTime() - began) / 1e6 : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
  }
}
