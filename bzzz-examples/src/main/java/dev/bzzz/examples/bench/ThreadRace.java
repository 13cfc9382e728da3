package dev.bzzz.examples.bench;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.RepositoryId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Agents that race as threads of this process. */
final class ThreadRace {
  private ThreadRace() {}

  /** Lets all start at once, and waits until every task of the repository has a holder. */
  static List<Samples> run(List<Racer> racers, RepositoryId repository, int tasks)
      throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(racers.size());
    try {
      CyclicBarrier start = new CyclicBarrier(racers.size());
      List<Future<Samples>> running = new ArrayList<>();
      for (int i = 0; i < racers.size(); i++) {
        var course = new Racer.Course(repository, tasks, racers.size(), i);
        Racer racer = racers.get(i);
        running.add(
            threads.submit(
                () -> {
                  start.await();
                  return racer.race(course);
                }));
      }
      List<Samples> samples = new ArrayList<>();
      for (Future<Samples> each : running) {
        samples.add(each.get());
      }
      return samples;
    } catch (ExecutionException e) {
      throw new PermanentException("cannot measure claims: " + e.getCause().getMessage(), e);
    } finally {
      threads.shutdownNow();
    }
  }
}
