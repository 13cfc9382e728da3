package dev.bzzz.p2p.discovery;

import dev.bzzz.p2p.Multiaddr;
import java.net.InetSocketAddress;
import java.util.List;

/** What an {@link MdnsMachine} is told. */
sealed interface MdnsInput {
  /** This peer can be reached at these addresses, which end in its own peer id. */
  record Reachable(List<Multiaddr> addresses) implements MdnsInput {
    public Reachable {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * A datagram came, from a neighbour on the link; it is not copied.
   *
   * @param sameHost whether the sender is this host itself
   */
  record Received(byte[] datagram, InetSocketAddress from, boolean sameHost) implements MdnsInput {}

  /** A network interface came or went, so that others may be in hearing; it is on these now. */
  record NetworkChanged(List<Subnet> subnets) implements MdnsInput {
    public NetworkChanged {
      subnets = List.copyOf(subnets);
    }
  }

  /** This peer leaves. */
  record Leave() implements MdnsInput {}

  /** The deadline has come. */
  record Tick() implements MdnsInput {}
}
