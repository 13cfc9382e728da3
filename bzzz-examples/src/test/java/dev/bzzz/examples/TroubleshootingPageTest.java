package dev.bzzz.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The error messages in docs/troubleshooting.md are those of the sources. */
final class TroubleshootingPageTest {
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  /** What people read; shorter quotes are states, labels and names. */
  private static final int WORDS = 3;

  @Test
  void everyQuotedMessageIsOneThatTheSourcesHave() throws IOException {
    String sources = sources();
    int checked = 0;
    for (String line : MarkdownPage.read("docs/troubleshooting.md").lines()) {
      if (line.startsWith("| ") && !line.startsWith("| You see")) {
        Matcher quoted = QUOTED.matcher(line.substring(2, line.indexOf(" | ", 2) + 1));
        while (quoted.find()) {
          if (quoted.group(1).strip().split(" ").length >= WORDS) {
            for (String part : quoted.group(1).split("…")) {
              assertThat(sources.contains(part)).as("the sources say '%s'", part).isTrue();
            }
            checked++;
          }
        }
      }
    }
    assertThat(checked).isGreaterThan(20);
  }

  /** All sources with their string literals put together; what is between two literals is left. */
  private static String sources() throws IOException {
    StringBuilder all = new StringBuilder(Files.readString(MarkdownPage.ROOT.resolve("bzzz")));
    for (String module :
        List.of("bzzz-core", "bzzz-git", "bzzz-llm", "bzzz-p2p", "bzzz-examples")) {
      Path main = MarkdownPage.ROOT.resolve(module).resolve("src/main/java");
      try (Stream<Path> files = Files.walk(main)) {
        List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
        for (Path source : sources) {
          all.append(Files.readString(source).replaceAll("\"\\s*\\+\\s*\"", ""));
        }
      }
    }
    return all.toString().replace("\\\"", "\"");
  }
}
