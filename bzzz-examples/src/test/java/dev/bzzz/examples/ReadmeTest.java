package dev.bzzz.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README and the pages below docs say what is so. */
final class ReadmeTest {
  private static final MarkdownPage README = MarkdownPage.read("README.md");
  private static final Path SOURCES =
      Path.of("src", "main", "java", "dev", "bzzz", "examples", "quickstart");

  /** Markdown's own form of a link; pictures have it too. */
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  private static final Pattern SNIPPET = Pattern.compile("<!-- snippet: (\\w+) -->");

  @Test
  void theJavaInTheReadmeIsThatOfTheQuickstartClass() throws Exception {
    String source = Files.readString(SOURCES.resolve("EmbeddedAgent.java"));

    List<String> snippets =
        README.blocks().stream()
            .filter(block -> block.language().equals("java"))
            .map(MarkdownPage.Block::text)
            .toList();

    assertThat(snippets).hasSize(1);
    assertThat(inOneLine(source)).contains(inOneLine(snippets.get(0)));
  }

  @Test
  void everyMarkedSnippetOfThePagesIsInTheClassItNames() throws Exception {
    int checked = 0;
    for (MarkdownPage page : MarkdownPage.all()) {
      for (MarkdownPage.Block block : page.blocks()) {
        if (block.language().equals("java")) {
          Matcher marker = SNIPPET.matcher(page.lines().get(block.line() - 3));
          assertThat(marker.matches())
              .as("the Java at %s:%d names its class", page.file(), block.line())
              .isTrue();
          String source = inOneLine(Files.readString(sourceOf(marker.group(1))));
          assertThat(source)
              .as("%s:%d", page.file(), block.line())
              .contains(inOneLine(block.text()));
          checked++;
        }
      }
    }
    assertThat(checked).isPositive();
  }

  @Test
  void theReadmeNamesTheTwoCommands() {
    assertThat(README.text()).contains("mvn -B verify").contains("./bzzz demo");
  }

  @Test
  void theVersionToDependOnIsTheOneThatIsBuilt() throws Exception {
    String pom = Files.readString(MarkdownPage.ROOT.resolve("pom.xml"));
    Matcher version =
        Pattern.compile("<artifactId>bzzz</artifactId>\\s*<version>([^<]+)</version>").matcher(pom);

    assertThat(version.find()).isTrue();
    assertThat(README.text())
        .contains("<artifactId>bzzz-git</artifactId>")
        .contains("<version>" + version.group(1) + "</version>");
    for (MarkdownPage page : MarkdownPage.all()) {
      assertThat(page.text().replace("<version>" + version.group(1) + "</version>", ""))
          .as("%s", page.file())
          .doesNotContain("<version>");
    }
  }

  @Test
  void everyRelativeLinkLeadsSomewhere() {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (MarkdownPage page : MarkdownPage.all()) {
      Matcher link = LINK.matcher(page.text());
      while (link.find()) {
        if (!link.group(1).matches("(https?|mailto):.*")) {
          links++;
          if (!resolves(page, link.group(1))) {
            broken.add(page.file() + " → " + link.group(1));
          }
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(links).isGreaterThan(10);
  }

  @Test
  void everyPageIsLinkedFromTheReadmeOrAnotherPage() throws Exception {
    String all = MarkdownPage.all().stream().map(MarkdownPage::text).collect(Collectors.joining());

    for (MarkdownPage page : MarkdownPage.all()) {
      Path file = page.file();
      if (!file.getParent().endsWith("decisions") && !file.endsWith("README.md")) {
        assertThat(all).as("a link to %s", file).contains(file.getFileName() + ")");
      }
    }
  }

  private static boolean resolves(MarkdownPage page, String target) {
    String path = target.replaceFirst("#.*", "");
    Path file = path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
    if (!Files.exists(file)) {
      return false;
    }
    int anchor = target.indexOf('#');
    return anchor < 0
        || MarkdownPage.read(MarkdownPage.ROOT.relativize(file).toString()).lines().stream()
            .filter(line -> line.startsWith("#"))
            .anyMatch(line -> anchorOf(line).equals(target.substring(anchor + 1)));
  }

  /** How a heading is called in a link. */
  private static String anchorOf(String heading) {
    return heading
        .replaceFirst("^#+ *", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9 -]", "")
        .replace(' ', '-');
  }

  /** A class named by a snippet, wherever in the sources it is. */
  private static Path sourceOf(String name) throws Exception {
    for (String module :
        List.of("bzzz-examples", "bzzz-git", "bzzz-core", "bzzz-p2p", "bzzz-llm")) {
      try (var files = Files.walk(MarkdownPage.ROOT.resolve(module).resolve("src"))) {
        var found = files.filter(file -> file.endsWith(name + ".java")).findFirst();
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    throw new AssertionError("there is no class " + name);
  }

  private static String inOneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
