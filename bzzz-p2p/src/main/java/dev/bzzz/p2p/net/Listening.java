package dev.bzzz.p2p.net;

import dev.bzzz.core.PermanentException;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.discovery.Discovery;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The addresses where a node listens. Safe for use by many threads. */
final class Listening {
  /** Most addresses that a node tells its peers. */
  static final int MAX_ADDRESSES = 32;

  private final PeerId self;
  private volatile List<InetSocketAddress> bound = List.of();

  /** Nowhere yet. */
  Listening(PeerId self) {
    this.self = self;
  }

  /**
   * Binds each address in turn.
   *
   * @param admit asked for every connection before a byte of it is read
   */
  void start(
      List<Multiaddr> addresses,
      Transport transport,
      Predicate<InetSocketAddress> admit,
      Consumer<NettyLink> onLink) {
    List<InetSocketAddress> wanted = addresses.stream().map(this::socket).toList();
    List<InetSocketAddress> sockets = new ArrayList<>();
    for (InetSocketAddress socket : wanted) {
      if (!isIncluded(socket, wanted)) {
        sockets.add(transport.listen(socket, admit, onLink));
      }
    }
    bound = List.copyOf(sockets);
  }

  private InetSocketAddress socket(Multiaddr address) {
    if (address.peer().filter(peer -> !peer.equals(self)).isPresent()) {
      throw new PermanentException(
          "cannot listen at "
              + address
              + ": that is another peer's address, this is peer "
              + self
              + "; use the key of that peer, or leave out /p2p");
    }
    return address
        .tcpSocket()
        .filter(each -> !each.isUnresolved() && !each.getAddress().isMulticastAddress())
        .orElseThrow(
            () ->
                new PermanentException(
                    "cannot listen at "
                        + address
                        + ": give an IP address and a port, such as /ip4/0.0.0.0/tcp/0"));
  }

  /** A socket for every address of IPv6 takes IPv4 as well, and leaves the port to no other. */
  private static boolean isIncluded(InetSocketAddress socket, List<InetSocketAddress> wanted) {
    return socket.getPort() != 0
        && socket.getAddress() instanceof Inet4Address
        && socket.getAddress().isAnyLocalAddress()
        && wanted.stream()
            .filter(each -> each.getPort() == socket.getPort())
            .map(InetSocketAddress::getAddress)
            .anyMatch(each -> each instanceof Inet6Address && each.isAnyLocalAddress());
  }

  /** The addresses as they were bound, which may stand for all interfaces. */
  List<Multiaddr> sockets() {
    return bound.stream().map(Multiaddr::ofTcp).toList();
  }

  /** The addresses, of which those for all interfaces are spelled out for those there are now. */
  List<Multiaddr> addresses() {
    return Discovery.spelledOut(sockets()).stream().limit(MAX_ADDRESSES).toList();
  }
}
