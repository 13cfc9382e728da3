package dev.bzzz.p2p.gossip;

import dev.bzzz.p2p.PeerId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A topic that we joined, publish to, or left a short time ago. */
final class TopicState {
  /** Most peers of a topic whose backoff is remembered; beyond, the oldest is forgotten. */
  static final int MAX_BACKOFFS = 4096;

  final String name;

  /** How long after the first delivery of a message another one counts; -1: none does. */
  final long nearMillis;

  boolean joined;

  /** Peers that said they want the topic. */
  final Set<Peer> subscribers = new LinkedHashSet<>();

  /** Those of the subscribers that get every message outside of the mesh. */
  final Set<Peer> getAll = new LinkedHashSet<>();

  /** Peers that get every message and give us every message. */
  final Set<Peer> mesh = new LinkedHashSet<>();

  /** Whom we publish to while we have not joined. */
  final Set<Peer> fanout = new LinkedHashSet<>();

  long fanoutUntilMillis;
  private final Map<PeerId, Backoff> backoffs = new LinkedHashMap<>();

  TopicState(String name, long nearMillis) {
    this.name = name;
    this.nearMillis = nearMillis;
  }

  /** How long a peer is out of the mesh. */
  private record Backoff(long sinceMillis, long untilMillis) {}

  void subscribed(Peer peer) {
    subscribers.add(peer);
    if (peer.getsAll()) {
      getAll.add(peer);
    }
  }

  /** Forgets a peer but for its backoff. */
  void remove(Peer peer) {
    subscribers.remove(peer);
    getAll.remove(peer);
    mesh.remove(peer);
    fanout.remove(peer);
  }

  /** Keeps a peer out for a while; a longer backoff that it has stays. */
  void backOff(PeerId peer, long nowMillis, long millis) {
    Backoff before = backoffs.get(peer);
    long until = nowMillis + millis;
    if (before == null && backoffs.size() >= MAX_BACKOFFS) {
      Iterator<PeerId> oldest = backoffs.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    backoffs.put(
        peer, new Backoff(nowMillis, before == null ? until : Math.max(until, before.untilMillis)));
  }

  boolean isBackedOff(PeerId peer, long nowMillis) {
    Backoff backoff = backoffs.get(peer);
    return backoff != null && nowMillis < backoff.untilMillis;
  }

  /** How long a peer still has to stay away, rounded up; 0 when it may come. */
  long backoffSeconds(PeerId peer, long nowMillis) {
    Backoff backoff = backoffs.get(peer);
    return backoff == null ? 0 : Math.max(0, (backoff.untilMillis - nowMillis + 999) / 1000);
  }

  /** Whether the peer's backoff began less than so many milliseconds ago. */
  boolean backedOffWithin(PeerId peer, long nowMillis, long millis) {
    Backoff backoff = backoffs.get(peer);
    return backoff != null && nowMillis < backoff.sinceMillis + millis;
  }

  /**
   * Whether we may ask the peer in: it counts its backoff by its own clock and from the time at
   * which it sent the PRUNE, so a little more than the backoff has to be over.
   */
  boolean mayGraft(PeerId peer, long nowMillis, long slackMillis) {
    return backoffs.isEmpty() || !isBackedOff(peer, nowMillis - slackMillis);
  }

  void expireBackoffs(long nowMillis, long slackMillis) {
    backoffs.values().removeIf(backoff -> backoff.untilMillis + slackMillis <= nowMillis);
  }

  int backoffs() {
    return backoffs.size();
  }

  boolean isForgettable() {
    return !joined && fanout.isEmpty() && backoffs.isEmpty();
  }
}
