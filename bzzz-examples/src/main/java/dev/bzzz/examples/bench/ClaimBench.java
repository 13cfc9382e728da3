package dev.bzzz.examples.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.claim.ClaimState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Measures how fast agents get their claims: all of them claim at once, without pause, until every
 * task has a holder. Each agent first warms up on a repository that does not count.
 */
public final class ClaimBench {
  private static final double MILLI = 1e6;

  private final Options options;

  /**
   * What to measure.
   *
   * @param ledger on which ledger
   * @param agents how many agents, from 1 to {@value #MAX_AGENTS}
   * @param tasks how many tasks, from 1 to {@value #MAX_TASKS}
   */
  public record Options(LedgerKind ledger, int agents, int tasks) {
    /** Most agents. */
    public static final int MAX_AGENTS = 64;

    /** Most tasks. */
    public static final int MAX_TASKS = 100_000;

    /** Checks the limits. */
    public Options {
      if (agents < 1 || agents > MAX_AGENTS) {
        throw new IllegalArgumentException(
            "the number of agents is from 1 to " + MAX_AGENTS + ", not " + agents);
      }
      if (tasks < 1 || tasks > MAX_TASKS) {
        throw new IllegalArgumentException(
            "the number of tasks is from 1 to " + MAX_TASKS + ", not " + tasks);
      }
    }
  }

  /**
   * What was measured.
   *
   * @param json the result for machines
   * @param lines the same for people
   * @param allWell whether every task was granted exactly once
   */
  public record Result(ObjectNode json, List<String> lines, boolean allWell) {}

  /** Prepares a measurement. */
  public ClaimBench(Options options) {
    this.options = options;
  }

  /** Measures. */
  public Result run() throws InterruptedException {
    try (BenchFleet fleet = options.ledger().fleet(options.agents())) {
      fleet.race(
          BenchFleet.Ground.WARM_UP,
          Math.min(options.tasks(), options.agents() * options.ledger().warmUpTasks()));
      Optional<List<Duration>> syncs = fleet.diskSyncs();
      List<Samples> samples = fleet.race(BenchFleet.Ground.RACE, options.tasks());
      return result(samples, syncs, heldOnce(fleet));
    }
  }

  /** Tasks that are held in their first term, so were granted to one agent and to no other. */
  private static long heldOnce(BenchFleet fleet) {
    return fleet.view(BenchFleet.Ground.RACE).tips().stream()
        .filter(tip -> tip.state().filter(ClaimState.HELD::equals).isPresent())
        .filter(tip -> tip.record().orElseThrow().record().seq() == 1)
        .count();
  }

  private Result result(List<Samples> samples, Optional<List<Duration>> syncs, long heldOnce) {
    List<Duration> grants = new ArrayList<>();
    samples.forEach(each -> grants.addAll(each.grants()));
    long tries = samples.stream().mapToLong(Samples::tries).sum();
    long began = samples.stream().mapToLong(Samples::beganMillis).min().orElseThrow();
    long ended = samples.stream().mapToLong(Samples::endedMillis).max().orElseThrow();
    double seconds = Math.max(1, ended - began) / 1000.0;

    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("ledger", options.ledger().label());
    json.put("agents", options.agents());
    json.put("tasks", options.tasks());
    json.put("grants", grants.size());
    json.put("doubleGrants", grants.size() - heldOnce);
    json.set("grantLatencyMs", percentiles(grants));
    json.put("claimsPerSecond", rounded(grants.size() / seconds));
    json.put("casPerTask", rounded((double) tries / Math.max(1, grants.size())));
    syncs.ifPresent(each -> json.set("diskSyncMs", percentiles(each)));
    boolean allWell = grants.size() == options.tasks() && heldOnce == options.tasks();
    return new Result(json, lines(json), allWell);
  }

  private static List<String> lines(ObjectNode json) {
    List<String> lines = new ArrayList<>();
    lines.add(
        json.path("agents").asText()
            + " agents claimed "
            + json.path("grants").asText()
            + " of "
            + json.path("tasks").asText()
            + " tasks on the ledger '"
            + json.path("ledger").asText()
            + "', "
            + json.path("doubleGrants").asText()
            + " twice");
    lines.add(line("one grant", json.path("grantLatencyMs")));
    lines.add("claims per second " + json.path("claimsPerSecond").asText());
    lines.add("tries per task    " + json.path("casPerTask").asText());
    if (json.has("diskSyncMs")) {
      lines.add(line("one disk sync", json.path("diskSyncMs")));
    }
    return lines;
  }

  private static String line(String what, com.fasterxml.jackson.databind.JsonNode percentiles) {
    return String.format(
        Locale.ROOT,
        "%-17s p50 %s ms, p99 %s ms, longest %s ms",
        what,
        percentiles.path("p50").asText(),
        percentiles.path("p99").asText(),
        percentiles.path("max").asText());
  }

  private static ObjectNode percentiles(List<Duration> samples) {
    long[] nanos = samples.stream().mapToLong(Duration::toNanos).sorted().toArray();
    return JsonNodeFactory.instance
        .objectNode()
        .put("p50", millis(nanos, 50))
        .put("p99", millis(nanos, 99))
        .put("max", millis(nanos, 100));
  }

  private static double millis(long[] sorted, int percent) {
    int rank = (int) Math.ceil(sorted.length * percent / 100.0);
    return sorted.length == 0 ? 0 : rounded(sorted[Math.max(0, rank - 1)] / MILLI);
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
