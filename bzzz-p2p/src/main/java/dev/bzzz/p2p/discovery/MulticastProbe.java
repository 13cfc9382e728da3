package dev.bzzz.p2p.discovery;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds out whether this host hears its own IPv4 multicast on an interface: a datagram to the mDNS
 * group, on a port of its own, so that nobody is disturbed. Waits for it; for threads that may.
 */
final class MulticastProbe {
  private MulticastProbe() {}

  /** Why multicast does not work there; empty when it does. */
  static Optional<String> fault(NetworkInterface nif, Duration patience) {
    InetAddress group = MdnsSocket.Family.IPV4.group().getAddress();
    byte[] token = ByteBuffer.allocate(8).putLong(ThreadLocalRandom.current().nextLong()).array();
    try (MulticastSocket socket = new MulticastSocket(0)) {
      socket.joinGroup(new InetSocketAddress(group, 0), nif);
      socket.setNetworkInterface(nif);
      socket.setTimeToLive(1);
      socket.setSoTimeout((int) Math.max(1, patience.toMillis()));
      socket.send(new DatagramPacket(token, token.length, group, socket.getLocalPort()));
      byte[] heard = new byte[token.length];
      do {
        socket.receive(new DatagramPacket(heard, heard.length));
      } while (!Arrays.equals(heard, token)); // others may know that port, but not for long
      return Optional.empty();
    } catch (SocketTimeoutException e) {
      return Optional.of("nothing was heard within " + patience.toMillis() + " ms");
    } catch (IOException e) {
      return Optional.of(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }
  }
}
