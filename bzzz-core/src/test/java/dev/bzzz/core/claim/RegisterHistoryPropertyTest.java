package dev.bzzz.core.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.sim.RegisterHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** Histories that a true register made are believed, and those of broken ones are not. */
class RegisterHistoryPropertyTest {
  private static final int TRIES = 60;

  /** How a register that was written to by several clients at once is wrong. */
  private enum Fault {
    NONE,
    /** A read shows the value before the newest. */
    STALE_READ,
    /** A compare-and-swap that lost is told that it won. */
    FALSE_WIN,
    /** A compare-and-swap that won changes nothing. */
    LOST_WRITE
  }

  @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
  void historiesOfARegisterAreBelieved(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int steps) {
    assertThat(new Register(seed, Fault.NONE).run(steps).violation()).isEmpty();
  }

  @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
  void staleReadsAreFound(@ForAll long seed) {
    assertThat(new Register(seed, Fault.STALE_READ).run(60).violation()).isPresent();
  }

  @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
  void falseWinsAreFound(@ForAll long seed) {
    assertThat(new Register(seed, Fault.FALSE_WIN).run(60).violation()).isPresent();
  }

  @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
  void lostWritesAreFound(@ForAll long seed) {
    assertThat(new Register(seed, Fault.LOST_WRITE).run(60).violation()).isPresent();
  }

  /**
   * A register of which every operation takes effect at one moment, each at the next one, and is
   * seen from outside as lasting from some time before to some time after. One third of the answers
   * to compare-and-swaps get lost. The fault, if any, is made once, between operations that overlap
   * with none.
   */
  private static final class Register {
    private static final int SPREAD = 8;

    private final Random random;
    private final Fault fault;
    private final RegisterHistory history = new RegisterHistory();
    private final List<String> values = new ArrayList<>(List.of(RegisterHistory.UNWRITTEN));
    private long moment;

    Register(long seed, Fault fault) {
      this.random = new Random(seed);
      this.fault = fault;
    }

    RegisterHistory run(int steps) {
      for (int i = 0; i < steps; i++) {
        moment++;
        if (i == steps / 2 && fault != Fault.NONE) {
          breakOnce();
        } else if (random.nextInt(3) == 0) {
          history.saw(began(), ended(), newest());
        } else {
          swap();
        }
      }
      return history;
    }

    private void swap() {
      String expected =
          random.nextInt(3) == 0 ? values.get(random.nextInt(values.size())) : newest();
      String next = "v" + values.size() + "-" + moment;
      boolean wins = expected.equals(newest());
      String found = newest();
      if (wins) {
        values.add(next);
      }
      if (random.nextInt(3) == 0) {
        history.unknown(began(), expected, next);
      } else if (wins) {
        history.won(began(), ended(), expected, next);
      } else {
        history.lost(began(), ended(), expected, found);
      }
    }

    private void breakOnce() {
      apart("a");
      apart("b");
      switch (fault) {
        case STALE_READ -> history.saw(++moment, ++moment, values.get(values.size() - 2));
        case FALSE_WIN -> history.won(++moment, ++moment, values.get(values.size() - 2), "false");
        case LOST_WRITE -> {
          history.won(++moment, ++moment, newest(), "lost");
          history.saw(++moment, ++moment, newest());
        }
        default -> throw new AssertionError("no fault: " + fault);
      }
      moment += SPREAD;
    }

    /** A write that overlaps with nothing. */
    private void apart(String name) {
      moment += SPREAD;
      String next = name + moment;
      history.won(++moment, ++moment, newest(), next);
      values.add(next);
      moment += SPREAD;
    }

    private String newest() {
      return values.get(values.size() - 1);
    }

    private long began() {
      return moment * 2 - random.nextInt(SPREAD);
    }

    private long ended() {
      return moment * 2 + random.nextInt(SPREAD);
    }
  }
}
