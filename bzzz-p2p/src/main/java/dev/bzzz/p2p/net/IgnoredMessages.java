package dev.bzzz.p2p.net;

import dev.bzzz.core.Bounded;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.gossip.GossipEffect;
import dev.bzzz.p2p.gossip.IgnoredBecause;
import dev.bzzz.p2p.gossip.SignedMessage;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the messages of peers that are ignored, and says once of each peer that its messages are
 * too large, which its people cannot know. Confined to the loop, besides {@link #counts}.
 */
final class IgnoredMessages {
  /** Of how many peers is remembered that it was said. */
  static final int MAX_REMEMBERED = 256;

  private static final Logger LOG = LoggerFactory.getLogger(IgnoredMessages.class);

  private final AtomicLongArray counts = new AtomicLongArray(IgnoredBecause.values().length);
  private final Map<PeerId, Boolean> told = Bounded.lru(MAX_REMEMBERED);

  void count(GossipEffect.Ignored ignored) {
    counts.incrementAndGet(ignored.why().ordinal());
    if (ignored.why() == IgnoredBecause.TOO_LARGE && told.put(ignored.from(), true) == null) {
      LOG.warn(
          "peer={} a message of {} bytes is ignored, like all of more than {};"
              + " let the peer, or its author, send less at once",
          ignored.from(),
          ignored.bytes(),
          SignedMessage.MAX_DATA_BYTES);
    }
  }

  /** How many there were so far, of each reason. Safe for use by many threads. */
  Map<IgnoredBecause, Long> counts() {
    Map<IgnoredBecause, Long> now = new EnumMap<>(IgnoredBecause.class);
    for (IgnoredBecause each : IgnoredBecause.values()) {
      now.put(each, counts.get(each.ordinal()));
    }
    return now;
  }
}
