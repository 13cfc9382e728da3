package dev.bzzz.p2p;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Secret;
import dev.bzzz.core.Signer;
import dev.bzzz.core.Verifier;
import dev.bzzz.p2p.discovery.DiscoveryBuilder;
import dev.bzzz.p2p.gossip.GossipParameters;
import dev.bzzz.p2p.gossip.ScoreParameters;
import dev.bzzz.p2p.net.ConnectionLimits;
import dev.bzzz.p2p.net.NetworkKey;
import dev.bzzz.p2p.net.NodeEvents;
import dev.bzzz.p2p.yamux.YamuxLimits;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sets up a {@link Libp2pNode}. Without further ado a node listens nowhere and takes every peer.
 * Confined to one thread.
 */
public final class Libp2pNodeBuilder {
  private final Signer signer;
  private final List<Multiaddr> listen = new ArrayList<>();
  private final List<Multiaddr> peers = new ArrayList<>();
  private final Set<PeerId> allowed = new TreeSet<>();
  private final List<NodeEvents> events = new ArrayList<>();
  private Optional<NetworkKey> networkKey = Optional.empty();
  private Libp2pConfig.Finding finding = Libp2pConfig.Finding.NONE;
  private ConnectionLimits connections = ConnectionLimits.defaults();
  private YamuxLimits streams = YamuxLimits.defaults();
  private GossipParameters gossip = GossipParameters.defaults();
  private ScoreParameters scores = ScoreParameters.defaults();
  private String agentVersion = "bzzz-java";
  private Verifier verifier = Verifier.ed25519();

  Libp2pNodeBuilder(Signer signer) {
    this.signer = signer;
  }

  /**
   * Listens at an address as well, such as {@code /ip4/0.0.0.0/tcp/4001}; port 0 takes a free one.
   * {@code /ip4/0.0.0.0} is every IPv4 address of the host, {@code /ip6/::} every address of it.
   *
   * @throws IllegalArgumentException if it is none
   */
  public Libp2pNodeBuilder listen(String address) {
    return listen(Multiaddr.parse(address));
  }

  /** Listens at an address as well. */
  public Libp2pNodeBuilder listen(Multiaddr address) {
    listen.add(address);
    return this;
  }

  /**
   * Stays connected with a peer: {@code /ip4/…/tcp/…}, {@code /dns/…/tcp/…} or {@code /dnsaddr/…}.
   * One that is named with its id is also kept when others have to go.
   *
   * @throws IllegalArgumentException if it is none of these, or names a peer whose key is not an
   *     Ed25519 key
   */
  public Libp2pNodeBuilder peer(Multiaddr address) {
    DiscoveryBuilder.requirePeer(address);
    peers.add(address);
    return this;
  }

  /** Connects with this peer and others that are named so, and with nobody else. */
  public Libp2pNodeBuilder allow(PeerId peer) {
    allowed.add(peer);
    return this;
  }

  /**
   * Makes the network private: connections whose other side does not show that it knows the key are
   * closed, and topics have names on the wire that only the key tells.
   *
   * <p>It keeps strangers out of the mesh and its requests. It does not hide that a node is here,
   * its peer id, or who talks to whom; messages are as readable to every member as without it; and
   * a member that leaves still knows the key.
   *
   * @throws PermanentException if the secret cannot be had, or is too short or too long
   */
  public Libp2pNodeBuilder networkKey(Secret secret) {
    try {
      return networkKey(NetworkKey.of(secret.value()));
    } catch (IllegalArgumentException e) {
      throw new PermanentException("cannot use the network key: " + e.getMessage(), e);
    }
  }

  /** The same with a key that is at hand. */
  public Libp2pNodeBuilder networkKey(NetworkKey key) {
    networkKey = Optional.of(key);
    return this;
  }

  /**
   * Finds peers on the local network, and is found there: those with the same network key, or those
   * of any libp2p network if there is none.
   */
  public Libp2pNodeBuilder mdns() {
    finding = new Libp2pConfig.Finding(true, Optional.empty(), finding.dnsServers());
    return this;
  }

  /** Finds only peers that use the same tag: 1 to 58 digits and lower-case letters. */
  public Libp2pNodeBuilder mdns(String tag) {
    finding = new Libp2pConfig.Finding(true, Optional.of(tag), finding.dnsServers());
    return this;
  }

  /** Asks these DNS servers for the names of peers, instead of those of the system. */
  public Libp2pNodeBuilder dnsServers(List<InetSocketAddress> servers) {
    finding = new Libp2pConfig.Finding(finding.mdns(), finding.mdnsTag(), servers);
    return this;
  }

  /** Limits connections. */
  public Libp2pNodeBuilder connections(ConnectionLimits limits) {
    connections = limits;
    return this;
  }

  /** Limits what each connection takes up. */
  public Libp2pNodeBuilder streams(YamuxLimits limits) {
    streams = limits;
    return this;
  }

  /** Sets the parameters of the router, among them how ids of messages are computed. */
  public Libp2pNodeBuilder gossip(GossipParameters parameters) {
    gossip = parameters;
    return this;
  }

  /** Sets how peers are judged. */
  public Libp2pNodeBuilder scores(ScoreParameters parameters) {
    scores = parameters;
    return this;
  }

  /** Sets the name of the software that peers are told. */
  public Libp2pNodeBuilder agentVersion(String name) {
    agentVersion = name;
    return this;
  }

  /** Checks signatures in another way than by {@link Verifier#ed25519}. */
  public Libp2pNodeBuilder verifier(Verifier other) {
    verifier = other;
    return this;
  }

  /** Tells a listener about peers from the start. */
  public Libp2pNodeBuilder events(NodeEvents listener) {
    events.add(listener);
    return this;
  }

  /**
   * Starts the node.
   *
   * @throws PermanentException if it cannot listen
   */
  public Libp2pNode start() {
    return new Libp2pNode(
        signer,
        new Libp2pConfig(
            listen,
            peers,
            allowed,
            networkKey,
            finding,
            connections,
            streams,
            gossip,
            scores,
            agentVersion,
            verifier,
            events));
  }
}
