package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.examples.MarkdownPage;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/simulator.md shows what its example prints. The Java in it is compiled and run too. */
final class SimulatorPageTest {
  @Test
  void theExampleIsRunAsItStandsAndPrintsWhatIsShown() {
    List<MarkdownPage.Block> blocks =
        MarkdownPage.read("docs/simulator.md").blocks().stream()
            .filter(block -> block.section().startsWith("Test your own protocol"))
            .filter(block -> !block.language().equals("java"))
            .toList();
    assertThat(blocks).extracting(MarkdownPage.Block::language).containsExactly("sh", "text");
    String[] words = blocks.get(0).text().strip().split(" ");
    assertThat(words[0]).isEqualTo("./bzzz");

    Cli.Ended ended = Cli.run(List.of(words).subList(1, words.length).toArray());

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).matches(asPattern(blocks.get(1).text()));
  }

  /** {@code …} stands for anything within a line. */
  private static Pattern asPattern(String shown) {
    return Pattern.compile(
        shown
            .lines()
            .map(line -> Pattern.quote(line).replace("…", "\\E.*\\Q") + "\\R")
            .collect(Collectors.joining()));
  }
}
