package dev.bzzz.llm.work;

import dev.bzzz.core.llm.ToolSpec;

/** Replaces a piece of text that occurs exactly once in a file. */
final class EditFile implements Tool {
  private final WorkspaceFiles files;

  EditFile(WorkspaceFiles files) {
    this.files = files;
  }

  @Override
  public ToolSpec spec() {
    return new Parameters()
        .text("path", "file, relative to the root")
        .text("old", "text as it stands in the file, exactly once; several lines if needed")
        .text("new", "text to put in its place")
        .of("edit_file", "Replaces a piece of text in a file.");
  }

  @Override
  public Answer call(Arguments arguments) throws ToolFailure {
    String path = arguments.text("path");
    String old = arguments.text("old");
    if (old.isEmpty()) {
      throw new ToolFailure("'old' is empty; use write_file to create a file");
    }
    String content = files.readText(path);
    int at = content.indexOf(old);
    if (at < 0) {
      throw new ToolFailure("'old' does not occur in the file; read it and copy the text exactly");
    }
    if (content.indexOf(old, at + 1) >= 0) {
      throw new ToolFailure("'old' occurs more than once; take more of the lines around it");
    }
    String edited =
        content.substring(0, at) + arguments.text("new") + content.substring(at + old.length());
    if (edited.equals(content)) {
      throw new ToolFailure("'old' and 'new' are the same");
    }
    files.write(path, edited);
    return new Answer("edited", "edits " + path);
  }
}
