package dev.bzzz.p2p.discovery;

import dev.bzzz.p2p.Multiaddr;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;

/** Tries to listen at an address for a moment, and knows what to do when that fails. */
public final class ListenCheck {
  private ListenCheck() {}

  static NetworkCheck of(Multiaddr address) {
    String name = "listen " + address.withoutPeer();
    Optional<InetSocketAddress> socket =
        address
            .tcpSocket()
            .filter(it -> !it.isUnresolved() && !it.getAddress().isMulticastAddress());
    if (socket.isEmpty()) {
      return NetworkCheck.failed(
          name,
          "it is not an IP address and a TCP port",
          "listen at /ip4/0.0.0.0/tcp/PORT, or at one address of this host");
    }
    try (ServerSocket server = new ServerSocket()) {
      server.setReuseAddress(true); // connections that are just ending do not take the port
      server.bind(socket.get());
      return NetworkCheck.passed(
          name,
          socket.get().getPort() == 0
              ? "some port is free"
              : "port " + socket.get().getPort() + " is free");
    } catch (IOException e) {
      return NetworkCheck.failed(name, String.valueOf(e.getMessage()), advice(socket.get()));
    }
  }

  /** What to do about an address that could not be listened at. */
  public static String advice(InetSocketAddress socket) {
    boolean own = socket.getAddress().isAnyLocalAddress() || Links.now().isOwn(socket.getAddress());
    if (!own) {
      return "no interface of this host has that address: listen at one it has, or at 0.0.0.0";
    }
    return socket.getPort() < 1024
        ? "another program listens there, or ports below 1024 need special rights: choose a higher"
        : "another program listens there, perhaps this agent itself: stop it, or choose another"
            + " port, or 0 for any";
  }
}
