package dev.bzzz.core.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.repo.CircuitBreaker;
import dev.bzzz.core.repo.InMemoryForge;
import dev.bzzz.core.repo.RepositoryName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardedForgeTest {
  private static final RepositoryName SHOP = new RepositoryName("acme", "shop");

  private final List<String> changes = new ArrayList<>();
  private final WatchedCalls calls = new WatchedCalls(new InMemoryForge("people"));
  private Instant now = Instant.EPOCH;
  private final InstantSource clock = () -> now;
  private final GuardedForge forge =
      new GuardedForge(
          calls.provider(),
          clock.withZone(ZoneOffset.UTC),
          (kind, state, why, wait) ->
              changes.add(kind + " " + state + " " + why + " " + wait.toMillis()));

  private void ask(int times) {
    for (int i = 0; i < times; i++) {
      assertThatThrownBy(() -> forge.repository(SHOP)).isInstanceOf(TransientException.class);
    }
  }

  @Test
  void aForgeThatFailsIsLeftAloneAndTheChangeIsToldOnce() {
    calls.fails = new TransientException("it is down", Duration.ZERO);

    ask(100);

    assertThat(calls.made).hasSize(CircuitBreaker.FAILURES);
    assertThat(changes).containsExactly("memory OPEN it is down 1000");
  }

  @Test
  void whoIsRefusedHearsWhyAndForHowLong() {
    calls.fails = new TransientException("it is down", Duration.ZERO);
    ask(CircuitBreaker.FAILURES);
    now = now.plusMillis(400);

    assertThatThrownBy(() -> forge.label(null, null, null))
        .isInstanceOfSatisfying(
            TransientException.class,
            e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofMillis(600)))
        .hasMessageContaining("left alone")
        .hasMessageContaining("it is down");
  }

  @Test
  void itIsAskedAgainByOneCallAndThenByAll() {
    calls.fails = new TransientException("it is down", Duration.ZERO);
    ask(CircuitBreaker.FAILURES);
    calls.fails = null;
    now = now.plus(CircuitBreaker.FIRST_DELAY);

    assertThat(forge.repositories()).isEmpty();
    assertThat(forge.repositories()).isEmpty();

    assertThat(changes)
        .containsExactly(
            "memory OPEN it is down 1000", "memory HALF_OPEN it is down 0", "memory CLOSED  0");
  }

  @Test
  void aForgeThatSaysNoIsNotFailing() {
    for (int i = 0; i < 3 * CircuitBreaker.FAILURES; i++) {
      assertThatThrownBy(() -> forge.repository(SHOP)).isInstanceOf(NotFound.class);
    }

    assertThat(calls.made).hasSize(3 * CircuitBreaker.FAILURES);
    assertThat(changes).isEmpty();
  }
}
