package dev.bzzz.p2p.net;

import dev.bzzz.p2p.Multiaddr;
import java.util.List;

/**
 * What a peer says of itself; all of it claims.
 *
 * @param agentVersion the name of its software, without control characters; may be empty
 * @param protocolVersion of its network; may be empty
 * @param protocols that it serves
 * @param addresses where it says that it listens
 */
public record PeerInfo(
    String agentVersion,
    String protocolVersion,
    List<String> protocols,
    List<Multiaddr> addresses) {
  /** Copies the lists. */
  public PeerInfo {
    protocols = List.copyOf(protocols);
    addresses = List.copyOf(addresses);
  }
}
