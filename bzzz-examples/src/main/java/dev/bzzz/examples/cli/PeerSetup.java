package dev.bzzz.examples.cli;

import dev.bzzz.core.Identity;
import dev.bzzz.core.Secret;
import dev.bzzz.core.SecretReference;
import dev.bzzz.p2p.Libp2pNode;
import dev.bzzz.p2p.Libp2pNodeBuilder;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options of all commands that run a peer: who it is, and in which network. */
final class PeerSetup {
  private static final String NETWORK_KEY = "--network-key";

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "the file with the peer's private key; created when it is missing; without this option"
              + " the peer has a new key that is forgotten at the end")
  private @Nullable Path key;

  @Option(
      names = NETWORK_KEY,
      paramLabel = "REFERENCE",
      description =
          "the key of a private network, as env:NAME, file:PATH or command:PROGRAM; only peers with"
              + " the same key are spoken to")
  private @Nullable String networkKey;

  /** Starts to set up the peer. */
  Libp2pNodeBuilder builder(Map<String, String> environment) {
    Libp2pNodeBuilder builder =
        Libp2pNode.builder(key == null ? Identity.generate() : Identity.loadOrCreate(key));
    if (networkKey != null) {
      builder.networkKey(Secret.at(reference(networkKey), environment));
    }
    return builder;
  }

  /** The key itself would be seen by everybody on the machine, so only its place is named. */
  private SecretReference reference(String text) {
    try {
      return SecretReference.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), NETWORK_KEY + ": " + e.getMessage(), e);
    }
  }
}
