package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Bounded;
import dev.bzzz.core.claim.Committee;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long voters take to answer: of each the smoothed round trip and its variation, as RFC 6298
 * has them for TCP. A committee is as slow as the slowest voter of its fastest majority, since no
 * round waits for more than a majority. Time comes with each measurement, and the same measurements
 * give the same times. Safe for use by many threads.
 */
final class RoundTrips {
  /** How many voters are remembered. */
  static final int MAX_VOTERS = 1024;

  /** A longer round trip counts as this one: whoever stood still meanwhile measures anything. */
  static final Duration LONGEST = Duration.ofSeconds(4);

  private static final int GAIN = 8; // 1/alpha of the RFC
  private static final int VARIATION_GAIN = 4; // 1/beta
  private static final int VARIATIONS = 4; // K

  private final Map<AgentId, Trip> trips = Bounded.lru(MAX_VOTERS);

  private static final class Trip {
    private long smoothed;
    private long variation;
    private boolean silent;

    private Trip(long first) {
      smoothed = first;
      variation = first / 2;
    }

    private void add(long nanos) {
      silent = false;
      variation += (Math.abs(smoothed - nanos) - variation) / VARIATION_GAIN;
      smoothed += (nanos - smoothed) / GAIN;
    }

    private long smoothed() {
      return smoothed;
    }

    private long patience() {
      return smoothed + VARIATIONS * variation;
    }
  }

  /** What is read off a measured voter. */
  @FunctionalInterface
  private interface Reading {
    long of(Trip trip);
  }

  /** A voter has answered after so long; a negative time counts as zero. */
  synchronized void took(AgentId voter, Duration time) {
    Duration bounded = time.compareTo(LONGEST) < 0 ? time : LONGEST;
    long nanos = Math.max(0, bounded.toNanos());
    @Nullable Trip trip = trips.get(voter);
    if (trip == null) {
      trips.put(voter, new Trip(nanos));
    } else {
      trip.add(nanos);
    }
  }

  /** A voter has not answered in time: until it does, it is none of the fastest. */
  synchronized void missed(AgentId voter) {
    @Nullable Trip trip = trips.get(voter);
    if (trip != null) {
      trip.silent = true;
    }
  }

  /** The usual time until a majority has answered; zero when nothing was measured. */
  synchronized Duration usual(Committee committee) {
    return ofMajority(committee, Trip::smoothed);
  }

  /** The time in which a majority has answered unless something is lost; zero as above. */
  synchronized Duration patience(Committee committee) {
    return ofMajority(committee, Trip::patience);
  }

  private Duration ofMajority(Committee committee, Reading reading) {
    long[] nanos = new long[committee.voters().size()];
    int count = 0;
    for (AgentId voter : committee.voters()) {
      @Nullable Trip trip = trips.get(voter);
      if (trip != null && !trip.silent) {
        nanos[count++] = reading.of(trip);
      }
    }
    Arrays.sort(nanos, 0, count);
    return count == 0
        ? Duration.ZERO
        : Duration.ofNanos(nanos[Math.min(count, committee.majority()) - 1]);
  }
}
