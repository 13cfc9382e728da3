package dev.bzzz.examples.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "peer",
    description = {
      "Speak to libp2p peers: an identity, a listener, a sender, a ping.",
      "For trying out a network, and other implementations on it, without an agent."
    })
final class PeerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  private boolean help;

  static CommandLine commandLine(Map<String, String> environment) {
    return new CommandLine(new PeerCommand())
        .addSubcommand(new PeerIdCommand())
        .addSubcommand(new PeerListenCommand(environment))
        .addSubcommand(new PeerDialCommand(environment))
        .addSubcommand(new PeerPingCommand(environment));
  }

  @Override
  public Integer call() {
    throw TaskCommand.missing(spec);
  }
}
