package dev.bzzz.p2p.gossip;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ids of messages that came before, and what became of them. */
final class SeenMessages {
  private final int maximum;
  private final long keptMillis;
  private final Map<MessageId, Seen> seen = new LinkedHashMap<>();

  SeenMessages(int maximum, long keptMillis) {
    this.maximum = maximum;
    this.keptMillis = keptMillis;
  }

  /** When a message was found to be what it is. */
  record Seen(long atMillis, Verdict verdict) {}

  @Nullable Seen get(MessageId id) {
    return seen.get(id);
  }

  boolean contains(MessageId id) {
    return seen.containsKey(id);
  }

  void put(MessageId id, long nowMillis, Verdict verdict) {
    if (seen.size() >= maximum) {
      Iterator<MessageId> oldest = seen.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    seen.put(id, new Seen(nowMillis, verdict));
  }

  void expire(long nowMillis) {
    Iterator<Seen> oldest = seen.values().iterator();
    while (oldest.hasNext() && oldest.next().atMillis + keptMillis <= nowMillis) {
      oldest.remove();
    }
  }

  int size() {
    return seen.size();
  }
}
