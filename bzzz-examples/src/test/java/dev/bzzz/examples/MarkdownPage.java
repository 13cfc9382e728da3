package dev.bzzz.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of the documentation, cut into its fenced blocks.
 *
 * @param lines all lines of the file
 */
public record MarkdownPage(Path file, List<String> lines) {
  private static final String FENCE = "```";

  /** The folder of all sources, seen from the module that is tested. */
  public static final Path ROOT = Path.of("..");

  /**
   * A fenced block.
   *
   * @param section heading it stands under
   * @param language word behind the fence, such as {@code sh}
   * @param line number of its first line in the file
   * @param text its content
   */
  public record Block(String section, String language, int line, String text) {}

  /** Reads a page, named from the folder of all sources. */
  public static MarkdownPage read(String name) {
    return read(ROOT.resolve(name));
  }

  /** README, CONTRIBUTING and everything below {@code docs}. */
  public static List<MarkdownPage> all() {
    try (var docs = Files.walk(ROOT.resolve("docs"))) {
      List<MarkdownPage> pages = new ArrayList<>();
      pages.add(read("README.md"));
      pages.add(read("CONTRIBUTING.md"));
      docs.filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .forEach(file -> pages.add(read(file)));
      return pages;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All blocks, in order. */
  public List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    String section = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("#")) {
        section = line.replaceFirst("^#+ *", "");
      } else if (line.startsWith(FENCE)) {
        int first = i + 1;
        i = endOf(first);
        blocks.add(
            new Block(
                section,
                line.substring(FENCE.length()).strip(),
                first + 1,
                String.join("\n", lines.subList(first, i)) + "\n"));
      }
    }
    return blocks;
  }

  /** The page as it stands. */
  public String text() {
    return String.join("\n", lines) + "\n";
  }

  private int endOf(int first) {
    for (int i = first; i < lines.size(); i++) {
      if (lines.get(i).startsWith(FENCE)) {
        return i;
      }
    }
    throw new AssertionError("the block at " + file + ":" + first + " does not end");
  }

  private static MarkdownPage read(Path file) {
    try {
      return new MarkdownPage(file, Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
