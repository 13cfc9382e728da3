package dev.bzzz.p2p.discovery;

import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import java.time.Duration;
import java.util.List;

/** What a {@link DialMachine} is told. */
sealed interface DialInput {
  /** Peers are said to be at these addresses; only a trusted source may leave out who is there. */
  record Found(Source source, List<Multiaddr> addresses) implements DialInput {
    public Found {
      addresses = List.copyOf(addresses);
    }
  }

  /** These are this peer's own addresses, which are not worth dialling. */
  record Own(List<Multiaddr> addresses) implements DialInput {
    public Own {
      addresses = List.copyOf(addresses);
    }
  }

  /** A connection with the peer is up, whoever dialled. */
  record Connected(PeerId peer) implements DialInput {}

  /** The last connection with the peer is gone. */
  record Lost(PeerId peer) implements DialInput {}

  /** The peer is not to be dialled for this long: this side has sent it away. */
  record Avoid(PeerId peer, Duration time) implements DialInput {}

  /** The dial reached this peer. */
  record DialSucceeded(Multiaddr address, PeerId peer) implements DialInput {}

  /** The dial failed. */
  record DialFailed(Multiaddr address, String why) implements DialInput {}

  /** The deadline has come. */
  record Tick() implements DialInput {}
}
