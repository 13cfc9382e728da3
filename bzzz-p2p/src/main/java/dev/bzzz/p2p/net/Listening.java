package dev.bzzz.p2p.net;

import dev.bzzz.core.PermanentException;
import dev.bzzz.p2p.Multiaddr;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The addresses where a node listens. Safe for use by many threads. */
final class Listening {
  /** Most addresses that a node tells its peers. */
  static final int MAX_ADDRESSES = 32;

  private volatile List<InetSocketAddress> bound = List.of();

  /** Binds each address in turn. */
  void start(
      List<Multiaddr> addresses, Transport transport, Connections connections, Dialer dialer) {
    List<InetSocketAddress> wanted = addresses.stream().map(Listening::socket).toList();
    List<InetSocketAddress> sockets = new ArrayList<>();
    for (InetSocketAddress socket : wanted) {
      if (!isIncluded(socket, wanted)) {
        sockets.add(transport.listen(socket, connections::admit, dialer::arrived));
      }
    }
    bound = List.copyOf(sockets);
  }

  private static InetSocketAddress socket(Multiaddr address) {
    return address
        .tcpSocket()
        .filter(each -> !each.isUnresolved())
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
    Set<Multiaddr> all = new LinkedHashSet<>();
    for (InetSocketAddress socket : bound) {
      if (socket.getAddress().isAnyLocalAddress()) {
        interfaces(socket).forEach(each -> all.add(Multiaddr.ofTcp(each)));
      } else {
        all.add(Multiaddr.ofTcp(socket));
      }
    }
    return all.stream().limit(MAX_ADDRESSES).toList();
  }

  private static List<InetSocketAddress> interfaces(InetSocketAddress any) {
    boolean four = any.getAddress() instanceof Inet4Address;
    List<InetSocketAddress> found = new ArrayList<>();
    try {
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (each.isUp()) {
          for (InetAddress address : Collections.list(each.getInetAddresses())) {
            boolean fits =
                address instanceof Inet4Address || !four && !address.isLinkLocalAddress();
            if (fits) {
              found.add(new InetSocketAddress(address, any.getPort()));
            }
          }
        }
      }
    } catch (SocketException e) {
      found.add(any);
    }
    return found;
  }
}
