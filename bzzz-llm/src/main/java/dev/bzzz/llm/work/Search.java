package dev.bzzz.llm.work;

import dev.bzzz.core.llm.ToolSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Finds lines that match a regular expression. */
final class Search implements Tool {
  private static final int MAX_FILES = 5_000;
  private static final int MAX_MATCHES = 100;
  private static final int MAX_PATTERN = 500;
  private static final int MAX_LINE = 1_000;
  private static final int MAX_SHOWN = 200;

  /** A search that takes longer is given up, whatever the pattern does. */
  private static final Duration MAX_TIME = Duration.ofSeconds(2);

  private final WorkspaceFiles files;

  Search(WorkspaceFiles files) {
    this.files = files;
  }

  @Override
  public ToolSpec spec() {
    return new Parameters()
        .text("pattern", "Java regular expression, matched within each line")
        .optionalText("path", "file or folder, relative to the root; the whole root without it")
        .of("search", "Finds lines in files, at most " + MAX_MATCHES + ".");
  }

  @Override
  public Answer call(Arguments arguments) throws ToolFailure, InterruptedException {
    String text = arguments.text("pattern");
    if (text.isEmpty() || text.length() > MAX_PATTERN) {
      throw new ToolFailure("'pattern' has 1 to " + MAX_PATTERN + " characters");
    }
    Path start = files.existing(arguments.optionalText("path").orElse("."));
    StringBuilder matches = new StringBuilder();
    Pattern pattern;
    try {
      pattern = Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      pattern = Pattern.compile(Pattern.quote(text));
      matches.append("(not a regular expression, so searched as plain text)\n");
    }
    try {
      new Hunt(pattern, matches).through(FileWalk.below(files, start, MAX_FILES));
    } catch (IOException e) {
      throw new ToolFailure("cannot search the folder: it changed meanwhile", e);
    } catch (BoundedText.TooSlow | StackOverflowError e) {
      throw new ToolFailure("the pattern takes too long or too much room; use a simpler one", e);
    }
    return new Answer(matches.toString(), "searches " + text);
  }

  /** One search with its bounds. */
  private final class Hunt {
    private final Pattern pattern;
    private final StringBuilder matches;
    private final long start = System.nanoTime();
    private int count;

    Hunt(Pattern pattern, StringBuilder matches) {
      this.pattern = pattern;
      this.matches = matches;
    }

    void through(FileWalk.Found found) throws InterruptedException {
      for (Path file : found.files()) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (count < MAX_MATCHES) {
          in(file);
        }
      }
      if (count == 0) {
        matches.append("(nothing found)\n");
      } else if (count == MAX_MATCHES) {
        matches.append("(there may be more)\n");
      }
      if (found.more()) {
        matches.append("(some files were not searched; name a path)\n");
      }
    }

    private void in(Path file) {
      byte[] bytes;
      try {
        bytes = WorkspaceFiles.bytes(file);
      } catch (IOException e) {
        matches.append("(could not read " + files.name(file) + ")\n");
        return;
      }
      String content = new String(bytes, StandardCharsets.UTF_8);
      if (content.indexOf('\0') >= 0) {
        return; // binary
      }
      int number = 0;
      for (String line : (Iterable<String>) content.lines()::iterator) {
        number++;
        String head = line.substring(0, Math.min(line.length(), MAX_LINE));
        if (count < MAX_MATCHES && pattern.matcher(new BoundedText(head, start, MAX_TIME)).find()) {
          count++;
          String shown = head.substring(0, Math.min(head.length(), MAX_SHOWN));
          matches.append(files.name(file) + ":" + number + ": " + shown + "\n");
        }
      }
    }
  }
}
