package dev.bzzz.examples.demo;

import dev.bzzz.examples.demo.DemoReport.Published;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The closing table of a demo, and where to look next. */
final class DemoTable {
  private static final String ROW = "%-46s %-10s %-4s %-10s %s";

  private DemoTable() {}

  static List<String> lines(DemoReport report, DemoSetting setting, Duration took, Logged logged) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(String.format(ROW, "task", "agent", "pr", "branch", "tests before → after"));
    report.published().forEach(each -> lines.add(row(each)));
    report.unpublished().forEach(each -> lines.add("not published: " + each));
    lines.add("");
    lines.add(summary(report, setting, took));
    lines.add(
        logged.onMesh()
            + " agents heard "
            + logged.messages()
            + " messages of others on the mesh.");
    lines.add("Look at it with plain git, for example:");
    report.published().stream()
        .findFirst()
        .ifPresent(each -> lines.addAll(commands(each, setting.directory())));
    return lines;
  }

  private static String row(Published each) {
    return String.format(
        ROW,
        each.task().ref(),
        each.agent(),
        "#" + each.pullRequest().number(),
        each.pullRequest().branch(),
        each.testsBefore() + " → " + each.testsAfter());
  }

  private static String summary(DemoReport report, DemoSetting setting, Duration took) {
    return String.format(
        "%d of %d tasks published in %.1f s, double claims %d, double publishes %d,"
            + " sandbox %s, model %s (simulated: it plays recorded tool calls)",
        report.published().size(),
        report.tasks(),
        took.toMillis() / 1000.0,
        report.doubles().claims(),
        report.doubles().publishes(),
        setting.sandbox(),
        setting.backend());
  }

  private static List<String> commands(Published each, Path directory) {
    String git =
        "  git --git-dir=" + directory + "/forge/" + each.task().ref().repository() + ".git ";
    long number = each.task().id().number();
    return List.of(
        git + "log --graph --oneline main " + each.pullRequest().branch(),
        git + "show refs/bzzz/issues/" + number + ":issue.json",
        git + "log refs/bzzz/claims/" + number);
  }
}
