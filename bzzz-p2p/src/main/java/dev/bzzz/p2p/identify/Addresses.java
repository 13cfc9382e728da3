package dev.bzzz.p2p.identify;

import dev.bzzz.p2p.Multiaddr;
import java.util.Optional;

/** Addresses in messages: one that cannot be read is left out, the message stays. */
final class Addresses {
  private Addresses() {}

  static Optional<Multiaddr> read(byte[] bytes) {
    try {
      return Optional.of(Multiaddr.ofBytes(bytes));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
