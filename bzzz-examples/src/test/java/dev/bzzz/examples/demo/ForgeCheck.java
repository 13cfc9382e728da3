package dev.bzzz.examples.demo;

import java.nio.file.Path;
import java.util.List;

/**
 * What the demo's own check finds in a folder with {@code forge} and {@code agents}.
 *
 * @param unpublished tasks without a pull request, and why
 */
public record ForgeCheck(
    int tasks, int published, List<String> unpublished, int doubleClaims, int doublePublishes) {
  /** Reads the repositories and the audit logs. */
  public static ForgeCheck of(Path root) {
    DemoFolder folder = new DemoFolder(root);
    DemoReport report = DemoReport.read(folder, Logged.read(folder.auditLogs()));
    return new ForgeCheck(
        report.tasks(),
        report.published().size(),
        report.unpublished(),
        report.doubles().claims(),
        report.doubles().publishes());
  }
}
