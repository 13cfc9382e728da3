package dev.bzzz.llm.work;

import dev.bzzz.core.llm.ToolSpec;

/** Creates a file or replaces its whole content. */
final class WriteFile implements Tool {
  private final WorkspaceFiles files;

  WriteFile(WorkspaceFiles files) {
    this.files = files;
  }

  @Override
  public ToolSpec spec() {
    return new Parameters()
        .text("path", "file, relative to the root; missing folders are created")
        .text("content", "the whole content")
        .of("write_file", "Creates a file or replaces its content.");
  }

  @Override
  public Answer call(Arguments arguments) throws ToolFailure {
    String path = arguments.text("path");
    files.write(path, arguments.text("content"));
    return new Answer("written", "writes " + path);
  }
}
