package dev.bzzz.core.claim;

import dev.bzzz.core.Spans;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What keeps an agent from hammering at one task: back-off, cool-down and a quota of grants. */
final class Restraint {
  /** New grant records one agent writes for one task within {@link #GRANT_WINDOW}. */
  static final int MAX_GRANTS = 3;

  static final Duration GRANT_WINDOW = Duration.ofMinutes(10);

  /** After giving a task up an agent leaves it to others for so long. */
  static final Duration COOL_DOWN = Duration.ofMinutes(10);

  /** One agent sets one task's register back at most so often. */
  static final Duration REPAIR_PAUSE = Duration.ofMinutes(1);

  private static final Duration MIN_BACKOFF = Duration.ofMillis(200);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);

  /** Mostly there are none, and an agent has many tasks in mind. */
  private List<Instant> grants = List.of();

  private Instant notBefore = Instant.MIN;
  private Instant nextRepair = Instant.MIN;
  private Instant coolUntil = Instant.MIN;
  private Duration backoff = MIN_BACKOFF;

  /** Before this time nothing is to be tried. */
  Instant notBefore() {
    return notBefore;
  }

  /** Backs off by decorrelated jitter: between the least and three times the last wait. */
  void backOff(Duration atLeast, ClaimDesk chance, Instant now) {
    Duration jitter = MIN_BACKOFF.plus(chance.share(Spans.times(backoff, 3)));
    backoff = jitter.compareTo(MAX_BACKOFF) > 0 ? MAX_BACKOFF : jitter;
    notBefore = now.plus(backoff.compareTo(atLeast) > 0 ? backoff : atLeast);
  }

  /** Something worked: the next back-off starts small again. */
  void worked() {
    backoff = MIN_BACKOFF;
  }

  /** When the register may next be set back. */
  Instant nextRepair() {
    return nextRepair;
  }

  void repairing(Instant now) {
    nextRepair = now.plus(REPAIR_PAUSE);
  }

  void coolDown(Instant now) {
    coolUntil = now.plus(COOL_DOWN);
  }

  boolean coolingDown(Instant now) {
    return now.isBefore(coolUntil);
  }

  /** Whether nothing holds the agent back any more. */
  boolean over(Instant now) {
    nextGrant(now); // drops grants that no longer count
    return grants.isEmpty()
        && !coolingDown(now)
        && !now.isBefore(notBefore)
        && !now.isBefore(nextRepair);
  }

  void granted(Instant now) {
    List<Instant> all = new ArrayList<>(grants);
    all.add(now);
    grants = List.copyOf(all);
  }

  /** When one more grant record may be written; empty when it may be at once. */
  Optional<Instant> nextGrant(Instant now) {
    while (!grants.isEmpty() && !grants.get(0).plus(GRANT_WINDOW).isAfter(now)) {
      grants = List.copyOf(grants.subList(1, grants.size()));
    }
    return grants.size() < MAX_GRANTS
        ? Optional.empty()
        : Optional.of(grants.get(0).plus(GRANT_WINDOW));
  }
}
