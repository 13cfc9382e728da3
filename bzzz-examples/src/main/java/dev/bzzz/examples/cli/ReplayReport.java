package dev.bzzz.examples.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.bzzz.core.sim.Replay;
import dev.bzzz.core.sim.Trace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What came of replaying a recording, for people and for programs. */
final class ReplayReport {
  private ReplayReport() {}

  /**
   * The report.
   *
   * @param shown the steps to show
   */
  static Report of(Path file, Replay replay, Trace shown) {
    var json = Json.object();
    json.put("file", file.toString());
    json.put("agent", replay.agent().value());
    json.put("same", replay.same());
    json.put("starts", replay.starts());
    json.put("inputs", replay.inputs());
    json.put("effects", replay.effects());
    json.put("ending", replay.ending().orElse(null));
    json.putNull("difference");
    List<String> lines = new ArrayList<>();
    shown.lines().forEach(line -> lines.add(line.toString()));
    lines.add("");
    replay.ending().ifPresent(ending -> lines.add("the recording " + ending));
    replay
        .difference()
        .ifPresent(
            difference -> {
              json.putObject("difference")
                  .put("line", difference.line())
                  .put("input", difference.input())
                  .put("expected", difference.expected())
                  .put("got", difference.got());
              lines.add("DIFFERENT at line " + difference.line() + " of " + file);
              lines.add("  input     " + difference.input());
              lines.add("  expected  " + difference.expected());
              lines.add("  got       " + difference.got());
            });
    if (replay.same()) {
      lines.add(
          "the same decisions: "
              + replay.inputs()
              + " inputs, "
              + replay.effects()
              + " effects, starts "
              + replay.starts());
    }
    json.set("steps", steps(shown));
    return new Report(json, lines, replay.same() ? CommandExit.DONE : CommandExit.FAILED);
  }

  static ArrayNode steps(Trace trace) {
    ArrayNode steps = Json.object().arrayNode();
    for (Trace.Line line : trace.lines()) {
      steps
          .addObject()
          .put("micros", line.micros())
          .put("who", line.who())
          .put("what", line.what());
    }
    return steps;
  }
}
