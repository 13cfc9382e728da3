package dev.bzzz.examples.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;

/**
 * What a command has to say in the end: one document for machines, the same as lines for people.
 *
 * @param json the document of {@code --json}; a missing node prints none
 * @param lines plain text; cleaned before it reaches a terminal
 * @param exitCode 0 done, 1 failed
 */
record Report(JsonNode json, List<String> lines, int exitCode) {
  Report {
    lines = List.copyOf(lines);
  }

  /** Everything has been said on the way. */
  static Report said() {
    return new Report(MissingNode.getInstance(), List.of(), CommandExit.DONE);
  }

  static Report done(JsonNode json, List<String> lines) {
    return new Report(json, lines, CommandExit.DONE);
  }
}
