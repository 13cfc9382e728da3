package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Bounded;
import dev.bzzz.core.claim.Committee;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/**
 * How long one attempt waits: for a round, and between two. All of it follows the {@link
 * RoundTrips} to the voters, between bounds; an answer that comes after its round was given up is
 * measured as well, or a slow network would never be known for one. Confined to its proposer.
 */
final class Pacing {
  /** The least time for a round, also before anything was measured; it doubles with each retry. */
  static final Duration MIN_PATIENCE = Duration.ofMillis(250);

  /** The longest round. */
  static final Duration MAX_PATIENCE = RoundTrips.LONGEST;

  /** The least time in which voters that make no majority are heard, before a read asks again. */
  static final Duration MIN_READ_PATIENCE = Duration.ofMillis(60);

  /** So many rounds back answers are measured. */
  static final int MAX_ROUNDS = 16;

  private static final int MAX_DOUBLINGS = 3;

  // Two proposers get out of each other's way once one of them waits for longer than the other's
  // two rounds, so the longest pause is some round trips; the first ones are a part of one.
  private static final int PAUSES_PER_TRIP = 8;
  private static final int MAX_PAUSE_DOUBLINGS = 5;
  private static final Duration MIN_PAUSE = Duration.ofMillis(4);
  private static final Duration MAX_PAUSE = Duration.ofMillis(64);

  private final RoundTrips trips;
  private final Committee committee;
  private final Random random;
  private final Map<Integer, Asked> rounds = Bounded.map(MAX_ROUNDS);
  private int retries;

  /** A round that was asked, and who has answered: an answer that is doubled counts once. */
  private record Asked(Instant at, TreeSet<AgentId> heard) {}

  Pacing(RoundTrips trips, Committee committee, Random random) {
    this.trips = trips;
    this.committee = committee;
    this.random = random;
  }

  void asks(int round, Instant now) {
    rounds.put(round, new Asked(now, new TreeSet<>()));
  }

  /** A voter has answered a round, this one or an earlier one. */
  void heard(int round, AgentId voter, Instant now) {
    Asked asked = rounds.get(round);
    if (asked != null && asked.heard().add(voter)) {
      trips.took(voter, Duration.between(asked.at(), now));
    }
  }

  /** A round is over, and too few have answered. */
  void gaveUp(int round) {
    Asked asked = rounds.get(round);
    if (asked != null) {
      committee.voters().stream()
          .filter(voter -> !asked.heard().contains(voter))
          .forEach(trips::missed);
    }
  }

  /** How long a round may take that asks for a promise or for acceptance. */
  Duration patience() {
    Duration trip = between(MIN_PATIENCE, trips.patience(committee), MAX_PATIENCE);
    return between(trip, trip.multipliedBy(1L << Math.min(retries, MAX_DOUBLINGS)), MAX_PATIENCE);
  }

  /** How long a round may take that only asks what there is. */
  Duration readPatience() {
    return between(MIN_READ_PATIENCE, trips.patience(committee), MAX_PATIENCE);
  }

  /** How long to wait before the next try: by chance, from a span that doubles. */
  Duration pause() {
    retries++;
    Duration part = trips.usual(committee).dividedBy(PAUSES_PER_TRIP);
    long least = between(MIN_PAUSE, part, MAX_PAUSE).toMillis();
    long span = least << Math.min(retries, MAX_PAUSE_DOUBLINGS);
    return Duration.ofMillis(1 + random.nextInt(Math.toIntExact(span)));
  }

  private static Duration between(Duration least, Duration time, Duration most) {
    Duration longer = time.compareTo(least) < 0 ? least : time;
    return longer.compareTo(most) < 0 ? longer : most;
  }
}
