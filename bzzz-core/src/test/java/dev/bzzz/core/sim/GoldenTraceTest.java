package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.AuctionProtocol;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.OptimisticProtocol;
import dev.bzzz.core.claim.QuorumProtocol;
import dev.bzzz.core.claim.RendezvousProtocol;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Holds some runs to the byte: what happens in them changes on purpose only, and on no JVM. Of each
 * the scenario is pinned too, which tells whether other scenarios are drawn or the same ones run
 * differently.
 */
class GoldenTraceTest {
  private static final String PINNED = "golden-traces.txt";
  private static final Path NOW = Path.of("target", PINNED);

  /** More is announced than agents follow at once: what they do about that is pinned, too. */
  private static final Scenario HINTED =
      Scenario.of("rendezvous", 3, 3, 4)
          .withFaults(
              List.of(
                  new Fault.MeshLiar(
                      Fault.MeshLiar.Kind.ANNOUNCEMENTS,
                      Duration.ofMillis(200),
                      Duration.ofSeconds(1),
                      Duration.ofSeconds(15))));

  private static final List<ClaimProtocol> PROTOCOLS =
      List.of(
          new OptimisticProtocol(),
          new RendezvousProtocol(),
          new AuctionProtocol(),
          new QuorumProtocol());

  @Test
  void theSameScenariosRunAsTheyAlwaysDid() throws IOException {
    List<String> lines = new ArrayList<>();
    for (ClaimProtocol protocol : PROTOCOLS) {
      Simulator simulator = Simulator.of(protocol);
      lines.add(line(simulator, 1, Set.of()));
      lines.add(line(simulator, 2, FaultClass.all()));
      lines.add(line(simulator, 3, FaultClass.all()));
    }
    for (FaultClass each : FaultClass.values()) {
      ClaimProtocol protocol = PROTOCOLS.get(each.ordinal() % PROTOCOLS.size());
      lines.add(line(Simulator.of(protocol), struck(protocol.name(), each), Set.of(each)));
    }
    lines.add(line(Simulator.of(Voting.SOUND), 4, FaultClass.all()));
    lines.add(line(Simulator.of(PROTOCOLS.get(1)), HINTED, "hints of a liar"));
    String now = String.join("\n", lines) + "\n";

    Files.createDirectories(NOW.getParent());
    Files.writeString(NOW, now);

    assertThat(now)
        .as(
            "These runs differ from what is pinned. If that is meant, pin them anew: cp"
                + " bzzz-core/%s bzzz-core/src/test/resources/dev/bzzz/core/sim/",
            NOW)
        .isEqualTo(pinned());
  }

  /** The first seed with which this class of faults strikes. */
  private static long struck(String protocol, FaultClass faults) {
    long seed = 5;
    while (Scenarios.random(seed, protocol, 3, 3, Set.of(faults)).faults().isEmpty()) {
      seed++;
    }
    return seed;
  }

  private static String line(Simulator simulator, long seed, Set<FaultClass> faults) {
    String protocol = simulator.protocols().get(0);
    return line(simulator, Scenarios.random(seed, protocol, 3, 3, faults), name(faults));
  }

  private static String line(Simulator simulator, Scenario scenario, String faults) {
    String protocol = simulator.protocols().get(0);
    long seed = scenario.seed();
    Run run = simulator.run(scenario);
    assertThat(run.violations()).as("%s, seed %d", protocol, seed).isEmpty();
    String json = new String(scenario.toJson(), StandardCharsets.UTF_8);
    return String.format(
        Locale.ROOT,
        "%s seed %d, faults %s, scenario %08x, trace %s",
        protocol,
        seed,
        faults,
        json.hashCode(),
        run.trace().hash());
  }

  private static String name(Set<FaultClass> faults) {
    return faults.isEmpty()
        ? "none"
        : faults.equals(FaultClass.all())
            ? "all"
            : faults.stream().map(FaultClass::text).collect(Collectors.joining(","));
  }

  private static String pinned() throws IOException {
    try (InputStream file = GoldenTraceTest.class.getResourceAsStream(PINNED)) {
      return file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
