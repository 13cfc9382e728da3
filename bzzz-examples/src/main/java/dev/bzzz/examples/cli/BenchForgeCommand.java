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
      converter = Converters.ForNumber.class,
      defaultValue = "10000",
      description = "how many issues the repository has, 1 to 100000; 10000 unless given")
  private long issues;

  @Option(
      names = "--clients",
      paramLabel = "N",
      converter = Converters.ForNumber.class,
      defaultValue = "50",
      description = "how many clients ask at once, 1 to 500; 50 unless given")
  private long clients;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      converter = Converters.ForNumber.class,
      defaultValue = "60",
      description = "for how long, 0 (one request of each) to 3600; 60 unless given")
  private long seconds;

  @Override
  Report execute() throws InterruptedException {
    var options =
        new ForgeBench.Options(
            within("--issues", issues, 1, ForgeBench.Options.MAX_ISSUES),
            within("--clients", clients, 1, ForgeBench.Options.MAX_CLIENTS),
            within("--seconds", seconds, 0, ForgeBench.Options.MAX_SECONDS));
    ForgeBench.Result result = new ForgeBench(options).run();
    return new Report(
        result.json(),
        result.lines(),
        result.errors() == 0 ? CommandExit.DONE : CommandExit.FAILED);
  }
}
