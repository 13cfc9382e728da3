package dev.bzzz.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalValuesTest {
  private static final LocalValues VALUES =
      LocalValues.of(
          List.of(
              Path.of("/srv/bee hive"),
              Path.of("/srv/bee hive/forge"),
              Path.of("/opt/jdk"),
              Path.of("/scratch"),
              Path.of("/"),
              Path.of("relative")),
          List.of("correct horse", "line-one\n  line-two \nx", "short"),
          "ann");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          cc -I/opt/jdk/include -L/scratch/lib x.c | cc -I[local path] -L[local path] x.c
          no /srv/bee hive: denied | no [local path]: denied
          no /srv/bee hive/forge/a.git, ok | no [local path], ok
          no /srv/bee hive/my work/a.git, ok | no [local path], ok
          file:/srv/bee hive/a and file:///opt/jdk/lib | [local path] and [local path]
          JAVA=/opt/jdk;/opt/jdk. | JAVA=[local path];[local path].
          the token correct horses | the token [secret]s
          found line-one and xline-twox | found [secret] and x[secret]x
          ann@box, uid=1000(ann), ann_b, Joann | [user]@box, uid=1000([user]), ann_b, Joann
          """)
  void aFailureTellsNoneOfThem(String text, String told) {
    assertThat(VALUES.ofFailure(text)).isEqualTo(told);
    assertThat(VALUES.ofFailure(told)).isEqualTo(told);
  }

  @Test
  void proseTellsNoneOfThemButItsWords() {
    assertThat(VALUES.ofProse("ann put -I/opt/jdk/include and correct horse into src/scratch/a"))
        .isEqualTo("ann put -I[local path] and [secret] into src/scratch/a");
    assertThat(LocalValues.of(List.of(), List.of(), "ann7").ofProse("by ann7"))
        .isEqualTo("by [user]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x/opt/jdk-21 and short",
        "src/scratch/a.c, ./scratch/b and `scratch`",
        "see /scratch",
        "line and two",
      })
  void whatOnlyLooksLikeThemStays(String text) {
    assertThat(VALUES.ofProse(text)).isEqualTo(text);
  }

  @Test
  void accountsOfServicesAreWords() {
    String text = "the root cause";

    assertThat(LocalValues.of(List.of(), List.of(), "root").ofFailure(text)).isEqualTo(text);
    assertThat(LocalValues.NONE.ofFailure("at /a/b by ann")).isEqualTo("at [local path] by ann");
  }

  @Test
  void aLinkHidesWhatItLeadsTo(@TempDir Path folder) throws IOException {
    Path real = Files.createDirectory(folder.toRealPath().resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);

    LocalValues values = LocalValues.of(List.of(link), List.of(), "");

    assertThat(values.ofProse("-I" + real + "/x -I" + link + "/x"))
        .isEqualTo("-I[local path] -I[local path]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/srv/bee hive/ ", "-I/scratch/", "file:/", "ann"})
  @Timeout(20)
  void noTextTakesLong(String part) {
    String text = part.repeat(10_000);

    assertThatCode(() -> VALUES.ofFailure(text)).doesNotThrowAnyException();
    assertThatCode(() -> VALUES.ofProse(text)).doesNotThrowAnyException();
  }

  @Test
  void theyAreBounded() {
    List<String> many = Collections.nCopies(LocalValues.MAX_VALUES + 1, "secret");

    assertThatThrownBy(() -> LocalValues.of(List.of(), many, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 100 paths");
  }
}
