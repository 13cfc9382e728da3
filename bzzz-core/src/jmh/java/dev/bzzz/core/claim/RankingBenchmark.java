package dev.bzzz.core.claim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.TestAgents;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The rendezvous order of all agents for one task. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RankingBenchmark {
  private static final TaskId TASK = ClaimFixture.TASK;

  @Param({"10", "100"})
  private int agents;

  private final Draws draws = new Draws();
  private List<AgentId> ids = List.of();
  private long term;

  private record Lot(AgentId agent, double score) {}

  /** The agents. */
  @Setup
  public void setUp() {
    ids = new ArrayList<>();
    for (int number = 1; number <= agents; number++) {
      ids.add(TestAgents.agent(number).id());
    }
    rank(0);
  }

  /** For a term whose lots were not drawn before. */
  @Benchmark
  public List<?> newTerm() {
    return rank(++term);
  }

  /** For a term whose lots are remembered. */
  @Benchmark
  public List<?> sameTerm() {
    return rank(0);
  }

  private List<Lot> rank(long of) {
    List<Lot> lots = new ArrayList<>(ids.size());
    for (AgentId id : ids) {
      lots.add(new Lot(id, draws.score(TASK, of, id, 500)));
    }
    lots.sort(
        (one, other) ->
            Draws.before(one.score(), one.agent(), other.score(), other.agent()) ? -1 : 1);
    return lots;
  }
}
