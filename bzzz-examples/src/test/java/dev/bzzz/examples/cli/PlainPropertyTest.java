package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class PlainPropertyTest {
  @Property(tries = 300)
  void aLineIsOneLineWithoutControlCharacters(@ForAll String text) {
    String line = Plain.line(text);

    assertThat(line.lines().count()).isLessThanOrEqualTo(1);
    assertThat(line.codePoints())
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
    assertThat(Plain.line(line)).isEqualTo(line);
  }

  @Property(tries = 300)
  void abbreviatedTextIsShortEnough(
      @ForAll String text, @ForAll @IntRange(min = 1, max = 20) int most) {
    String cut = Plain.abbreviated(text, most);

    assertThat(cut.codePointCount(0, cut.length())).isLessThanOrEqualTo(most);
  }

  @Property(tries = 300)
  void tablesHaveALineForEachRow(@ForAll List<String> cells) {
    List<List<String>> rows = cells.stream().map(cell -> List.of(cell, "x")).toList();

    assertThat(Plain.table(rows)).hasSize(rows.size());
  }
}
