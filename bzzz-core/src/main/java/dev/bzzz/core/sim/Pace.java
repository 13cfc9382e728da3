package dev.bzzz.core.sim;

import java.time.Duration;

/**
 * How long things take in a scenario. Where there is a least and a most, each time is drawn between
 * them.
 *
 * @param poll how often an agent looks at the repository while something happens there; up to eight
 *     times as rarely while nothing does
 * @param minWork least time that the work of a task takes
 * @param maxWork most time that the work of a task takes
 * @param failingPercent of the attempts at a task, how many fail
 * @param minLatency least time that a call takes to the host, and as much back
 * @param maxLatency most time that a call takes to the host, and as much back
 * @param callTimeout how long an agent waits for the host's answer
 * @param minGossip least time that a message takes from peer to peer
 * @param maxGossip most time that a message takes from peer to peer
 * @param patience how long after the last fault everything must have ended
 */
public record Pace(
    Duration poll,
    Duration minWork,
    Duration maxWork,
    int failingPercent,
    Duration minLatency,
    Duration maxLatency,
    Duration callTimeout,
    Duration minGossip,
    Duration maxGossip,
    Duration patience) {
  /** Seconds of work, milliseconds of network. */
  public static final Pace QUICK =
      new Pace(
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(8),
          0,
          Duration.ofMillis(1),
          Duration.ofMillis(10),
          Duration.ofSeconds(10),
          Duration.ofMillis(1),
          Duration.ofMillis(50),
          Duration.ofHours(2));

  /** Checks the numbers. */
  public Pace {
    Limits.number("pollMillis", poll.toMillis(), 10, Fault.MAX_TIME.toMillis());
    range("Work", minWork, maxWork);
    Limits.percent("failingPercent", failingPercent);
    range("Latency", minLatency, maxLatency);
    Limits.number("callTimeoutMillis", callTimeout.toMillis(), 1, 3_600_000);
    range("Gossip", minGossip, maxGossip);
    Limits.time("patience", patience);
  }

  /** The same with so many failing attempts. */
  public Pace failing(int percent) {
    return new Pace(
        poll,
        minWork,
        maxWork,
        percent,
        minLatency,
        maxLatency,
        callTimeout,
        minGossip,
        maxGossip,
        patience);
  }

  private static void range(String what, Duration least, Duration most) {
    Limits.time("min" + what, least);
    Limits.time("max" + what, most);
    if (least.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "min" + what + "Millis: is more than max" + what + "Millis");
    }
  }
}
