package dev.bzzz.p2p.discovery;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** Hears what is said by mDNS on the links of this host. */
final class MulticastEar implements AutoCloseable {
  private final MulticastSocket socket = new MulticastSocket(MdnsSocket.PORT);
  private final Queue<MdnsMessage> heard = new ConcurrentLinkedQueue<>();

  MulticastEar() throws IOException {
    for (Links.Link link : Links.now().all()) {
      if (MdnsSocket.Family.IPV4.isOn(link)) {
        socket.joinGroup(
            new InetSocketAddress(MdnsSocket.Family.IPV4.group().getAddress(), 0), link.nif());
      }
    }
    Thread thread = new Thread(this::listen, "multicast-ear");
    thread.setDaemon(true);
    thread.start();
  }

  private void listen() {
    byte[] buffer = new byte[MdnsMessage.MAX_BYTES];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        MdnsMessage.decode(Arrays.copyOf(buffer, packet.getLength())).ifPresent(heard::add);
      } catch (IOException e) {
        continue; // closed, which ends the loop
      }
    }
  }

  /** Whether such a message has been heard. */
  boolean hasHeard(Predicate<MdnsMessage> such) {
    return heard.stream().anyMatch(such);
  }

  @Override
  public void close() {
    socket.close();
  }
}
