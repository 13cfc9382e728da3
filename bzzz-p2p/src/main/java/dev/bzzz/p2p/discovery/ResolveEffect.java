package dev.bzzz.p2p.discovery;

import dev.bzzz.core.machine.CallId;
import dev.bzzz.p2p.Multiaddr;
import java.util.List;

/** What a {@link ResolveMachine} wants done. */
sealed interface ResolveEffect {
  /** Has the handler do this. */
  void applyTo(Handler handler);

  /** Carries effects out. */
  interface Handler {
    void ask(Ask ask);

    void found(List<Multiaddr> addresses);

    void unresolved(Unresolved unresolved);
  }

  /** Which records of a name. */
  enum Kind {
    /** IPv4 addresses. */
    A,
    /** IPv6 addresses. */
    AAAA,
    /** Texts. */
    TXT
  }

  /** Look this name up; exactly one answer must come back. */
  record Ask(CallId call, Kind kind, String name) implements ResolveEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.ask(this);
    }
  }

  /** A name leads to these addresses, all of which are IP addresses. */
  record Found(List<Multiaddr> addresses) implements ResolveEffect {
    public Found {
      addresses = List.copyOf(addresses);
    }

    @Override
    public void applyTo(Handler handler) {
      handler.found(addresses);
    }
  }

  /**
   * A name led nowhere this time; it is asked for again.
   *
   * @param times how often in a row
   */
  record Unresolved(Multiaddr name, String why, int times) implements ResolveEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.unresolved(this);
    }
  }
}
