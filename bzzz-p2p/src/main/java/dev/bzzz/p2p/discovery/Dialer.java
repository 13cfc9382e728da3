package dev.bzzz.p2p.discovery;

import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import java.util.concurrent.CompletionStage;

/** Makes connections for {@link Discovery}. Called on its thread, which it must not block. */
@FunctionalInterface
public interface Dialer {
  /**
   * Connects to whoever is at the address, within a time of its own.
   *
   * @param address begins with an IP address and a TCP port; if it ends with a peer, no other may
   *     be there
   * @return the peer whose handshake was checked; fails when there is no connection, also when the
   *     peer at the address is another one or this side itself
   */
  CompletionStage<PeerId> dial(Multiaddr address);
}
