package dev.bzzz.p2p.discovery;

import dev.bzzz.p2p.Multiaddr;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Questions about addresses that discovery asks. */
final class Addresses {
  private Addresses() {}

  /** Reads an address from anybody; empty when it is none. */
  static Optional<Multiaddr> parse(String text) {
    try {
      return Optional.of(Multiaddr.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The IP address that a TCP address begins with; empty for names and addresses with a zone. */
  static Optional<InetAddress> ip(Multiaddr address) {
    return address.tcpSocket().map(InetSocketAddress::getAddress);
  }

  /**
   * Whether the address can be dialled as it stands, without looking up a name. A link-local IPv6
   * address cannot: nothing says which link is meant.
   */
  static boolean isDialable(Multiaddr address) {
    return address
        .tcpSocket()
        .filter(socket -> socket.getPort() > 0)
        .map(InetSocketAddress::getAddress)
        .filter(ip -> !ip.isAnyLocalAddress() && !ip.isMulticastAddress())
        .filter(ip -> ip instanceof Inet4Address || !ip.isLinkLocalAddress())
        .isPresent();
  }

  /** Whether the address belongs to no one on the public Internet (RFC 1918, 3927, 4193, 6598). */
  static boolean isPrivate(InetAddress ip) {
    byte[] bytes = ip.getAddress();
    if (bytes.length == 16) {
      return (bytes[0] & 0xfe) == 0xfc || ip.isLinkLocalAddress() || ip.isLoopbackAddress();
    }
    boolean shared = bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
    return shared || ip.isSiteLocalAddress() || ip.isLinkLocalAddress() || ip.isLoopbackAddress();
  }
}
