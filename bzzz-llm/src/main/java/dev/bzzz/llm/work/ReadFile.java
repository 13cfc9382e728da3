package dev.bzzz.llm.work;

import dev.bzzz.core.llm.ToolSpec;
import java.util.List;

/** Reads lines of a text file. */
final class ReadFile implements Tool {
  /** Most characters of an answer when the model says how many lines it wants. */
  private static final int MAX_ASKED = 64 * 1024;

  /** Most characters of an answer otherwise, to spare the model's context. */
  private static final int MAX_UNASKED = 16 * 1024;

  private final WorkspaceFiles files;

  ReadFile(WorkspaceFiles files) {
    this.files = files;
  }

  @Override
  public ToolSpec spec() {
    return new Parameters()
        .text("path", "file, relative to the root")
        .optionalNumber("offset", "first line to read, from 1")
        .optionalNumber("limit", "how many lines")
        .of("read_file", "Reads a text file, or some of its lines.");
  }

  @Override
  public Answer call(Arguments arguments) throws ToolFailure {
    String path = arguments.text("path");
    int offset = arguments.optionalNumber("offset").orElse(1);
    int limit = arguments.optionalNumber("limit").orElse(Integer.MAX_VALUE);
    if (offset < 1 || limit < 1) {
      throw new ToolFailure("'offset' and 'limit' start at 1");
    }
    String content = files.readText(path);
    if (content.indexOf('\0') >= 0) {
      throw new ToolFailure("the file is binary");
    }
    int max = arguments.optionalNumber("limit").isPresent() ? MAX_ASKED : MAX_UNASKED;
    return new Answer(excerpt(content, offset, limit, max), "reads " + path);
  }

  private static String excerpt(String content, int offset, int limit, int max) throws ToolFailure {
    if (content.isEmpty()) {
      return "(the file is empty)";
    }
    if (offset == 1 && limit == Integer.MAX_VALUE && content.length() <= max) {
      return content;
    }
    List<String> lines = content.lines().toList();
    if (offset > lines.size()) {
      throw new ToolFailure("the file has only " + lines.size() + " lines");
    }
    StringBuilder text = new StringBuilder();
    int end = offset - 1;
    while (end < lines.size()
        && end - offset + 1 < limit
        && text.length() + lines.get(end).length() < max) {
      text.append(lines.get(end++)).append('\n');
    }
    if (end == offset - 1) {
      text.append(lines.get(end++), 0, max).append("\n(the rest of this long line is left out)\n");
    }
    return text.append("(lines " + offset + " to " + end + " of " + lines.size() + ")").toString();
  }
}
