package dev.bzzz.core.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Many scenarios at once, one thread each, on several cores. It ends at the first violation: the
 * one with the lowest number, so that the same campaign always finds the same.
 */
public final class Campaign {
  private final Simulator simulator;
  private final LongFunction<Scenario> scenarios;
  private final long count;

  /**
   * How it went.
   *
   * @param scenarios how many were run
   * @param violations in how many of them something did not hold
   * @param first the first of them, with its trace
   * @param statistics the figures of all
   */
  public record Outcome(
      long scenarios, long violations, Optional<Run> first, Statistics statistics) {}

  /**
   * A campaign.
   *
   * @param scenarios makes scenario number 0, 1, 2 …; called by many threads
   * @param count how many there are
   */
  public Campaign(Simulator simulator, LongFunction<Scenario> scenarios, long count) {
    this.simulator = simulator;
    this.scenarios = scenarios;
    this.count = count;
  }

  /**
   * Runs it.
   *
   * @param threads how many scenarios run at the same time
   * @param every how often to tell the progress
   * @param progress hears how many scenarios were run so far; called by the calling thread
   * @throws InterruptedException if interrupted; the campaign ends
   * @throws RuntimeException if the simulator throws one
   */
  public Outcome run(int threads, Duration every, LongConsumer progress)
      throws InterruptedException {
    Shared shared = new Shared();
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      workers.add(new Worker(shared));
    }
    workers.forEach(Thread::start);
    try {
      for (Worker worker : workers) {
        for (worker.join(every.toMillis()); worker.isAlive(); worker.join(every.toMillis())) {
          progress.accept(Math.min(shared.next.get(), count));
        }
      }
    } finally {
      shared.end.set(0);
    }
    RuntimeException failure = shared.failure.get();
    if (failure != null) {
      throw failure;
    }
    return outcome(shared, workers);
  }

  private Outcome outcome(Shared shared, List<Worker> workers) {
    Statistics statistics = Statistics.none();
    long done = 0;
    long violations = 0;
    for (Worker worker : workers) {
      statistics = statistics.plus(worker.statistics);
      done += worker.done;
      violations += worker.violations;
    }
    long first = shared.first.get();
    return new Outcome(
        done,
        violations,
        first == Long.MAX_VALUE
            ? Optional.empty()
            : Optional.of(simulator.run(scenarios.apply(first))),
        statistics);
  }

  private final class Shared {
    final AtomicLong next = new AtomicLong();
    final AtomicLong end = new AtomicLong(count);
    final AtomicLong first = new AtomicLong(Long.MAX_VALUE);
    final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  }

  private final class Worker extends Thread {
    private final Shared shared;
    private Statistics statistics = Statistics.none();
    private long done;
    private long violations;

    Worker(Shared shared) {
      super("bzzz-sim");
      setDaemon(true);
      this.shared = shared;
    }

    @Override
    public void run() {
      try {
        for (long i = shared.next.getAndIncrement();
            i < shared.end.get();
            i = shared.next.getAndIncrement()) {
          one(i);
        }
      } catch (RuntimeException e) {
        shared.failure.compareAndSet(null, e);
        shared.end.set(0);
      }
    }

    private void one(long index) {
      Run run = simulator.check(scenarios.apply(index));
      statistics = statistics.plus(run.statistics());
      done++;
      if (!run.holds()) {
        violations++;
        shared.first.accumulateAndGet(index, Math::min);
        shared.end.accumulateAndGet(index, Math::min); // earlier ones are run to the end
      }
    }
  }
}
