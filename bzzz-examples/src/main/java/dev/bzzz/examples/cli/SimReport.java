package dev.bzzz.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.sim.Fault;
import dev.bzzz.core.sim.Run;
import dev.bzzz.core.sim.Scenario;
import dev.bzzz.core.sim.Trace;
import dev.bzzz.core.sim.Violation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tells of a violation, for machines and for people. */
final class SimReport {
  private SimReport() {}

  static ObjectNode json(Run run, Path file) {
    Violation violation = run.violations().get(0);
    Scenario scenario = run.scenario();
    ObjectNode json = Json.object();
    json.put("invariant", violation.invariant().name());
    json.put("text", violation.invariant().text());
    json.put("atMs", violation.at().toMillis());
    json.put("detail", violation.detail());
    json.put("seed", scenario.seed());
    json.put("agents", scenario.agents());
    json.put("tasks", scenario.tasks());
    var faults = json.putArray("faults");
    scenario.faults().forEach(fault -> faults.add(fault.toString()));
    json.put("file", file.toString());
    return json;
  }

  /**
   * What people read of a violation: the end of its trace, without what is said on the mesh, since
   * that is most of it.
   *
   * @param replay the command that shows all of it
   */
  static List<String> lines(Run run, String replay, int mostTraceLines) {
    Violation violation = run.violations().get(0);
    Scenario scenario = run.scenario();
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("VIOLATED " + violation.invariant() + ": " + violation.invariant().text());
    lines.add("  " + violation.detail());
    lines.add(
        "  seed "
            + scenario.seed()
            + ", shrunk to "
            + count(scenario.agents(), "agent")
            + ", "
            + count(scenario.tasks(), "task")
            + " and "
            + (scenario.faults().isEmpty() ? "no faults" : "these faults:"));
    for (Fault fault : scenario.faults()) {
      lines.add("    " + fault);
    }
    lines.add("");
    List<Trace.Line> trace =
        run.trace().lines().stream().filter(line -> !line.what().startsWith("sends ")).toList();
    int from = Math.max(0, trace.size() - mostTraceLines);
    if (from > 0) {
      lines.add("  (" + from + " earlier lines)");
    }
    trace.subList(from, trace.size()).forEach(line -> lines.add("  " + line));
    lines.add("");
    lines.add(Launcher.asCalled("step by step: " + replay));
    return lines;
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
