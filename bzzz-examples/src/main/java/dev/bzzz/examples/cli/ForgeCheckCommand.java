package dev.bzzz.examples.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.repo.HostInfo;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.examples.forge.ForgeTrial;
import dev.bzzz.examples.forge.RemoteForge;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "check",
    description = {
      "Try on a forge what agents need of it, in a repository that is made for it",
      "and deleted again: issues, claims with a race, atomic pushes, pull requests."
    })
final class ForgeCheckCommand extends BzzzCommand {
  private static final String PREFIX = "bzzz-check-";

  @Mixin private final HostArguments host;

  @Option(
      names = "--owner",
      paramLabel = "NAME",
      description = "who gets the repository (default: whose token it is)")
  private @Nullable String owner;

  ForgeCheckCommand(Map<String, String> environment) {
    this.host = new HostArguments(environment);
  }

  @Override
  Report execute() {
    try {
      HostInfo info;
      try (RemoteForge forge = host.open(Optional.ofNullable(owner).orElse("-"))) {
        info = forge.admin().host();
      }
      RepositoryName name = name(info);
      try (RemoteForge forge = host.open(name.owner())) {
        return report(info, new ForgeTrial(forge, name).run());
      }
    } catch (IllegalArgumentException e) {
      throw wrongUsage(String.valueOf(e.getMessage()));
    }
  }

  private RepositoryName name(HostInfo info) {
    String nonce = Integer.toHexString(new SecureRandom().nextInt());
    return new RepositoryName(Optional.ofNullable(owner).orElse(info.login()), PREFIX + nonce);
  }

  private Report report(HostInfo info, List<ForgeTrial.Check> checks) {
    boolean passed = checks.stream().allMatch(ForgeTrial.Check::passed);
    ObjectNode json =
        Json.object()
            .put("kind", host.kind().toString())
            .put("apiUrl", host.apiUrl().toString())
            .put("software", info.software())
            .put("version", info.version())
            .put("login", info.login())
            .put("passed", passed);
    ArrayNode all = json.putArray("checks");
    List<String> lines = new ArrayList<>();
    lines.add(info.software() + " " + info.version() + " at " + host.apiUrl());
    for (ForgeTrial.Check check : checks) {
      ObjectNode each = all.addObject().put("name", check.name()).put("passed", check.passed());
      check.fault().ifPresentOrElse(why -> each.put("why", why), () -> each.putNull("why"));
      lines.add(
          check
              .fault()
              .map(why -> "FAILED  " + check.name() + ": " + why)
              .orElse("passed  " + check.name()));
    }
    return new Report(json, lines, passed ? CommandExit.DONE : CommandExit.FAILED);
  }
}
