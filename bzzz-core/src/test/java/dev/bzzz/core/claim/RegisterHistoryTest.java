package dev.bzzz.core.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.sim.RegisterHistory;
import org.junit.jupiter.api.Test;

class RegisterHistoryTest {
  private static final String NONE = RegisterHistory.UNWRITTEN;

  private final RegisterHistory history = new RegisterHistory();

  @Test
  void overlappingOperationsMayTakeEffectInAnyOrder() {
    history.won(0, 10, NONE, "a");
    history.won(1, 9, "a", "b");
    history.saw(2, 8, "a");
    history.saw(2, 8, NONE);
    history.saw(3, 7, "b");
    history.lost(3, 7, "x", "a");

    assertThat(history.violation()).isEmpty();
    assertThat(history.writes()).isEqualTo(2);
  }

  @Test
  void twoReadsOfOneValueHaveNoOrder() {
    history.won(0, 1, NONE, "a");
    history.saw(2, 3, "a");
    history.saw(4, 5, "a");

    assertThat(history.violation()).isEmpty();
  }

  @Test
  void twoWinnersOfOneValueAreFound() {
    history.won(0, 10, NONE, "a");
    history.won(0, 10, NONE, "b");

    assertThat(history.violation()).isPresent();
  }

  @Test
  void aValueNobodyWroteIsFound() {
    history.won(0, 10, NONE, "a");
    history.saw(0, 10, "other");

    assertThat(history.violation()).hasValueSatisfying(why -> assertThat(why).contains("other"));
  }

  @Test
  void aStaleReadIsFound() {
    history.won(0, 1, NONE, "a");
    history.won(2, 3, "a", "b");
    history.saw(4, 5, "a");

    assertThat(history.violation()).isPresent();
  }

  @Test
  void aReadOfTheFutureIsFound() {
    history.saw(0, 1, "a");
    history.won(2, 3, NONE, "a");

    assertThat(history.violation()).isPresent();
  }

  @Test
  void aLoserThatFoundWhatItExpectedIsFound() {
    history.won(0, 1, NONE, "a");
    history.lost(2, 3, "a", "a");

    assertThat(history.violation()).isPresent();
  }

  @Test
  void anUnknownMayHaveHappenedAtAnyTimeAfterItBegan() {
    history.unknown(0, "a", "b");
    history.won(1, 2, NONE, "a");
    history.saw(3, 4, "a");
    history.saw(5, 6, "b");
    history.saw(7, 8, "b");

    assertThat(history.violation()).isEmpty();
  }

  @Test
  void anUnknownMayNeverHaveHappened() {
    history.unknown(0, NONE, "a");
    history.unknown(0, NONE, "b");
    history.saw(1, 2, NONE);
    history.won(3, 4, NONE, "c");
    history.saw(5, 6, "c");

    assertThat(history.violation()).isEmpty();
  }

  @Test
  void anUnknownDidNotHappenBeforeItBeganNorTwice() {
    history.saw(0, 1, "a");
    history.unknown(2, NONE, "a");

    assertThat(history.violation()).isPresent();

    RegisterHistory twice = new RegisterHistory();
    twice.unknown(0, NONE, "a");
    twice.saw(1, 2, "a");
    twice.won(3, 4, "a", NONE);
    twice.saw(5, 6, "a");

    assertThat(twice.violation()).isPresent();
  }

  @Test
  void unknownsOfEqualExpectationAreTriedOneAfterTheOther() {
    for (int i = 0; i < 30; i++) {
      history.unknown(0, NONE, "v" + i);
    }
    history.saw(1, 2, "v17");
    history.won(3, 4, "v17", "last");
    history.saw(5, 6, "last");

    assertThat(history.violation()).isEmpty();
  }
}
