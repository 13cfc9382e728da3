package dev.bzzz.examples.cli;

import dev.bzzz.examples.bench.ForgeBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "forge",
    description = {
      "Let many clients ask a forge server, in a temporary folder.",
      "Reports how long a page of issues takes, a poll without news, and the clients' requests."
    })
final class BenchForgeCommand extends BzzzCommand {
  @Option(
      names = "--issues",
      paramLabel = "N",
      defaultValue = "10000",
      description = "how many issues the repository has; 10000 unless given")
  private int issues;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "50",
      description = "how many clients ask at once; 50 unless given")
  private int clients;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "for how long; 60 unless given")
  private int seconds;

  @Override
  Report execute() throws InterruptedException {
    ForgeBench.Options options;
    try {
      options = new ForgeBench.Options(issues, clients, seconds);
    } catch (IllegalArgumentException e) {
      throw wrongUsage(e.getMessage());
    }
    ForgeBench.Result result = new ForgeBench(options).run();
    return new Report(
        result.json(),
        result.lines(),
        result.errors() == 0 ? CommandExit.DONE : CommandExit.FAILED);
  }
}
