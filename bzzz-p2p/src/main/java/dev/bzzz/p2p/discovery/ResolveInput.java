package dev.bzzz.p2p.discovery;

import dev.bzzz.core.machine.CallId;
import java.net.InetAddress;
import java.util.List;

/** What a {@link ResolveMachine} is told. */
sealed interface ResolveInput {
  /** The name has these IP addresses. */
  record Hosts(CallId call, List<InetAddress> addresses) implements ResolveInput {
    public Hosts {
      addresses = List.copyOf(addresses);
    }
  }

  /** The name has these texts. */
  record Texts(CallId call, List<String> texts) implements ResolveInput {
    public Texts {
      texts = List.copyOf(texts);
    }
  }

  /** The name cannot be looked up, or has no such record. */
  record Failed(CallId call, String why) implements ResolveInput {}

  /** The deadline has come; the first one begins the work. */
  record Tick() implements ResolveInput {}
}
