package dev.bzzz.examples.demo;

import dev.bzzz.examples.demo.DemoReport.Published;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The closing table of a demo, and where to look next. */
final class DemoTable {
  private static final String ROW = "%-46s %-10s %-4s %-10s %s";

  private DemoTable() {}

  static List<String> lines(DemoReport report, DemoSetting setting, Duration took) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(String.format(ROW, "task", "agent", "pr", "branch", "tests before → after"));
    for (Published each : report.published()) {
      lines.add(
          String.format(
              ROW,
              each.task().ref(),
              each.agent(),
              "#" + each.pullRequest().number(),
              each.pullRequest().branch(),
              each.testsBefore() + " → " + each.testsAfter()));
    }
    report.unpublished().forEach(each -> lines.add("not published: " + each));
    lines.add("");
    lines.add(
        String.format(
            "%d of %d tasks published in %.1f s, double claims %d, double publishes %d,"
                + " sandbox %s, model %s (simulated: it plays recorded tool calls)",
            report.published().size(),
            report.tasks(),
            took.toMillis() / 1000.0,
            report.doubles().claims(),
            report.doubles().publishes(),
            setting.sandbox(),
            setting.backend()));
    lines.add("Look at it with plain git, for example:");
    report.published().stream()
        .findFirst()
        .ifPresent(
            each -> {
              String git =
                  "  git --git-dir="
                      + setting.directory()
                      + "/forge/"
                      + each.task().ref().repository()
                      + ".git ";
              lines.add(git + "log --graph --oneline main " + each.pullRequest().branch());
              lines.add(git + "show refs/bzzz/issues/" + each.task().id().number() + ":issue.json");
              lines.add(git + "log refs/bzzz/claims/" + each.task().id().number());
            });
    return lines;
  }
}
