package dev.bzzz.core.repo;

import java.time.Duration;
import java.time.Instant;

/**
 * Keeps an agent from hammering at a forge that fails (Nygard, Release It!, 2007). Closed, it
 * admits every call. {@value #FAILURES} transient failures in a row, or one with which the forge
 * asks for more than {@link #FIRST_DELAY}, open it: then no call is admitted until a delay is over.
 * After that it is half open and admits one call as a probe: an answer closes it, a failure opens
 * it again for twice as long, up to {@link #MAX_DELAY}, or for as long as the forge asks, up to
 * {@link #MAX_ASKED}.
 *
 * <p>Time is handed in. Confined to whoever locks it.
 */
public final class CircuitBreaker {
  /** So many failures in a row open it. */
  public static final int FAILURES = 5;

  /** How long it is open for the first time. */
  public static final Duration FIRST_DELAY = Duration.ofSeconds(1);

  /** How long it is open at most when the forge asks for nothing; a probe is given as long. */
  public static final Duration MAX_DELAY = Duration.ofMinutes(2);

  /** How long it is open at most when the forge asks for more. */
  public static final Duration MAX_ASKED = Duration.ofHours(1);

  /** What calls may be made. */
  public enum State {
    /** All. */
    CLOSED,
    /** None. */
    OPEN,
    /** One, whose end decides. */
    HALF_OPEN
  }

  private State state = State.CLOSED;
  private int failures;
  private Duration delay = FIRST_DELAY;
  private Instant until = Instant.MIN;

  /** What calls may be made now. */
  public State state() {
    return state;
  }

  /** Whether a call may be made; when it is, its end is to be told. */
  public boolean admits(Instant now) {
    if (state == State.CLOSED) {
      return true;
    }
    if (now.isBefore(until)) {
      return false;
    }
    state = State.HALF_OPEN;
    until = now.plus(MAX_DELAY); // a probe that never ends is replaced by another one
    return true;
  }

  /** The forge has answered, if only that it refuses. */
  public void answered() {
    if (state != State.OPEN) { // else it answers a call from before it failed
      state = State.CLOSED;
      failures = 0;
      delay = FIRST_DELAY;
    }
  }

  /**
   * The forge has failed.
   *
   * @param retryAfter how long it asks to be left alone; zero when it does not say
   */
  public void failed(Duration retryAfter, Instant now) {
    if (state == State.OPEN) {
      return; // a call from before
    }
    failures++;
    boolean asked = retryAfter.compareTo(FIRST_DELAY) > 0;
    if (state == State.CLOSED && failures < FAILURES && !asked) {
      return;
    }
    if (state == State.HALF_OPEN) {
      delay = shorter(delay.multipliedBy(2), MAX_DELAY);
    }
    Duration wanted = shorter(retryAfter, MAX_ASKED);
    state = State.OPEN;
    until = now.plus(wanted.compareTo(delay) > 0 ? wanted : delay);
  }

  /** How many failures in a row there were. */
  public int failures() {
    return failures;
  }

  /** How long no call is admitted; zero when one is. */
  public Duration remaining(Instant now) {
    return state == State.CLOSED || !now.isBefore(until)
        ? Duration.ZERO
        : Duration.between(now, until);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
