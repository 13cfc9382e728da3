package dev.bzzz.p2p.discovery;

import dev.bzzz.p2p.Multiaddr;
import java.time.Duration;

/** What a {@link DialMachine} wants done. */
sealed interface DialEffect {
  /** Has the handler do this. */
  void applyTo(Handler handler);

  /** Carries effects out. */
  interface Handler {
    void dial(Multiaddr address);

    void unreachable(Unreachable unreachable);

    void forgotten(String peer);
  }

  /** Dial this address; exactly one success or failure must come back. */
  record Dial(Multiaddr address) implements DialEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.dial(address);
    }
  }

  /**
   * A peer answered at none of its addresses; it is tried again.
   *
   * @param peer its id, or its address while the id is unknown
   * @param why the last failure
   * @param times how many rounds in a row have failed
   * @param pause until the next one
   */
  record Unreachable(Source source, String peer, String why, int times, Duration pause)
      implements DialEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.unreachable(this);
    }
  }

  /** A peer that was found, neither answers nor is heard of any more, and is no longer tried. */
  record Forgotten(String peer) implements DialEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.forgotten(peer);
    }
  }
}
