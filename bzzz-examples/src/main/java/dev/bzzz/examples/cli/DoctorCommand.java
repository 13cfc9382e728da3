package dev.bzzz.examples.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "doctor", description = "Find out what keeps an agent from its work.")
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  private boolean help;

  static CommandLine commandLine(Map<String, String> environment) {
    return new CommandLine(new DoctorCommand()).addSubcommand(new DoctorNetCommand(environment));
  }

  @Override
  public Integer call() {
    throw TaskCommand.missing(spec);
  }
}
