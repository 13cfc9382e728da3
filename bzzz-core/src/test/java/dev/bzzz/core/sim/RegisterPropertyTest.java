package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** A register answers what walking along its commits and moves would. */
class RegisterPropertyTest {
  private static final int LONG = 60_000;

  @Property(tries = 100)
  void knowsWhatLiesBehindACommit(@ForAll @Size(max = 40) List<@IntRange(max = 99) Integer> deeds) {
    Register register = new Register(LoneAgent.TASK);

    List<Register.Entry> made = entries(play(register, deeds));

    for (Register.Entry from : made) {
      assertThat(register.isPast(from.position, "")).isFalse();
      assertThat(register.isPast("", from.position)).isFalse();
      for (Register.Entry old : made) {
        assertThat(register.isPast(from.position, old.position)).isEqualTo(walk(from, old));
      }
    }
  }

  @Property(tries = 100)
  void knowsWhereItWasSinceAMove(@ForAll @Size(max = 20) List<@IntRange(max = 99) Integer> deeds) {
    Register register = new Register(LoneAgent.TASK);

    List<String> history = play(register, deeds).stream().map(RegisterPropertyTest::text).toList();

    assertThat(register.moves()).isEqualTo(history.size() - 1);
    for (String position : history) {
      for (int since = 0; since < history.size(); since++) {
        assertThat(register.wasAt(position, since))
            .isEqualTo(history.subList(since, history.size()).contains(position));
      }
    }
    assertThat(register.wasAt("elsewhere", 0)).isFalse();
  }

  /** Of each commit of a long chain, as often as a liar who writes them all makes agents ask. */
  @Example
  void answersForEachCommitOfALongChain() {
    Register register = new Register(LoneAgent.TASK);
    for (int i = 0; i < LONG; i++) {
      register.moveTo(register.garbage("c" + i));
    }

    for (int i = 0; i < LONG; i++) {
      assertThat(register.isPast("c" + (LONG - 1), "c" + i)).isTrue();
      assertThat(register.isPast("c" + i, "c" + (LONG - 1))).isEqualTo(i == LONG - 1);
      assertThat(register.wasAt("c" + i, i + 1)).isTrue();
      assertThat(register.wasAt("c" + i, i + 2)).isFalse();
    }
  }

  /**
   * Writes a commit on top, or moves the ref to an older one, or away.
   *
   * @return where the ref was at first and after each deed
   */
  private static List<@Nullable Register.Entry> play(Register register, List<Integer> deeds) {
    List<@Nullable Register.Entry> history = new ArrayList<>();
    history.add(null);
    for (int deed : deeds) {
      register.moveTo(
          deed < 80 ? register.garbage("c" + history.size()) : history.get(deed % history.size()));
      history.add(register.current());
    }
    return history;
  }

  private static List<Register.Entry> entries(List<@Nullable Register.Entry> history) {
    List<Register.Entry> entries = new ArrayList<>();
    for (Register.Entry each : history) {
      if (each != null) {
        entries.add(each);
      }
    }
    return entries;
  }

  private static boolean walk(Register.Entry from, Register.Entry old) {
    Register.Entry at = from;
    while (at != null && at != old) {
      at = at.parent;
    }
    return at == old;
  }

  private static String text(Register.@Nullable Entry entry) {
    return entry == null ? "" : entry.position;
  }
}
