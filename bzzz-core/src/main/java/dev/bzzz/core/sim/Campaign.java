package dev.bzzz.core.sim;

import dev.bzzz.core.PermanentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Many scenarios at once, one thread each, on several cores. It ends at the first violation: the
 * one with the lowest number, so that the same campaign always finds the same.
 */
public final class Campaign {
  private static final long NOTHING = -1;

  private final Simulator simulator;
  private final LongFunction<Scenario> scenarios;
  private final long count;
  private volatile Shared shared = new Shared(List.of());

  /**
   * How far it is.
   *
   * @param finished how many scenarios were run to their end
   * @param violations in how many of them something did not hold
   * @param next all scenarios with lower numbers were run to their end: where to go on
   * @param firstViolation the lowest number of those in which something did not hold
   */
  public record Progress(long finished, long violations, long next, OptionalLong firstViolation) {}

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
   * @param progress hears how far it is; called by the calling thread
   * @throws InterruptedException if interrupted; the campaign ends
   * @throws PermanentException if a machine does not come back from a call, as {@link
   *     Simulator#run}
   * @throws PermanentException if the first violation does not come again in the same scenario:
   *     then a machine is not pure
   * @throws RuntimeException if the simulator throws one
   * @throws Error if the simulator throws one
   */
  public Outcome run(int threads, Duration every, Consumer<Progress> progress)
      throws InterruptedException {
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      workers.add(new Worker());
    }
    Shared now = new Shared(workers);
    this.shared = now;
    workers.forEach(Thread::start);
    try {
      await(workers, every, progress);
    } finally {
      now.end.set(0);
    }
    Throwable failure = now.failure.get();
    if (failure != null) {
      throw Watchdog.rethrown(failure);
    }
    return outcome(now);
  }

  private void await(List<Worker> workers, Duration every, Consumer<Progress> progress)
      throws InterruptedException {
    Duration look = simulator.patience().every();
    Duration untold = Duration.ZERO;
    for (Worker worker : workers) {
      for (worker.join(look.toMillis()); worker.isAlive(); worker.join(look.toMillis())) {
        workers.forEach(each -> each.watchdog.look());
        untold = untold.plus(look);
        if (untold.compareTo(every) >= 0) {
          untold = Duration.ZERO;
          progress.accept(progress());
        }
      }
    }
  }

  /** How far it is; to be asked by any thread. */
  public Progress progress() {
    Shared now = shared;
    long next = Math.min(now.next.get(), count); // before the workers: it may be too low, not high
    long finished = 0;
    long violations = 0;
    for (Worker worker : now.workers) {
      long index = worker.running;
      if (index != NOTHING) {
        next = Math.min(next, index);
      }
      finished += worker.done;
      violations += worker.violations;
    }
    long first = now.first.get();
    return new Progress(
        finished,
        violations,
        next,
        first == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(first));
  }

  private Outcome outcome(Shared shared) {
    Statistics statistics = Statistics.none();
    long done = 0;
    long violations = 0;
    for (Worker worker : shared.workers) {
      statistics = statistics.plus(worker.statistics);
      done += worker.done;
      violations += worker.violations;
    }
    long first = shared.first.get();
    return new Outcome(
        done,
        violations,
        first == Long.MAX_VALUE ? Optional.empty() : Optional.of(traced(shared.witness.get())),
        statistics);
  }

  private Run traced(@Nullable Run found) {
    Violation violation = Objects.requireNonNull(found).violations().get(0);
    Run run = simulator.run(found.scenario());
    if (!run.violations().contains(violation)) {
      throw Blame.impure(found.scenario(), violation);
    }
    return run;
  }

  private final class Shared {
    final List<Worker> workers;
    final AtomicLong next = new AtomicLong();
    final AtomicLong end = new AtomicLong(count);
    final AtomicLong first = new AtomicLong(Long.MAX_VALUE);
    final AtomicReference<@Nullable Run> witness = new AtomicReference<>();
    final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Shared(List<Worker> workers) {
      this.workers = List.copyOf(workers);
    }

    /** The next scenario, which nobody else runs. */
    long take(Worker worker) {
      // Announced before it is taken, so that nobody who asks meanwhile skips it.
      worker.running = next.get();
      worker.running = next.getAndIncrement();
      return worker.running;
    }
  }

  private final class Worker extends Thread {
    private final Pulse pulse = new Pulse();
    private final Watchdog watchdog = new Watchdog(this, pulse, simulator.patience());
    private Statistics statistics = Statistics.none();
    // Written by this thread alone, read by those who ask for the progress.
    private volatile long running = NOTHING;
    private volatile long done;
    private volatile long violations;

    Worker() {
      super(Watchdog.THREAD);
      setDaemon(true);
    }

    @Override
    public void run() {
      Shared mine = shared;
      try {
        for (long i = mine.take(this); i < mine.end.get(); i = mine.take(this)) {
          one(mine, i);
        }
      } catch (RuntimeException | Error e) {
        mine.failure.compareAndSet(null, e);
        mine.end.set(0);
      } finally {
        running = NOTHING;
      }
    }

    private void one(Shared shared, long index) {
      Run run = simulator.check(scenarios.apply(index), pulse);
      statistics = statistics.plus(run.statistics());
      done = done + 1;
      if (!run.holds()) {
        violations = violations + 1;
        synchronized (shared) {
          if (index < shared.first.get()) {
            shared.first.set(index);
            shared.witness.set(run);
          }
        }
        shared.end.accumulateAndGet(index, Math::min); // earlier ones are run to the end
      }
    }
  }
}
