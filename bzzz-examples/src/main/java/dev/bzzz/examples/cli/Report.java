package dev.bzzz.examples.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a command has to say in the end: one document for machines, the same as lines for people.
 *
 * @param json the document of {@code --json}
 * @param lines plain text; cleaned before it reaches a terminal
 * @param exitCode 0 done, 1 failed
 */
record Report(JsonNode json, List<String> lines, int exitCode) {
  Report {
    lines = List.copyOf(lines);
  }

  static Report done(JsonNode json, List<String> lines) {
    return new Report(json, lines, CommandExit.DONE);
  }
}
