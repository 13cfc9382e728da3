package dev.bzzz.core.task;

import dev.bzzz.core.Bounded;
import dev.bzzz.core.Spans;
import dev.bzzz.core.repo.RepositoryId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Which forges an agent's next look is to ask for their tasks: all of them, except those that are
 * left to another agent. Of such a one, too, the tasks are listed when something hints at news
 * there, and at the latest after {@value #FALLBACK} intervals, whatever anybody says.
 *
 * <p>Hints come from others, who may lie: {@value #HINTS} of them in a row, and one for each
 * interval after that, make an agent look at once; the others wait for its next look. So however
 * many there are, they cost at most one listing of a repository for each interval and {@value
 * #HINTS} more, besides the one that each interval may bring anyway. Time is handed in. Safe for
 * use by many threads.
 */
public final class PollPlan {
  /** After so many intervals everybody looks for itself. */
  public static final int FALLBACK = 10;

  /** So many hints in a row are followed at once. */
  public static final int HINTS = 4;

  /** Most repositories of which anything is remembered; one that is forgotten is listed. */
  static final int MAX_REPOSITORIES = 10_000;

  private final Duration interval;
  private final Map<RepositoryId, Turn> turns = Bounded.map(MAX_REPOSITORIES);
  private Instant hintsSince = Instant.MIN;

  private record Turn(Instant listed, Instant leftUntil, Instant hinted) {
    private static final Turn NONE = new Turn(Instant.MIN, Instant.MIN, Instant.MIN);
  }

  /**
   * An agent that looks so often.
   *
   * @param interval above zero
   */
  public PollPlan(Duration interval) {
    this.interval = interval;
  }

  /** Leaves a forge to another agent until then. */
  public synchronized void leave(RepositoryId repository, Instant until) {
    Turn turn = turn(repository);
    turns.put(repository, new Turn(turn.listed(), until, turn.hinted()));
  }

  /**
   * Lists a repository with the next look.
   *
   * @return whether that look is to be at once
   */
  public synchronized boolean hint(RepositoryId repository, Instant now) {
    ask(repository, now);
    Instant full = now.minus(Spans.times(interval, HINTS));
    Instant since = hintsSince.isBefore(full) ? full : hintsSince;
    Instant left = since.plus(interval);
    if (left.isAfter(now)) {
      return false;
    }
    hintsSince = left;
    return true;
  }

  /** Lists a repository with the next look, of which whoever asks takes care. */
  public synchronized void ask(RepositoryId repository, Instant now) {
    Turn turn = turn(repository);
    turns.put(repository, new Turn(turn.listed(), turn.leftUntil(), now));
  }

  /**
   * Whether a look that begins now, before its time because of some repository, lists this one: it
   * was hinted at or asked for, or is due and was not listed for an interval, so that none is
   * forgotten however often there is news of another.
   */
  public synchronized boolean dueBetween(RepositoryId repository, Instant now) {
    Turn turn = turn(repository);
    boolean rested =
        turn.listed().equals(Instant.MIN) || !now.isBefore(turn.listed().plus(interval));
    return hinted(turn) || (rested && due(repository, now));
  }

  private static boolean hinted(Turn turn) {
    return !turn.hinted().equals(Instant.MIN);
  }

  /** Whether a look that begins now lists the repository. */
  public synchronized boolean due(RepositoryId repository, Instant now) {
    Turn turn = turn(repository);
    return hinted(turn)
        || !now.isBefore(turn.leftUntil())
        || turn.listed().equals(Instant.MIN)
        || !now.isBefore(turn.listed().plus(Spans.times(interval, FALLBACK)));
  }

  /** The repository was listed by a look that began then. */
  public synchronized void listed(RepositoryId repository, Instant began) {
    Turn turn = turn(repository);
    // What was hinted at meanwhile may have come too late for the listing.
    Instant hinted = turn.hinted().isAfter(began) ? turn.hinted() : Instant.MIN;
    turns.put(repository, new Turn(began, turn.leftUntil(), hinted));
  }

  private Turn turn(RepositoryId repository) {
    return turns.getOrDefault(repository, Turn.NONE);
  }
}
