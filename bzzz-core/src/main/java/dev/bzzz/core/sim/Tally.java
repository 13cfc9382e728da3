package dev.bzzz.core.sim;

/** Counts what happens in a run. */
final class Tally {
  private long attempts;
  private long grants;
  private long publications;
  private long pushes;
  private long drops;
  private final Latencies latencies = new Latencies();

  void attempted() {
    attempts++;
  }

  void granted() {
    grants++;
  }

  long attempts() {
    return attempts;
  }

  long grants() {
    return grants;
  }

  void published() {
    publications++;
  }

  /** An honest agent asks the host to move claims. */
  void pushed() {
    pushes++;
  }

  void dropped() {
    drops++;
  }

  void latency(long micros) {
    latencies.add(micros);
  }

  Statistics statistics(int tasks, long events) {
    return new Statistics(tasks, attempts, grants, publications, pushes, drops, events, latencies);
  }
}
