package dev.bzzz.examples.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.examples.forge.ForgeDoctor;
import dev.bzzz.git.http.HostOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "doctor",
    description = {
      "Tell what a forge is, and how safe claims are there as far as is known.",
      "Asks without a token; to try it out, use forge check."
    })
final class ForgeDoctorCommand extends BzzzCommand {
  @Parameters(
      index = "0",
      paramLabel = "URL",
      converter = HostArguments.ForUrl.class,
      description = "where it is: its own address or that of its API")
  private URI url = URI.create("");

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "PEM file of certificates to trust besides those of Java")
  private @Nullable Path certificates;

  @Option(
      names = "--proxy",
      paramLabel = "URL",
      converter = HostArguments.ForUrl.class,
      description = "HTTP proxy to go through, http://HOST:PORT")
  private @Nullable URI proxy;

  @Override
  Report execute() {
    try {
      return report(new ForgeDoctor(url, this::options).ask());
    } catch (IllegalArgumentException e) {
      throw wrongUsage(String.valueOf(e.getMessage()));
    }
  }

  private HostOptions.Builder options(HostOptions.Builder host) {
    Optional.ofNullable(certificates).ifPresent(host::certificates);
    Optional.ofNullable(proxy).ifPresent(host::proxy);
    return host;
  }

  private static Report report(ForgeDoctor.Finding finding) {
    ObjectNode json =
        Json.object()
            .put("kind", finding.kind().toString())
            .put("apiUrl", finding.apiUrl().toString())
            .put("software", finding.host().software())
            .put("version", finding.host().version());
    ArrayNode features = json.putArray("features");
    List<String> lines = new ArrayList<>();
    lines.add(
        finding.host().software()
            + " "
            + (finding.host().version().isEmpty()
                ? "(tells its version only to those who log in)"
                : finding.host().version()));
    lines.add("use it with --kind=" + finding.kind() + " --url=" + finding.apiUrl());
    for (ForgeDoctor.Feature each : finding.features()) {
      String trust = each.trust().name().toLowerCase(Locale.ROOT);
      features.addObject().put("name", each.name()).put("trust", trust).put("note", each.note());
      lines.add(
          String.format("%-10s  %s", trust, each.name())
              + (each.note().isEmpty() ? "" : ": " + each.note()));
    }
    return Report.done(json, lines);
  }
}
