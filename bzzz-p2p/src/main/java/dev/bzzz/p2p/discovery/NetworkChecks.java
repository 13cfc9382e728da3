package dev.bzzz.p2p.discovery;

import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.p2p.Multiaddr;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at whether the network lets the mesh work, and says what to do if it does not: the
 * addresses to listen at, multicast on each link, DNS names, reachability of the written peers,
 * and, through a running node, their handshake, their clocks and large messages.
 *
 * <p>Changes nothing and prints nothing. Each check takes a bounded time; they wait, so they are
 * for a thread that may.
 */
public final class NetworkChecks {
  /** How many addresses are dialled; of more, the first are. */
  public static final int MAX_DIALLED = 32;

  private List<Multiaddr> listen = List.of();
  private List<Multiaddr> peers = List.of();
  private List<InetSocketAddress> dnsServers = List.of();
  private boolean multicast = true;
  private Optional<Through> through = Optional.empty();
  private Duration patience = Duration.ofSeconds(5);

  /** A node that runs. */
  private record Through(Dialer dialer, Mesh mesh) {}

  private NetworkChecks() {}

  /** Checks of nothing but multicast, until more is added. */
  public static NetworkChecks create() {
    return new NetworkChecks();
  }

  /** Checks that the addresses are free to listen at; not for a node that listens there already. */
  public NetworkChecks listen(List<Multiaddr> addresses) {
    this.listen = List.copyOf(addresses);
    return this;
  }

  /** Checks that these peers can be found and reached, as a {@link DiscoveryBuilder} takes them. */
  public NetworkChecks peers(List<Multiaddr> peers) {
    this.peers = List.copyOf(peers);
    return this;
  }

  /** The DNS servers to ask; by default those of the system. */
  public NetworkChecks dnsServers(List<InetSocketAddress> servers) {
    this.dnsServers = List.copyOf(servers);
    return this;
  }

  /** Whether to check multicast; without mDNS nobody needs it. */
  public NetworkChecks multicast(boolean wanted) {
    this.multicast = wanted;
    return this;
  }

  /** Checks the peers that can be reached through a node that runs, as well. */
  public NetworkChecks through(Dialer dialer, Mesh mesh) {
    this.through = Optional.of(new Through(dialer, mesh));
    return this;
  }

  /** How long each step may take. */
  public NetworkChecks patience(Duration patience) {
    this.patience = patience;
    return this;
  }

  /**
   * Runs the checks.
   *
   * @return what each has found, in the order in which to look at it
   * @throws InterruptedException if interrupted while waiting for the network
   */
  public List<NetworkCheck> run() throws InterruptedException {
    List<NetworkCheck> results = new ArrayList<>();
    listen.forEach(address -> results.add(ListenCheck.of(address)));
    if (multicast) {
      results.addAll(MulticastChecks.of(Links.now(), patience));
    }
    List<Multiaddr> names = peers.stream().filter(ResolveMachine::isName).toList();
    NameChecks resolved = NameChecks.of(names, dnsServers, patience);
    results.addAll(resolved.results());
    List<Multiaddr> addresses = new ArrayList<>();
    peers.stream().filter(peer -> !names.contains(peer)).forEach(addresses::add);
    addresses.addAll(resolved.addresses());
    List<Multiaddr> dialled = addresses.stream().distinct().limit(MAX_DIALLED).toList();
    for (ReachCheck reach : ReachCheck.all(dialled, patience)) {
      results.add(reach.result());
      if (through.isEmpty()) {
        continue;
      }
      PeerChecks checks = new PeerChecks(through.get().dialer(), through.get().mesh(), patience);
      results.addAll(
          reach.reached() ? checks.of(reach.address()) : checks.skipped(reach.address()));
    }
    return results;
  }
}
