package dev.bzzz.core.sim;

/**
 * Figures of one run or of many.
 *
 * @param tasks how many there were
 * @param attempts compare-and-swaps that were to make somebody holder, each counted once however
 *     often it was sent
 * @param grants how many of them did
 * @param publications PUBLISHED records written
 * @param pushes requests of honest agents to move claims, each for one or more of them
 * @param drops messages that were heard and not acted on
 * @param events things that happened in virtual time
 * @param grantLatency from setting out for a task to being granted it
 */
public record Statistics(
    long tasks,
    long attempts,
    long grants,
    long publications,
    long pushes,
    long drops,
    long events,
    Latencies grantLatency) {
  /** Figures of nothing. */
  static Statistics none() {
    return new Statistics(0, 0, 0, 0, 0, 0, 0, new Latencies());
  }

  /** The figures of both together. */
  Statistics plus(Statistics other) {
    Latencies both = grantLatency.snapshot();
    both.add(other.grantLatency);
    return new Statistics(
        tasks + other.tasks,
        attempts + other.attempts,
        grants + other.grants,
        publications + other.publications,
        pushes + other.pushes,
        drops + other.drops,
        events + other.events,
        both);
  }

  /** Attempts per grant. */
  public double casPerTask() {
    return grants == 0 ? 0 : (double) attempts / grants;
  }

  /** Requests to move claims, per task. */
  public double pushesPerTask() {
    return tasks == 0 ? 0 : (double) pushes / tasks;
  }

  /** Publications per task. */
  public double publishesPerTask() {
    return tasks == 0 ? 0 : (double) publications / tasks;
  }
}
