package dev.bzzz.examples.agent;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Secret;
import dev.bzzz.core.Signer;
import dev.bzzz.p2p.Libp2pNode;
import dev.bzzz.p2p.Libp2pNodeBuilder;

/** Joins agents to the mesh. */
public final class Meshes {
  private Meshes() {}

  /**
   * Starts an agent's node, which listens from now on and looks for peers. Peers that are away do
   * not matter: it goes on trying.
   *
   * @param identity the agent's; its peers know it by the same id
   * @throws PermanentException if it cannot listen, or the network key cannot be had
   */
  public static Libp2pNode join(MeshConfig config, Signer identity) {
    Libp2pNodeBuilder node = finding(config, identity);
    config.listen().forEach(node::listen);
    config.peers().forEach(node::peer);
    return node.start();
  }

  /** A node of the same network that finds others, but neither listens nor keeps any peer. */
  static Libp2pNodeBuilder finding(MeshConfig config, Signer identity) {
    Libp2pNodeBuilder node = Libp2pNode.builder(identity);
    config.allow().forEach(node::allow);
    config.key().map(Secret::at).ifPresent(node::networkKey);
    if (config.mdns() && config.tag().isEmpty() && config.key().isPresent()) {
      node.mdns();
    } else if (config.mdns()) {
      node.mdns(config.tag().orElse(MeshConfig.DEFAULT_TAG));
    }
    return node;
  }
}
