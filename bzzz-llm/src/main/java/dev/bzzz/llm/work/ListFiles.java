package dev.bzzz.llm.work;

import dev.bzzz.core.llm.ToolSpec;
import java.io.IOException;
import java.nio.file.Path;

/** Lists the files below a folder. */
final class ListFiles implements Tool {
  private static final int MAX_FILES = 400;

  private final WorkspaceFiles files;

  ListFiles(WorkspaceFiles files) {
    this.files = files;
  }

  @Override
  public ToolSpec spec() {
    return new Parameters()
        .text("path", "folder, relative to the root; '.' is the root")
        .of("list_files", "Lists all files below a folder, at most " + MAX_FILES + ".");
  }

  @Override
  public Answer call(Arguments arguments) throws ToolFailure {
    String path = arguments.text("path");
    Path start = files.existing(path);
    try {
      FileWalk.Found found = FileWalk.below(files, start, MAX_FILES);
      StringBuilder text = new StringBuilder();
      found.files().forEach(file -> text.append(files.name(file)).append('\n'));
      if (found.files().isEmpty()) {
        text.append("(no files)\n");
      }
      if (found.more()) {
        text.append("(there are more; list a folder below)\n");
      }
      return new Answer(text.toString(), "lists " + path);
    } catch (IOException e) {
      throw new ToolFailure("cannot list the folder: it changed meanwhile", e);
    }
  }
}
