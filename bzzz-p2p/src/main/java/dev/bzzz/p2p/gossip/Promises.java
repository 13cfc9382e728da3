package dev.bzzz.p2p.gossip;

import dev.bzzz.p2p.PeerId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Messages that peers advertised and were asked for: whoever advertises what it does not have is
 * punished. One id of each question is watched, whatever peer the message then comes from.
 */
final class Promises {
  /** Most ids that are watched; beyond, questions are asked without watching. */
  static final int MAX_IDS = 8192;

  private final long dueMillis;
  private final Map<MessageId, Map<PeerId, Long>> promises = new LinkedHashMap<>();

  Promises(long dueMillis) {
    this.dueMillis = dueMillis;
  }

  void add(MessageId id, PeerId peer, long nowMillis) {
    if (promises.size() < MAX_IDS || promises.containsKey(id)) {
      promises
          .computeIfAbsent(id, key -> new LinkedHashMap<>())
          .putIfAbsent(peer, nowMillis + dueMillis);
    }
  }

  /** The message came. */
  void kept(MessageId id) {
    if (!promises.isEmpty()) {
      promises.remove(id);
    }
  }

  /** Nobody is punished for what was promised so far. */
  void forgive() {
    promises.clear();
  }

  void forget(PeerId peer) {
    promises.values().removeIf(peers -> peers.remove(peer) != null && peers.isEmpty());
  }

  /**
   * Takes out what is overdue.
   *
   * @param isHere tells of a message whether it is here and being checked: it is waited for
   * @return the peers that broke a promise, one entry for each
   */
  List<PeerId> broken(long nowMillis, Predicate<MessageId> isHere) {
    List<PeerId> broken = new ArrayList<>();
    Iterator<Map.Entry<MessageId, Map<PeerId, Long>>> each = promises.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<MessageId, Map<PeerId, Long>> promise = each.next();
      if (isHere.test(promise.getKey())) {
        continue;
      }
      promise
          .getValue()
          .entrySet()
          .removeIf(
              peer -> {
                boolean overdue = peer.getValue() <= nowMillis;
                if (overdue) {
                  broken.add(peer.getKey());
                }
                return overdue;
              });
      if (promise.getValue().isEmpty()) {
        each.remove();
      }
    }
    return broken;
  }

  int size() {
    return promises.size();
  }
}
