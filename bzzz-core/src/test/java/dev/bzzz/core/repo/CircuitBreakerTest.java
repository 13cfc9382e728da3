package dev.bzzz.core.repo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.repo.CircuitBreaker.State;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private static final Duration NOT_SAID = Duration.ZERO;

  private final CircuitBreaker breaker = new CircuitBreaker();
  private Instant now = Instant.EPOCH;

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed(NOT_SAID, now);
    }
  }

  /** Lets the delay pass, and the probe fail. */
  private void failProbe(Duration retryAfter) {
    now = now.plus(breaker.remaining(now));
    assertThat(breaker.admits(now)).isTrue();
    breaker.failed(retryAfter, now);
  }

  @Test
  void itAdmitsCallsUntilFiveInARowHaveFailed() {
    fail(CircuitBreaker.FAILURES - 1);
    breaker.answered();
    fail(CircuitBreaker.FAILURES - 1);

    assertThat(breaker.admits(now)).isTrue();

    fail(1);

    assertThat(breaker.admits(now)).isFalse();
    assertThat(breaker.state()).isEqualTo(State.OPEN);
    assertThat(breaker.remaining(now)).isEqualTo(CircuitBreaker.FIRST_DELAY);
  }

  @Test
  void afterItsDelayItAdmitsOneProbeWhoseAnswerClosesIt() {
    fail(CircuitBreaker.FAILURES);
    now = now.plus(CircuitBreaker.FIRST_DELAY);

    assertThat(breaker.admits(now)).isTrue();
    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    assertThat(breaker.admits(now)).isFalse();

    breaker.answered();

    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    assertThat(breaker.admits(now)).isTrue();
    fail(CircuitBreaker.FAILURES - 1);
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void itsDelayDoublesWithEachProbeThatFailsUpToALimit() {
    fail(CircuitBreaker.FAILURES);

    failProbe(NOT_SAID);
    assertThat(breaker.remaining(now)).isEqualTo(CircuitBreaker.FIRST_DELAY.multipliedBy(2));
    failProbe(NOT_SAID);
    assertThat(breaker.remaining(now)).isEqualTo(CircuitBreaker.FIRST_DELAY.multipliedBy(4));
    for (int i = 0; i < 100; i++) {
      failProbe(NOT_SAID);
    }
    assertThat(breaker.remaining(now)).isEqualTo(CircuitBreaker.MAX_DELAY);

    now = now.plus(CircuitBreaker.MAX_DELAY);
    breaker.admits(now);
    breaker.answered();
    fail(CircuitBreaker.FAILURES);
    assertThat(breaker.remaining(now)).isEqualTo(CircuitBreaker.FIRST_DELAY);
  }

  @Test
  void aForgeThatAsksToBeLeftAloneIsLeftAloneAtOnceAndForSoLong() {
    breaker.failed(Duration.ofSeconds(90), now);

    assertThat(breaker.state()).isEqualTo(State.OPEN);
    assertThat(breaker.remaining(now)).isEqualTo(Duration.ofSeconds(90));

    failProbe(Duration.ofDays(365));
    assertThat(breaker.remaining(now)).isEqualTo(CircuitBreaker.MAX_ASKED);
  }

  @Test
  void whatTheForgeAsksForInPassingIsNoReasonToLeaveItAlone() {
    breaker.failed(CircuitBreaker.FIRST_DELAY, now);

    assertThat(breaker.admits(now)).isTrue();
  }

  @Test
  void endsOfCallsFromBeforeItOpenedChangeNothing() {
    fail(CircuitBreaker.FAILURES);

    breaker.answered();
    breaker.failed(Duration.ofMinutes(10), now);

    assertThat(breaker.state()).isEqualTo(State.OPEN);
    assertThat(breaker.remaining(now)).isEqualTo(CircuitBreaker.FIRST_DELAY);
  }

  @Test
  void aProbeThatNeverEndsIsReplaced() {
    fail(CircuitBreaker.FAILURES);
    now = now.plus(CircuitBreaker.FIRST_DELAY);
    breaker.admits(now);

    now = now.plus(CircuitBreaker.MAX_DELAY);

    assertThat(breaker.admits(now)).isTrue();
  }
}
