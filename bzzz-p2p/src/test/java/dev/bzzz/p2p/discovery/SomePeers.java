package dev.bzzz.p2p.discovery;

import dev.bzzz.core.AgentId;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Peers and addresses for tests. */
final class SomePeers {
  private SomePeers() {}

  /** Peers with greater numbers have greater ids. */
  static PeerId peer(int number) {
    return PeerId.of(AgentId.ofPublicKey(ByteBuffer.allocate(32).putInt(number).array()));
  }

  static Multiaddr address(String text) {
    return Multiaddr.parse(text);
  }

  static Multiaddr address(String text, PeerId peer) {
    return Multiaddr.parse(text).withPeer(peer);
  }

  static InetAddress ip(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
