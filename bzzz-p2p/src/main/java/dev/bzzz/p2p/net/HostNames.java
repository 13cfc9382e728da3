package dev.bzzz.p2p.net;

import dev.bzzz.p2p.AddressProtocol;
import dev.bzzz.p2p.Multiaddr;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/** Finds out where hosts are that are dialled by name. Safe for use by many threads. */
final class HostNames {
  /** Most addresses of one name that are dialled. */
  static final int MAX_ADDRESSES = 8;

  private final Lookup lookup;

  HostNames(Lookup lookup) {
    this.lookup = lookup;
  }

  /** Asks the system, which may take long. */
  @FunctionalInterface
  interface Lookup {
    /** All addresses of a name, the best first. */
    InetAddress[] all(String name) throws UnknownHostException;
  }

  /**
   * All sockets that an address with a name stands for: of IPv4, of IPv6 or of both, as it says, in
   * the order in which to try them.
   *
   * @throws UnknownHostException if there is none, and why
   */
  List<InetSocketAddress> sockets(Multiaddr address) throws UnknownHostException {
    InetSocketAddress named = address.tcpSocket().orElseThrow();
    String host = named.getHostString();
    AddressProtocol kind = address.host().orElseThrow().protocol();
    List<InetSocketAddress> sockets =
        Stream.of(all(host))
            .filter(each -> kind != AddressProtocol.DNS4 || each instanceof Inet4Address)
            .filter(each -> kind != AddressProtocol.DNS6 || each instanceof Inet6Address)
            .limit(MAX_ADDRESSES)
            .map(each -> new InetSocketAddress(each, named.getPort()))
            .toList();
    if (sockets.isEmpty()) {
      throw new UnknownHostException("the host " + host + " has no address for /" + kind.text());
    }
    return sockets;
  }

  private InetAddress[] all(String host) throws UnknownHostException {
    try {
      return lookup.all(host);
    } catch (UnknownHostException e) {
      throw new UnknownHostException("there is no host named " + host);
    }
  }
}
