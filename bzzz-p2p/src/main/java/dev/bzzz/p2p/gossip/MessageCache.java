package dev.bzzz.p2p.gossip;

import dev.bzzz.p2p.PeerId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The messages of the last heartbeats, for peers that ask for them (mcache). */
final class MessageCache {
  private final int windowCount;
  private final int advertised;
  private final long maxBytes;

  /** Newest first; each has the ids of every topic in the order in which they came. */
  private final Deque<Map<String, Deque<MessageId>>> windows = new ArrayDeque<>();

  private final Map<MessageId, Entry> entries = new LinkedHashMap<>();
  private long bytes;

  MessageCache(GossipParameters.Gossip gossip, long maxBytes) {
    this.windowCount = gossip.windows();
    this.advertised = gossip.advertised();
    this.maxBytes = maxBytes;
    windows.addFirst(new LinkedHashMap<>());
  }

  /** A message and who got it by asking. */
  static final class Entry {
    final SignedMessage message;
    private final Map<String, Deque<MessageId>> window;
    private @Nullable Map<PeerId, Integer> sent;

    private Entry(SignedMessage message, Map<String, Deque<MessageId>> window) {
      this.message = message;
      this.window = window;
    }

    /** Counts that a peer asked; returns how often it has. */
    int count(PeerId peer) {
      if (sent == null) {
        sent = new LinkedHashMap<>();
      }
      return sent.merge(peer, 1, Integer::sum);
    }
  }

  void put(MessageId id, SignedMessage message) {
    Map<String, Deque<MessageId>> window = windows.getFirst();
    if (entries.putIfAbsent(id, new Entry(message, window)) != null) {
      return;
    }
    window.computeIfAbsent(message.topic(), topic -> new ArrayDeque<>()).addLast(id);
    bytes += message.heldBytes();
    Iterator<Entry> oldest = entries.values().iterator();
    while (bytes > maxBytes && oldest.hasNext()) {
      Entry entry = oldest.next();
      oldest.remove();
      bytes -= entry.message.heldBytes();
      // Within a window and a topic the order is that of the entries, so it is the first.
      entry.window.get(entry.message.topic()).pollFirst();
    }
  }

  @Nullable Entry get(MessageId id) {
    return entries.get(id);
  }

  /** The ids of a topic that are to be advertised. */
  List<MessageId> advertised(String topic) {
    List<MessageId> ids = new ArrayList<>();
    int left = advertised;
    for (Map<String, Deque<MessageId>> window : windows) {
      if (left-- == 0) {
        break;
      }
      Deque<MessageId> here = window.get(topic);
      if (here != null) {
        ids.addAll(here);
      }
    }
    return ids;
  }

  /** A heartbeat is over: begins a new window and drops the oldest. */
  void shift() {
    windows.addFirst(new LinkedHashMap<>());
    if (windows.size() > windowCount) {
      for (Deque<MessageId> ids : windows.removeLast().values()) {
        for (MessageId id : ids) {
          bytes -= entries.remove(id).message.heldBytes();
        }
      }
    }
  }

  int size() {
    return entries.size();
  }

  long bytes() {
    return bytes;
  }
}
