package dev.bzzz.examples.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands share: help, and that the result alone is standard output. */
abstract class BzzzCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  private boolean help;

  /** Does the work; errors are exceptions. */
  abstract Report execute() throws Exception;

  /** Whether what libraries warn about is part of the command's own messages. */
  boolean tellsTroubles() {
    return false;
  }

  @Override
  public final Integer call() throws Exception {
    Bzzz root = (Bzzz) spec.root().userObject();
    Logging.verbosity(root.verbosity() == 0 && tellsTroubles() ? Logging.SILENT : root.verbosity());
    Report report = execute();
    var out = spec.commandLine().getOut();
    if (root.json()) {
      out.println(Json.write(report.json()));
    } else {
      report.lines().forEach(line -> out.println(Plain.line(line)));
    }
    out.flush();
    return report.exitCode();
  }

  /** Tells people something on the way, on standard error. */
  final void note(String line) {
    var err = spec.commandLine().getErr();
    err.println("bzzz: " + Plain.line(Launcher.asCalled(line)));
    err.flush();
  }

  /** An error in how the command was called: exit code 2. */
  final ParameterException wrongUsage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
