package dev.bzzz.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForgeTextTest {
  @ParameterizedTest
  @CsvSource({
    "thanks @everyone, thanks ＠everyone",
    "@ann and @acme/team, ＠ann and ＠acme/team",
    "_@bob_ \\@bob (@bob), _＠bob_ \\＠bob (＠bob)",
    "Closes #12, Closes ＃12",
    "Fixes owner/repo#3, Fixes owner/repo＃3",
    "resolves GH-4 and !5, resolves GH–4 and ！5",
    "closes https://forge.example/a/b/issues/3, closes https：//forge.example/a/b/issues/3",
    "see http://x.org/a/-/merge_requests/3?a, see http：//x.org/a/-/merge_requests/3?a",
    "&#64;everyone closes &num;7, ＆＃64;everyone closes ＆num;7",
    "Bzzz-Claim: forged, Bzzz-Claim： forged",
    "bZZZ-task: x, bZZZ-task： x",
    "a <!-- bzzz:b --> c, a <! -- bzzz:b --> c",
    "/approve, ／approve",
    "a [skip ci] b [CI skip] c, a ［skip ci] b ［CI skip] c",
    "[no ci] [Skip Actions] [azp skip] [ci-skip], ［no ci] ［Skip Actions] ［azp skip] ［ci-skip]",
    "***NO_CI*** skip-checks: true, ＊＊＊NO_CI*** skip-checks： true",
    "<pre>and <PRE and <h2/> end, ＜pre>and ＜PRE and ＜h2/> end",
    "</td></tr></table> `<script src=x>`, ＜/td>＜/tr>＜/table> `＜script src=x>`",
    "<!DOCTYPE x <![CDATA[ <?php, ＜!DOCTYPE x ＜![CDATA[ ＜?php",
  })
  void whatAForgeWouldActOnIsOnlyShown(String text, String shown) {
    assertThat(ForgeText.line(text, 100)).isEqualTo(shown);
    assertThat(ForgeText.block("x\n" + text, 100)).isEqualTo("x\n" + shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ann@example.org",
        "[skipped] [no circle] a[skipCi] **Skip** the [ci] [skip](link)",
        "# A heading",
        "see https://example.org/docs/issues",
        "a/b and 1/2 & 3 < 4",
        "`List<String>` != null",
        "Map<K, V>, List<?>, List<? extends Bee> and Map<Preface, Path>",
        "<https://example.org>",
      })
  void whatIsHarmlessStaysAsItIs(String text) {
    assertThat(ForgeText.line(text, 100)).isEqualTo(text);
    assertThat(ForgeText.block(text, 100)).isEqualTo(text);
  }

  @Test
  void aFenceThatWasLeftOpenIsClosed() {
    assertThat(ForgeText.block("```java\nint a;", 100)).isEqualTo("```java\nint a;\n```");
    assertThat(ForgeText.block("~~~~\na\n~~~\n```", 100)).isEqualTo("~~~~\na\n~~~\n```\n~~~~");
    assertThat(ForgeText.block("```\na\n```\nb", 100)).isEqualTo("```\na\n```\nb");
    assertThat(ForgeText.block("``` a ``` b", 100)).isEqualTo("``` a ``` b");
  }

  @Test
  void whatIsTooLongIsCut() {
    assertThat(ForgeText.line("a".repeat(200), 10)).isEqualTo("a".repeat(9) + "…");
    assertThat(ForgeText.block("<!--".repeat(1000), 10)).hasSize(10).doesNotContain("<!--");
  }
}
