package dev.bzzz.p2p.gossip;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A protocol that carries {@link Rpc}s: which one says what the peer understands. */
public enum GossipVersion {
  /** Takes every message and knows no control. */
  FLOODSUB("/floodsub/1.0.0"),
  /** Meshes and gossip, but no backoff in a PRUNE. */
  V1_0("/meshsub/1.0.0"),
  /** Scores and backoff. */
  V1_1("/meshsub/1.1.0"),
  /** IDONTWANT. */
  V1_2("/meshsub/1.2.0");

  private final String protocol;

  GossipVersion(String protocol) {
    this.protocol = protocol;
  }

  /** The protocol's id for multistream-select. */
  public String protocol() {
    return protocol;
  }

  /** All protocol ids, newest first: what to propose and what to accept. */
  public static List<String> protocols() {
    List<String> ids = new ArrayList<>();
    for (GossipVersion version : values()) {
      ids.add(version.protocol);
    }
    Collections.reverse(ids);
    return List.copyOf(ids);
  }

  /** The version with this protocol id; empty for any other protocol. */
  public static Optional<GossipVersion> of(String protocol) {
    for (GossipVersion version : values()) {
      if (version.protocol.equals(protocol)) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }

  boolean atLeast(GossipVersion other) {
    return compareTo(other) >= 0;
  }
}
