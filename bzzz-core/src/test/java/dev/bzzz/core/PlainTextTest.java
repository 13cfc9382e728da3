package dev.bzzz.core;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PlainTextTest {
  @Test
  void aLineKeepsWordsAndLosesWhatMovesTheCursor() {
    assertThat(PlainText.line(" a\n\tb\u001b[2Jc\u202ed ", 80)).isEqualTo("a b?[2Jc?d");
  }

  @Test
  void aBlockKeepsLinesAndTabs() {
    assertThat(PlainText.block("a\r\n\tb\u0007", 80)).isEqualTo("a\n\tb?");
  }

  @Test
  void whatIsTooLongIsCutBetweenCharacters() {
    assertThat(PlainText.line("abcdef", 4)).isEqualTo("abc…");
    assertThat(PlainText.block("ab\ud83d\ude00cd", 4)).isEqualTo("ab…");
  }

  @Property
  void aLineIsOneLineOfBoundedLength(@ForAll String text) {
    String line = PlainText.line(text, 20);

    assertThat(line.length()).isLessThanOrEqualTo(20);
    assertThat(line.chars()).noneMatch(Character::isISOControl);
    assertThat(line.lines().count()).isLessThanOrEqualTo(1);
  }
}
