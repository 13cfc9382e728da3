package dev.bzzz.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MemoTest {
  @Test
  void whatIsKnownIsNotAskedForAgain() {
    List<String> asked = new ArrayList<>();
    Memo<String, Integer> lengths = new Memo<>(16, text -> length(text, asked));

    assertThat(lengths.get("three")).isEqualTo(5);
    assertThat(lengths.get("three")).isEqualTo(5);

    assertThat(asked).containsExactly("three");
  }

  @Test
  void oneThatHasRoomForOneIsStillRight() {
    List<String> asked = new ArrayList<>();
    Memo<String, Integer> lengths = new Memo<>(1, text -> length(text, asked));

    assertThat(lengths.get("one")).isEqualTo(3);
    assertThat(lengths.get("three")).isEqualTo(5);
    assertThat(lengths.get("one")).isEqualTo(3);

    assertThat(asked).containsExactly("one", "three", "one");
  }

  @Test
  void itsSizeIsAPowerOfTwo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Memo<String, Integer>(12, String::length))
        .withMessageContaining("12");
  }

  @Test
  void itHasAsManyPlacesAsItNeedsAndNoMoreThanItMay() {
    Memo<Integer, Integer> squares = new Memo<>(1 << 12, number -> number * number);

    int small = squares.places();
    for (int i = 0; i < 100; i++) {
      assertThat(squares.get(i)).isEqualTo(i * i);
    }
    int still = squares.places();
    for (int i = 0; i < 100_000; i++) {
      assertThat(squares.get(i % 20_000)).isEqualTo(i % 20_000 * (i % 20_000));
    }

    assertThat(still).isEqualTo(small).isLessThan(1 << 12);
    assertThat(squares.places()).isEqualTo(1 << 12);
  }

  private static int length(String text, List<String> asked) {
    asked.add(text);
    return text.length();
  }
}
