package dev.bzzz.examples.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "policy", description = "Say who may claim tasks in a repository.")
final class PolicyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  private boolean help;

  /** With the commands below it. */
  static CommandLine commandLine(Map<String, String> environment) {
    return new CommandLine(new PolicyCommand())
        .addSubcommand(new PolicyChange.Admit(environment))
        .addSubcommand(new PolicyChange.Revoke(environment))
        .addSubcommand(new PolicyChange.Rotate(environment))
        .addSubcommand(new PolicyChange.Vote(environment));
  }

  @Override
  public Integer call() {
    throw TaskCommand.missing(spec);
  }
}
