package dev.bzzz.examples.cli;

import dev.bzzz.examples.demo.Seed;
import dev.bzzz.examples.forge.RemoteForge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "seed",
    description = {
      "Put the demo's four repositories with their issues onto a forge.",
      "What is there already is left as it is, so it can be done again."
    })
final class ForgeSeedCommand extends BzzzCommand {
  @Mixin private final HostArguments host;

  @Option(
      names = "--owner",
      paramLabel = "NAME",
      defaultValue = Seed.OWNER,
      description = "organisation or group to put them into; " + Seed.OWNER + " unless given")
  private String owner = Seed.OWNER;

  ForgeSeedCommand(Map<String, String> environment) {
    this.host = new HostArguments(environment);
  }

  @Override
  Report execute() {
    List<String> lines = new ArrayList<>();
    try (RemoteForge forge = host.open(owner)) {
      List<Seed.Seeded> seeded = new Seed(forge, owner, lines::add).run();
      return Report.done(Seed.json(owner, seeded), lines);
    } catch (IllegalArgumentException e) {
      throw wrongUsage(String.valueOf(e.getMessage()));
    }
  }
}
