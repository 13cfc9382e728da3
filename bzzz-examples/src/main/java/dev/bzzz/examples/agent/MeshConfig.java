package dev.bzzz.examples.agent;

import dev.bzzz.core.SecretReference;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import java.util.List;
import java.util.Optional;

/**
 * How an agent meets other agents.
 *
 * @param listen where it can be reached; port 0 takes a free one
 * @param peers whom it stays connected with
 * @param mdns whether it looks for others on the local network, and is found there
 * @param tag finds only agents with the same tag there; empty: those of the same key, or of {@value
 *     #DEFAULT_TAG}
 * @param key shared by the agents of a private network
 * @param allow the only peers it connects with; empty: all
 */
public record MeshConfig(
    List<Multiaddr> listen,
    List<Multiaddr> peers,
    boolean mdns,
    Optional<String> tag,
    Optional<SecretReference> key,
    List<PeerId> allow) {
  /** What agents without key or tag are found by, so that they leave other programs alone. */
  public static final String DEFAULT_TAG = "bzzz";

  /** Every IPv4 address of this machine, so that those of the local network can reach the agent. */
  public static final Multiaddr DEFAULT_LISTEN = Multiaddr.parse("/ip4/0.0.0.0/tcp/0");

  /** Copies the lists. */
  public MeshConfig {
    listen = List.copyOf(listen);
    peers = List.copyOf(peers);
    allow = List.copyOf(allow);
  }

  /** What an agent does that was told nothing. */
  public static MeshConfig byDefault() {
    return new MeshConfig(
        List.of(DEFAULT_LISTEN), List.of(), true, Optional.empty(), Optional.empty(), List.of());
  }
}
