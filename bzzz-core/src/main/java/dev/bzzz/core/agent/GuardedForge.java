package dev.bzzz.core.agent;

import dev.bzzz.core.TransientException;
import dev.bzzz.core.repo.CircuitBreaker;
import dev.bzzz.core.repo.CircuitBreaker.State;
import dev.bzzz.core.repo.RepositoryProvider;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A forge behind a {@link CircuitBreaker}: one that fails is left alone for a while, by everything
 * the agent does there. Only a {@link TransientException} is a failure; any other end of a call
 * means that the forge answers. Safe for use by many threads.
 */
final class GuardedForge extends ForwardingForge {
  private final Clock clock;
  private final Listener listener;
  private final CircuitBreaker breaker = new CircuitBreaker();
  private String reason = "";

  /** Hears of the changes of the breaker, each once and in their order; must not call the forge. */
  interface Listener {
    /**
     * The breaker has changed.
     *
     * @param why what the forge has failed with last; empty when it is closed
     * @param wait how long no call is made; zero unless it is open
     */
    void changed(String forge, State state, String why, Duration wait);
  }

  GuardedForge(RepositoryProvider behind, Clock clock, Listener listener) {
    super(behind);
    this.clock = clock;
    this.listener = listener;
  }

  @Override
  <T> T call(Supplier<T> call) {
    requireAdmitted();
    try {
      T answer = call.get();
      changing(now -> breaker.answered());
      return answer;
    } catch (TransientException e) {
      changing(now -> failed(e, now));
      throw e;
    } catch (RuntimeException e) {
      changing(now -> breaker.answered());
      throw e;
    }
  }

  private void requireAdmitted() {
    boolean[] admitted = new boolean[1];
    changing(now -> admitted[0] = breaker.admits(now));
    if (!admitted[0]) {
      throw refused();
    }
  }

  /** Without the time that is left, so that a trouble that goes on is told once. */
  private synchronized TransientException refused() {
    return new TransientException(
        "the " + kind() + " forge is left alone for a while, since it failed: " + reason,
        breaker.remaining(clock.instant()));
  }

  private void failed(TransientException failure, Instant now) {
    reason = failure.getMessage();
    breaker.failed(failure.retryAfter(), now);
  }

  /** Tells of a change while it is locked, so that changes are told in their order. */
  private synchronized void changing(Consumer<Instant> change) {
    Instant now = clock.instant();
    State before = breaker.state();
    change.accept(now);
    State after = breaker.state();
    if (after != before) {
      Duration wait = after == State.OPEN ? breaker.remaining(now) : Duration.ZERO;
      listener.changed(kind(), after, after == State.CLOSED ? "" : reason, wait);
    }
  }
}
