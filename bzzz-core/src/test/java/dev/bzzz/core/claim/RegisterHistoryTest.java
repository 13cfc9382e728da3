package dev.bzzz.core.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.testkit.RegisterHistory;
import dev.bzzz.core.testkit.RegisterHistory.Operation;
import org.junit.jupiter.api.Test;

class RegisterHistoryTest {
  private final RegisterHistory history = new RegisterHistory();

  @Test
  void overlappingOperationsMayTakeEffectInAnyOrder() {
    wrote(1, 0, 10);
    wrote(2, 1, 9);
    saw(1, 2, 8);
    saw(0, 2, 8);
    saw(2, 3, 7);

    assertThat(history.violation()).isEmpty();
    assertThat(history.writes()).isEqualTo(2);
  }

  @Test
  void twoReadsOfOneValueHaveNoOrder() {
    wrote(1, 0, 1);
    saw(1, 2, 3);
    saw(1, 4, 5);

    assertThat(history.violation()).isEmpty();
  }

  @Test
  void twoWinnersOfOneNumberAreFound() {
    wrote(1, 0, 10);
    wrote(1, 0, 10);

    assertThat(history.violation()).isPresent();
  }

  @Test
  void aForkIsFound() {
    wrote(1, 0, 10);
    history.add(new Operation(0, 10, false, 1, "other"));

    assertThat(history.violation()).isPresent();
  }

  @Test
  void aStaleReadIsFound() {
    wrote(1, 0, 1);
    wrote(2, 2, 3);
    saw(1, 4, 5);

    assertThat(history.violation()).isPresent();
  }

  @Test
  void aReadOfTheFutureIsFound() {
    saw(1, 0, 1);
    wrote(1, 2, 3);

    assertThat(history.violation()).isPresent();
  }

  private void wrote(long number, long began, long ended) {
    history.add(new Operation(began, ended, true, number, "value " + number));
  }

  private void saw(long number, long began, long ended) {
    history.add(new Operation(began, ended, false, number, "value " + number));
  }
}
