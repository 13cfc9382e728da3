package dev.bzzz.p2p.multistream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the two roles in a negotiation. */
interface Side {
  byte[] NOTHING = {};

  /** The connection or stream is there. */
  void start(List<NegotiationEffect> effects);

  /** The other side's header came. */
  void greeted(Outbox answers);

  /** A message behind the header came; gives the end, if it is that. */
  @Nullable NegotiationEffect message(String message, Outbox answers);
}
