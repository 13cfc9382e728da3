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

  private static int length(String text, List<String> asked) {
    asked.add(text);
    return text.length();
  }
}
