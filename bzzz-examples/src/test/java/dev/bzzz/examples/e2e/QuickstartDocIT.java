package dev.bzzz.examples.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bzzz.core.sandbox.BubblewrapSandbox;
import dev.bzzz.examples.MarkdownPage;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does what docs/quickstart.md says: runs its {@code sh} blocks in order, as they stand, and looks
 * whether each {@code text} block is what the one before it printed. {@code …} in those stands for
 * anything, and lines that it does not show may stand between. Ollama is a {@link FakeOllama},
 * named by the documented variable; blocks marked {@code console} are not run.
 */
final class QuickstartDocIT {
  private static final String PAGE = "docs/quickstart.md";
  private static final String NO_MODEL = "Without Ollama";
  private static final int SECONDS = 120;
  private static final Path BUILT = Path.of("target").toAbsolutePath();
  private static final Path JAR = BUILT.resolve("bzzz-agent.jar");

  @TempDir private Path folder;

  @Test
  void everyCommandOfTheQuickstartWorks() throws Exception {
    assumeTrue(Files.exists(JAR), "the jar is built by the package phase");
    String unavailable = BubblewrapSandbox.unavailable().orElse("");
    assumeTrue(unavailable.isEmpty(), unavailable);
    layOut();
    List<MarkdownPage.Block> blocks = MarkdownPage.read(PAGE).blocks();

    int executed = 0;
    try (FakeOllama ollama = new FakeOllama("qwen3:8b", "quickstart-turns.json")) {
      String printed = "";
      for (MarkdownPage.Block block : blocks) {
        if (block.language().equals("sh")) {
          printed = run(block, ollama.url());
          executed++;
        } else if (block.language().equals("text")) {
          assertThat(printed)
              .as("what %s:%d shows", PAGE, block.line())
              .containsPattern(Pattern.compile(asPattern(block.text())));
        }
      }
    }

    assertThat(blocks)
        .extracting(MarkdownPage.Block::language)
        .containsOnly("sh", "text", "console");
    assertThat(executed).isGreaterThan(8);
  }

  /** The launcher beside the jar that was built, without sources it could be older than. */
  private void layOut() throws IOException {
    Path target = Files.createDirectories(folder.resolve("bzzz-examples/target"));
    try (DirectoryStream<Path> agent = Files.newDirectoryStream(BUILT, "bzzz-agent*.j*")) {
      for (Path each : agent) {
        Files.createSymbolicLink(target.resolve(each.getFileName()), each);
      }
    }
    Files.copy(
        MarkdownPage.ROOT.resolve("bzzz"),
        folder.resolve("bzzz"),
        StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectories(folder.resolve("home"));
  }

  /** Runs one block as a person would type it, and returns what the terminal shows. */
  private String run(MarkdownPage.Block block, String url) throws Exception {
    Path terminal = folder.resolve("terminal");
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-e", "-c", block.text())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(terminal.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("BZZZ_") || name.startsWith("GIT_"));
    environment.put("HOME", folder.resolve("home").toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("BZZZ_POLL", "200ms");
    for (String who : List.of("AUTHOR", "COMMITTER")) {
      environment.put("GIT_" + who + "_NAME", "A reader");
      environment.put("GIT_" + who + "_EMAIL", "reader@example.org");
    }
    if (!block.section().equals(NO_MODEL)) {
      environment.put("BZZZ_LLM_URL", url);
    }
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
      String printed = Files.readString(terminal, UTF_8);
      assertThat(ended).as("the block at %s:%d ends: %s", PAGE, block.line(), printed).isTrue();
      assertThat(process.exitValue())
          .as("the block at %s:%d: %s", PAGE, block.line(), printed)
          .isZero();
      return printed;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** The lines in this order; others may stand between them. */
  private static String asPattern(String shown) {
    return shown
        .lines()
        .filter(line -> !line.equals("…"))
        .map(line -> Pattern.quote(line).replace("…", "\\E.*\\Q") + "\n")
        .collect(Collectors.joining("(.*\n)*?", "(?m)^", ""));
  }
}
