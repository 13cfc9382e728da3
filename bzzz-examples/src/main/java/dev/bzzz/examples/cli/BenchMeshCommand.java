package dev.bzzz.examples.cli;

import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.examples.bench.MeshBench;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "mesh",
    description = {
      "Let hosts on this machine send signed messages through the mesh.",
      "Reports how long a message takes until all others have it, messages per second, and"
          + " processor time per message. Fails when one is lost."
    })
final class BenchMeshCommand extends BzzzCommand {
  @Option(
      names = "--hosts",
      paramLabel = "N",
      converter = Converters.ForNumber.class,
      defaultValue = "2",
      description =
          "how many hosts, 2 to "
              + MeshBench.Options.MAX_HOSTS
              + ", one of which publishes; 2"
              + " unless given")
  private long hosts;

  @Option(
      names = "--messages",
      paramLabel = "N",
      converter = Converters.ForNumber.class,
      defaultValue = "5000",
      description =
          "how many messages, 1 to " + MeshBench.Options.MAX_MESSAGES + "; 5000 unless given")
  private long messages;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      converter = Converters.ForNumber.class,
      defaultValue = "256",
      description =
          "how long each is, "
              + MeshBench.Options.MIN_SIZE
              + " to "
              + Mesh.MAX_MESSAGE_BYTES
              + "; 256 unless given")
  private long size;

  @Option(
      names = "--inflight",
      paramLabel = "N",
      converter = Converters.ForNumber.class,
      defaultValue = "0",
      description =
          "how many may be on their way at once: 1 for one after the other; 0, which is what it is"
              + " unless given, for as many as the mesh takes")
  private long inFlight;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      converter = Converters.ForNumber.class,
      defaultValue = "4",
      description =
          "how long messages are sent before those that count, 0 to 600; 4 unless given, which gives"
              + " Java's compiler time")
  private long warmUp;

  @Option(names = "--processes", description = "give each host a process of its own")
  private boolean processes;

  @Override
  Report execute() throws InterruptedException {
    MeshBench.Options options =
        new MeshBench.Options(
            within("--hosts", hosts, 2, MeshBench.Options.MAX_HOSTS),
            within("--messages", messages, 1, MeshBench.Options.MAX_MESSAGES),
            within("--size", size, MeshBench.Options.MIN_SIZE, Mesh.MAX_MESSAGE_BYTES),
            within("--inflight", inFlight, 0, MeshBench.Options.MAX_MESSAGES),
            processes,
            Duration.ofSeconds(within("--warm-up", warmUp, 0, 600)));
    MeshBench.Result result = new MeshBench(options).run();
    return new Report(
        result.json(), result.lines(), result.allWell() ? CommandExit.DONE : CommandExit.FAILED);
  }
}
