package dev.bzzz.examples.cli;

import dev.bzzz.p2p.Multiaddr;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options of the commands that call a peer: who calls, whom, and how patiently. */
final class PeerTarget {
  @Mixin private final PeerSetup setup = new PeerSetup();

  @Parameters(
      paramLabel = "MULTIADDR",
      converter = Converters.ForAddress.class,
      description =
          "where the peer is, such as /ip4/127.0.0.1/tcp/4001; with /p2p/ and a peer id at its end,"
              + " no other peer will do")
  private @Nullable Multiaddr address;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      converter = Converters.ForNumber.class,
      defaultValue = "15",
      description = "how long to wait for each thing to happen, 1 to 600; 15 unless given")
  private long timeout;

  Multiaddr address() {
    return address;
  }

  /** How long to wait for each thing to happen. */
  Duration patience(BzzzCommand command) {
    return Duration.ofSeconds(command.within("--timeout", timeout, 1, 600));
  }

  /** Starts this peer and connects with the other. */
  PeerCall call(BzzzCommand command, Map<String, String> environment) throws InterruptedException {
    Duration patience = patience(command);
    return new PeerCall(setup.builder(environment).start(), address, patience);
  }
}
