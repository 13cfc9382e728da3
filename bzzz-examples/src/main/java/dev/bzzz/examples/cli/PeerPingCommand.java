package dev.bzzz.examples.cli;

import dev.bzzz.p2p.Multiaddr;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "ping",
    description = {
      "Measure the time to a peer and back, through all layers.",
      "The address may end in /p2p/ and a peer id: then no other peer will do."
    })
final class PeerPingCommand extends BzzzCommand {
  private static final int MAX_COUNT = 1000;

  @Mixin private final PeerSetup setup = new PeerSetup();

  @Parameters(
      paramLabel = "MULTIADDR",
      converter = Converters.ForAddress.class,
      description = "where the peer is, such as /ip4/127.0.0.1/tcp/4001")
  private @Nullable Multiaddr address;

  @Option(
      names = "--count",
      paramLabel = "N",
      converter = Converters.ForNumber.class,
      defaultValue = "3",
      description = "how many pings, one after the other, 1 to " + MAX_COUNT + "; 3 unless given")
  private long count;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      converter = Converters.ForNumber.class,
      defaultValue = "10",
      description = "how long to wait for each answer, 1 to 600; 10 unless given")
  private long timeout;

  private final Map<String, String> environment;

  PeerPingCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  boolean inLines() {
    return true;
  }

  @Override
  Report execute() throws InterruptedException {
    double[] took = new double[within("--count", count, 1, MAX_COUNT)];
    Duration patience = Duration.ofSeconds(within("--timeout", timeout, 1, 600));
    PeerLines lines = new PeerLines(spec.commandLine().getOut(), json(), () -> {});
    try (PeerCall call = new PeerCall(setup.builder(environment).start(), address, patience)) {
      for (int i = 0; i < took.length; i++) {
        took[i] = call.ping();
        lines.print(
            PeerLines.event("pong").put("number", i + 1).put("ms", took[i]),
            "%d: %.3f ms".formatted(i + 1, took[i]));
      }
      Arrays.sort(took);
      double median = took[took.length / 2];
      var json =
          PeerLines.event("done")
              .put("peer", call.peer().toString())
              .put("sent", took.length)
              .put("received", took.length)
              .put("pingMs", median)
              .put("minMs", took[0])
              .put("maxMs", took[took.length - 1]);
      return Report.done(
          json,
          List.of(
              "%s: median of %d pings %.3f ms, from %.3f to %.3f"
                  .formatted(call.peer(), took.length, median, took[0], took[took.length - 1])));
    }
  }
}
