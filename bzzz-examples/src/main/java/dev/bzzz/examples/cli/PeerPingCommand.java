package dev.bzzz.examples.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "ping",
    description = {"Measure the time to a peer and back, through all layers."})
final class PeerPingCommand extends BzzzCommand {
  private static final int MAX_COUNT = 1000;

  @Mixin private final PeerTarget target = new PeerTarget();

  @Option(
      names = "--count",
      paramLabel = "N",
      converter = Converters.ForNumber.class,
      defaultValue = "3",
      description = "how many pings, one after the other, 1 to " + MAX_COUNT + "; 3 unless given")
  private long count;

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
    PeerLines lines = new PeerLines(spec.commandLine().getOut(), json(), () -> {});
    try (PeerCall call = target.call(this, environment)) {
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
