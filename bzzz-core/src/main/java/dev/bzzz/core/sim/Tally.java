package dev.bzzz.core.sim;

/** Counts what happens in a run. */
final class Tally {
  private long attempts;
  private long grants;
  private long publications;
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

  void dropped() {
    drops++;
  }

  void latency(long micros) {
    latencies.add(micros);
  }

  Statistics statistics(int tasks, long events) {
    return new Statistics(tasks, attempts, grants, publications, drops, events, latencies);
  }
}
