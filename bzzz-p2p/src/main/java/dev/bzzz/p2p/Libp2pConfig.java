package dev.bzzz.p2p;

import dev.bzzz.core.Verifier;
import dev.bzzz.p2p.gossip.GossipParameters;
import dev.bzzz.p2p.gossip.ScoreParameters;
import dev.bzzz.p2p.net.ConnectionLimits;
import dev.bzzz.p2p.net.NetworkKey;
import dev.bzzz.p2p.net.NodeEvents;
import dev.bzzz.p2p.yamux.YamuxLimits;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a node is set up; made by {@link Libp2pNode#builder}.
 *
 * @param listen where to listen; port 0 takes a free one; empty: nowhere
 * @param peers to be connected with always, each an address with or without a peer id
 * @param allowed the only peers to connect with; empty: all
 * @param networkKey shared by the members of a private network
 * @param finding how peers are found
 * @param connections how many there may be
 * @param streams limits of each connection
 * @param gossip parameters of the router
 * @param scores how peers are judged
 * @param agentVersion the name of the software that peers are told
 * @param verifier checks signatures
 * @param events told about peers from the first one on
 */
public record Libp2pConfig(
    List<Multiaddr> listen,
    List<Multiaddr> peers,
    Set<PeerId> allowed,
    Optional<NetworkKey> networkKey,
    Finding finding,
    ConnectionLimits connections,
    YamuxLimits streams,
    GossipParameters gossip,
    ScoreParameters scores,
    String agentVersion,
    Verifier verifier,
    List<NodeEvents> events) {
  /** Most addresses to listen at, and most peers that are named. */
  public static final int MAX_ADDRESSES = 256;

  /** Longest name of the software, in characters. */
  public static final int MAX_AGENT_VERSION = 128;

  /**
   * How peers are found that nobody named.
   *
   * @param mdns whether to look on the local network, and to be found there
   * @param mdnsTag finds only peers with the same tag; empty: one of the network key if there is
   *     one, else peers of any libp2p network
   * @param dnsServers to ask for names; empty: those of the system
   */
  public record Finding(
      boolean mdns, Optional<String> mdnsTag, List<InetSocketAddress> dnsServers) {
    /** Finds nobody. */
    public static final Finding NONE = new Finding(false, Optional.empty(), List.of());

    /** Copies the servers. */
    public Finding {
      dnsServers = List.copyOf(dnsServers);
    }
  }

  /** Checks the sizes and copies the collections. */
  public Libp2pConfig {
    listen = List.copyOf(listen);
    peers = List.copyOf(peers);
    allowed = Set.copyOf(allowed);
    events = List.copyOf(events);
    if (listen.size() > MAX_ADDRESSES || peers.size() > MAX_ADDRESSES) {
      throw new IllegalArgumentException("a node has at most " + MAX_ADDRESSES + " addresses");
    }
    if (agentVersion.length() > MAX_AGENT_VERSION) {
      throw new IllegalArgumentException(
          "the name of the software has at most " + MAX_AGENT_VERSION + " characters");
    }
  }

  /** Whether a peer may be connected. */
  public boolean allows(PeerId peer) {
    return allowed.isEmpty() || allowed.contains(peer);
  }

  /** Whether a peer stays connected when there are too many. */
  public boolean keeps(PeerId peer) {
    return gossip.directPeers().contains(peer)
        || peers.stream().anyMatch(each -> each.peer().filter(peer::equals).isPresent());
  }
}
