package dev.bzzz.p2p.discovery;

import dev.bzzz.p2p.Multiaddr;
import java.net.InetSocketAddress;
import java.util.List;

/** What an {@link MdnsMachine} wants done. */
sealed interface MdnsEffect {
  /** Has the handler do this. */
  void applyTo(Handler handler);

  /** Carries effects out. */
  interface Handler {
    void multicast(byte[] datagram);

    void unicast(byte[] datagram, InetSocketAddress to);

    void found(List<Multiaddr> addresses);
  }

  /** Send this to everybody on every link. */
  record Multicast(byte[] datagram) implements MdnsEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.multicast(datagram);
    }

    @Override
    public String toString() {
      return "Multicast[" + datagram.length + " bytes]";
    }
  }

  /** Send this to one asker. */
  record Unicast(byte[] datagram, InetSocketAddress to) implements MdnsEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.unicast(datagram, to);
    }

    @Override
    public String toString() {
      return "Unicast[" + datagram.length + " bytes to " + to + "]";
    }
  }

  /** Somebody says that peers are at these addresses, each of which ends in a peer id. */
  record Found(List<Multiaddr> addresses) implements MdnsEffect {
    public Found {
      addresses = List.copyOf(addresses);
    }

    @Override
    public void applyTo(Handler handler) {
      handler.found(addresses);
    }
  }
}
