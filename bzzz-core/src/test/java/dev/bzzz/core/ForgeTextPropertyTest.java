package dev.bzzz.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ForgeTextPropertyTest {
  private static final int MAX = 120;
  private static final int MAX_FENCE = MAX + 1;

  /** What forges look for, as their documents say; told in other words than in the class. */
  private static final Pattern ACTS =
      Pattern.compile(
          "(^|[^A-Za-z0-9])@[A-Za-z0-9_]"
              + "|[#!][0-9]"
              + "|(?i:gh-[0-9])"
              + "|(?i:bzzz-[a-z]+:)"
              + "|<!--"
              + "|(?i:</?(pre|b|h1|details|script|td)(\\s|/|>|\\z))"
              + "|<![A-Za-z\\[]"
              + "|(?m:^\\s*<\\?[^>])"
              + "|&#?[A-Za-z0-9]+;"
              + "|(?i:https?://\\S*/issues/[0-9])"
              + "|(?m:^\\s*/[A-Za-z])"
              + "|(?i:\\[(skip ci|ci skip|no ci|skip actions|actions skip)\\])"
              + "|(?i:\\*\\*\\*NO_CI\\*\\*\\*)"
              + "|(?i:skip-checks:)");

  @Property(tries = 300)
  void nothingActs(@ForAll("texts") String text) {
    assertThat(ACTS.matcher(ForgeText.line(text, MAX)).find()).isFalse();
    assertThat(ACTS.matcher(ForgeText.block(text, MAX)).find()).isFalse();
  }

  @Property(tries = 300)
  void theLengthIsBoundedAndNothingIsChangedTwice(@ForAll("texts") String text) {
    String line = ForgeText.line(text, MAX);
    String block = ForgeText.block(text, MAX);

    assertThat(line.length()).isLessThanOrEqualTo(MAX);
    assertThat(line.lines().count()).isLessThanOrEqualTo(1);
    assertThat(block.length()).isLessThanOrEqualTo(2 * MAX_FENCE);
    assertThat(ForgeText.line(line, MAX)).isEqualTo(line);
    assertThat(ForgeText.block(block, 4 * MAX)).isEqualTo(block);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "@",
            "#",
            "!",
            "1",
            "a",
            "Z",
            "_",
            "-",
            "/",
            ":",
            ";",
            "&",
            "<!",
            "<",
            "</",
            "?",
            "pre",
            "Details",
            "b",
            "[CDATA[",
            "[",
            "]",
            "skip",
            "ci",
            "no",
            "Actions",
            "***",
            "NO_CI",
            "-checks:",
            "script",
            "--",
            ">",
            "`",
            "```",
            "~~~",
            "\n",
            "\r",
            " ",
            "\\",
            "\u200b",
            "\u001b",
            "é",
            "🐝",
            "closes",
            "bzzz-claim",
            "GH-",
            "https://x/issues/",
            "everyone",
            "&#64;")
        .list()
        .ofMaxSize(60)
        .map(parts -> String.join("", parts));
  }
}
