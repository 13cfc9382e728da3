package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.examples.MarkdownPage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The commands and options in README and docs exist. */
final class DocumentedCommandsTest {
  /** A call in a code block or in quotes, up to the end of the command. */
  private static final Pattern CALL =
      Pattern.compile(
          "(?:\\./bzzz|(?<=[`'])bzzz|-jar [^\\s`]*bzzz-agent\\.jar)((?: +[^\\s`;&|)#']+)*)");

  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");
  private static final Pattern LEADING_OPTION_ROW = Pattern.compile("^\\| `(--[a-z-]+).*");

  /** Options of git, Maven, java and others in the same texts. */
  private static final Set<String> FOREIGN =
      Set.of(
          "--ff-only",
          "--no-edit",
          "--no-pager",
          "--oneline",
          "--stat",
          "--format",
          "--bare",
          "--mirror",
          "--nproc",
          "--prefix",
          "--atomic",
          "--add-modules");

  /** Pages full of other programs' options; calls of ours are checked there as everywhere. */
  private static final Path OTHER_PROGRAMS = MarkdownPage.ROOT.resolve("docs/deploy");

  @Test
  void everyCommandInTheDocumentsExistsAndHasTheOptionsItIsCalledWith() {
    List<String> wrong = new ArrayList<>();
    CommandLine bzzz = Bzzz.commandLine(Map.of());
    int calls = 0;
    for (MarkdownPage page : MarkdownPage.all()) {
      Matcher call = CALL.matcher(page.text().replace("\\\n", " "));
      while (call.find()) {
        calls++;
        check(bzzz, call.group(1).strip(), page.file().toString(), wrong);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(calls).isGreaterThan(15);
  }

  @Test
  void everyOptionNamedInTheDocumentsIsOneOfSomeCommand() {
    Set<String> known = new TreeSet<>(FOREIGN);
    options(Bzzz.commandLine(Map.of()), known);

    for (MarkdownPage page : MarkdownPage.all()) {
      if (page.file().startsWith(OTHER_PROGRAMS)) {
        continue;
      }
      Matcher option = OPTION.matcher(page.text());
      while (option.find()) {
        assertThat(known).as("what %s names", page.file()).contains(option.group());
      }
    }
  }

  @Test
  void theReadmeListsTheOptionsOfTheDemo() {
    Set<String> listed = new TreeSet<>();
    MarkdownPage.read("README.md").lines().stream()
        .map(LEADING_OPTION_ROW::matcher)
        .filter(Matcher::matches)
        .forEach(row -> listed.add(row.group(1)));

    Set<String> options = new TreeSet<>();
    Bzzz.commandLine(Map.of())
        .getSubcommands()
        .get("demo")
        .getCommandSpec()
        .options()
        .forEach(option -> options.add(option.longestName()));
    options.removeAll(Set.of("--help", "--verbose"));

    assertThat(listed).isEqualTo(options);
  }

  private static void check(CommandLine bzzz, String call, String file, List<String> wrong) {
    CommandLine command = bzzz;
    for (String word : call.split(" +")) {
      String option = word.replaceFirst("=.*", "").replaceFirst("[.,:]$", "");
      if (option.startsWith("--")) {
        if (command.getCommandSpec().findOption(option) == null) {
          wrong.add(file + ": " + command.getCommandName() + " has no option " + option);
        }
      } else if (command.getSubcommands().containsKey(word)) {
        command = command.getSubcommands().get(word);
      } else if (!command.getSubcommands().isEmpty() && word.matches("[a-z]+")) {
        wrong.add(file + ": " + command.getCommandName() + " has no command " + word);
      }
    }
  }

  private static void options(CommandLine command, Set<String> names) {
    command.getCommandSpec().options().forEach(each -> names.addAll(List.of(each.names())));
    command.getSubcommands().values().forEach(each -> options(each, names));
  }
}
