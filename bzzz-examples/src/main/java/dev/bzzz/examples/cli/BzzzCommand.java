package dev.bzzz.examples.cli;

import com.fasterxml.jackson.databind.JsonNode;
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

  /** Whether each document is one line of its own, since there are many. */
  boolean inLines() {
    return false;
  }

  @Override
  public final Integer call() throws Exception {
    Bzzz root = (Bzzz) spec.root().userObject();
    Logging.verbosity(root.verbosity() == 0 && tellsTroubles() ? Logging.SILENT : root.verbosity());
    Report report = execute();
    print(report);
    return report.exitCode();
  }

  /** Prints a result. */
  final void print(Report report) {
    var out = spec.commandLine().getOut();
    if (json()) {
      if (!report.json().isMissingNode()) {
        out.println(text(report.json()));
      }
    } else {
      report.lines().forEach(line -> out.println(Plain.line(line)));
    }
    out.flush();
  }

  /** A document as it is printed. */
  final String text(JsonNode document) {
    return inLines() ? Json.line(document) : Json.write(document);
  }

  /** Whether the result is wanted as JSON. */
  final boolean json() {
    return ((Bzzz) spec.root().userObject()).json();
  }

  /** Tells people something on the way, on standard error. */
  final void note(String line) {
    var err = spec.commandLine().getErr();
    err.println("bzzz: " + Plain.line(Launcher.asCalled(line)));
    err.flush();
  }

  /** A number that has to be within a range; what is not is wrong usage. */
  final int within(String option, long number, int least, int most) {
    if (number < least || number > most) {
      String given =
          number == Long.MAX_VALUE ? "more" : number == Long.MIN_VALUE ? "less" : number + "";
      throw wrongUsage(option + " is from " + least + " to " + most + ", not " + given);
    }
    return (int) number;
  }

  /** An error in how the command was called: exit code 2. */
  final ParameterException wrongUsage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
