package dev.bzzz.p2p.discovery;

import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says what a {@link Discovery} looks for, and starts it. */
public final class DiscoveryBuilder {
  /** How many peers may be written down. */
  public static final int MAX_STATIC_PEERS = 256;

  private static final String LIBP2P_SERVICE = "_p2p._udp.local";
  private static final Pattern TAG = Pattern.compile("[0-9a-z]{1,58}");

  private final PeerId self;
  private final Dialer dialer;
  private List<Multiaddr> peers = List.of();
  private Optional<String> mdnsService = Optional.empty();
  private List<InetSocketAddress> dnsServers = List.of();
  private DialParameters parameters = DialParameters.DEFAULT;

  DiscoveryBuilder(PeerId self, Dialer dialer) {
    this.self = self;
    this.dialer = dialer;
  }

  /**
   * Peers to stay connected to: {@code /ip4/…/tcp/…} or {@code /ip6/…/tcp/…}, {@code /dns…/…/tcp/…}
   * for every host behind a name, {@code /dnsaddr/…} for the addresses in its TXT records; each
   * with or without the peer's id at its end.
   *
   * @throws IllegalArgumentException if one of them is nothing of that, or there are too many
   */
  public DiscoveryBuilder peers(List<Multiaddr> peers) {
    if (peers.size() > MAX_STATIC_PEERS) {
      throw new IllegalArgumentException(
          "cannot stay connected to " + peers.size() + " peers: at most " + MAX_STATIC_PEERS);
    }
    peers.forEach(DiscoveryBuilder::requirePeer);
    this.peers = List.copyOf(peers);
    return this;
  }

  /**
   * Requires that an address is one of a peer to stay connected to.
   *
   * @throws IllegalArgumentException if it is not, or names a peer that is never let in
   */
  public static void requirePeer(Multiaddr peer) {
    if (!ResolveMachine.isName(peer) && !Addresses.isDialable(peer)) {
      throw new IllegalArgumentException(
          "cannot dial "
              + peer
              + ": an address begins with /ip4/…/tcp/…, /ip6/…/tcp/…, /dns/…/tcp/…, or"
              + " /dnsaddr/… and names one port of one host");
    }
    if (peer.peer().filter(each -> each.agent().isEmpty()).isPresent()) {
      throw new IllegalArgumentException(
          "cannot dial " + peer + ": its peer has no Ed25519 key, the only kind that is taken");
    }
  }

  /** Finds peers of any libp2p network on the local network, and is found by them. */
  public DiscoveryBuilder mdns() {
    this.mdnsService = Optional.of(LIBP2P_SERVICE);
    return this;
  }

  /**
   * Finds only those peers on the local network that use the same tag, and is found by them. The
   * tag keeps networks apart; it keeps nobody out, for everybody can read it.
   *
   * @param tag 1 to 58 digits and lower-case letters, such as the fingerprint of a network
   * @throws IllegalArgumentException if it is something else
   */
  public DiscoveryBuilder mdns(String tag) {
    if (!TAG.matcher(tag).matches()) {
      throw new IllegalArgumentException(
          "cannot use the mDNS tag '" + tag + "': it has 1 to 58 digits and lower-case letters");
    }
    this.mdnsService = Optional.of("_p2p-" + tag + "._udp.local");
    return this;
  }

  /** The DNS servers to ask, in this order; by default those of the system. */
  public DiscoveryBuilder dnsServers(List<InetSocketAddress> servers) {
    this.dnsServers = List.copyOf(servers);
    return this;
  }

  /** How eagerly to dial. */
  public DiscoveryBuilder parameters(DialParameters parameters) {
    this.parameters = parameters;
    return this;
  }

  /** Starts looking and dialling. */
  public Discovery start() {
    return new Discovery(this);
  }

  PeerId self() {
    return self;
  }

  Dialer dialer() {
    return dialer;
  }

  List<Multiaddr> peers() {
    return peers;
  }

  Optional<String> mdnsService() {
    return mdnsService;
  }

  List<InetSocketAddress> dnsServers() {
    return dnsServers;
  }

  DialParameters parameters() {
    return parameters;
  }
}
