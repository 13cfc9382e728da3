package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.examples.MarkdownPage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/simulator.md shows an example, how to run it and what it prints: so it is. */
final class SimulatorPageTest {
  private static final String JAR = "bzzz-examples/target/bzzz-agent.jar";

  @TempDir private Path temp;

  @Test
  void theExampleIsCompiledAndRunAsItStandsAndPrintsWhatIsShown() throws IOException {
    List<MarkdownPage.Block> blocks =
        MarkdownPage.read("docs/simulator.md").blocks().stream()
            .filter(block -> block.section().startsWith("Test your own protocol"))
            .limit(3)
            .toList();
    assertThat(blocks)
        .extracting(MarkdownPage.Block::language)
        .containsExactly("java", "sh", "text");
    List<String> commands = blocks.get(1).text().lines().toList();
    assertThat(commands).hasSize(2);
    Files.writeString(temp.resolve("StaggeredProtocol.java"), blocks.get(0).text());

    compile(words(commands.get(0)));
    Cli.Ended ended = run(words(commands.get(1)));

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.out()).matches(asPattern(blocks.get(2).text()));
    assertThat(Files.readString(MarkdownPage.ROOT.resolve("bzzz")))
        .contains("jar=$target/" + JAR.replaceFirst(".*/", ""));
  }

  /** The words of a command, its files in the temporary folder and the jar that of this test. */
  private List<String> words(String command) {
    Map<String, String> places =
        Map.of(
            JAR,
            System.getProperty("java.class.path"),
            "classes",
            temp.resolve("classes").toString(),
            "StaggeredProtocol.java",
            temp.resolve("StaggeredProtocol.java").toString());
    return Stream.of(command.split(" "))
        .map(
            word -> {
              int value = word.indexOf('=') + 1;
              String name = word.substring(value);
              return word.substring(0, value) + places.getOrDefault(name, name);
            })
        .toList();
  }

  private static void compile(List<String> words) {
    assertThat(words.get(0)).isEqualTo("javac");
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, told, told, words.subList(1, words.size()).toArray(new String[0]));
    assertThat(result).as(told.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(told.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private static Cli.Ended run(List<String> words) {
    assertThat(words.get(0)).isEqualTo("./bzzz");
    return Cli.run(words.subList(1, words.size()).toArray());
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
