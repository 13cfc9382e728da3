package dev.bzzz.examples.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.examples.agent.AgentConfig;
import dev.bzzz.examples.agent.ConfigReader;
import dev.bzzz.examples.agent.MeshConfig;
import dev.bzzz.examples.agent.NetworkDoctor;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.discovery.NetworkCheck;
import dev.bzzz.p2p.discovery.NetworkCheck.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "net",
    description = {
      "Check what the mesh needs: free ports, multicast, DNS, peers that can be reached,",
      "clocks that agree, large messages. Says what to fix; exit code 1 if something is wrong."
    })
final class DoctorNetCommand extends BzzzCommand {
  private static final Path USUAL = Path.of("bzzz.yaml");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "the agent's configuration (default: bzzz.yaml here, if there is one)")
  private @Nullable Path config;

  @Option(
      names = "--peer",
      paramLabel = "MULTIADDR",
      description = "a peer to reach, besides those of the configuration; may be repeated")
  private List<String> peers = List.of();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      converter = Converters.ForNumber.class,
      defaultValue = "5",
      description = "how long to wait for each answer, 1 to 60; 5 unless given")
  private long timeout;

  private final Map<String, String> environment;

  DoctorNetCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  Report execute() throws InterruptedException {
    Duration patience = Duration.ofSeconds(within("--timeout", timeout, 1, 60));
    List<Multiaddr> more = peers.stream().map(this::address).toList();
    Optional<AgentConfig> agent =
        config == null && !Files.exists(USUAL)
            ? Optional.empty()
            : Optional.of(ConfigReader.read(config == null ? USUAL : config, environment));
    MeshConfig mesh = agent.map(this::mesh).orElseGet(MeshConfig::byDefault);
    return report(
        new NetworkDoctor(with(mesh, more), agent.map(AgentConfig::key), patience).examine());
  }

  private MeshConfig mesh(AgentConfig agent) {
    return agent
        .mesh()
        .orElseGet(
            () -> {
              note("this agent stays off the mesh (mesh.enabled is false); checking the default");
              return MeshConfig.byDefault();
            });
  }

  private Multiaddr address(String text) {
    try {
      return Multiaddr.parse(text);
    } catch (IllegalArgumentException e) {
      throw wrongUsage("--peer: " + e.getMessage());
    }
  }

  private static MeshConfig with(MeshConfig mesh, List<Multiaddr> more) {
    return new MeshConfig(
        mesh.listen(),
        Stream.concat(mesh.peers().stream(), more.stream()).distinct().toList(),
        mesh.mdns(),
        mesh.tag(),
        mesh.key(),
        mesh.allow());
  }

  private static Report report(List<NetworkCheck> checks) {
    boolean ok = checks.stream().noneMatch(each -> each.outcome() == Outcome.FAILED);
    ObjectNode json = Json.object().put("ok", ok);
    ArrayNode list = json.putArray("checks");
    List<String> lines = new ArrayList<>();
    for (NetworkCheck each : checks) {
      String outcome = each.outcome().name().toLowerCase(Locale.ROOT);
      list.addObject()
          .put("name", each.name())
          .put("outcome", outcome)
          .put("found", each.found())
          .put("advice", each.advice());
      lines.add(String.format("%-7s  %s: %s", outcome, each.name(), each.found()));
      if (!each.advice().isEmpty()) {
        lines.add("         → " + each.advice());
      }
    }
    lines.add(ok ? "nothing is wrong with the network as far as it was looked at" : "see → above");
    return new Report(json, lines, ok ? CommandExit.DONE : CommandExit.FAILED);
  }
}
