package dev.bzzz.p2p.gossip;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages whose signature or worth is being found out. The same bytes are checked once, whoever
 * else sends them meanwhile; other bytes with the same id are checked on their own, since either
 * may be a forgery.
 */
final class Checks {
  /** Most different messages with one id that are under check at once. */
  static final int MAX_VARIANTS = 8;

  /** After this time a check that was not answered is given up. */
  static final long MAX_AGE_MILLIS = 60_000;

  private final int maximum;
  private final Map<Long, Pending> byToken = new LinkedHashMap<>();
  private final Map<MessageId, Pending> byId = new LinkedHashMap<>();
  private long lastToken;

  Checks(int maximum) {
    this.maximum = maximum;
  }

  /** One message under check. */
  static final class Pending {
    final long token;
    final MessageId id;
    final SignedMessage message;
    final Peer from;

    /** Who else sent the same. */
    final List<Peer> others = new ArrayList<>(0);

    private final long sinceMillis;
    private @Nullable Pending next;

    /** Whether peers were told that they need not send it. */
    boolean announced;

    private Pending(long token, MessageId id, SignedMessage message, Peer from, long sinceMillis) {
      this.token = token;
      this.id = id;
      this.message = message;
      this.from = from;
      this.sinceMillis = sinceMillis;
    }

    boolean isFrom(Peer peer) {
      return peer == from || others.contains(peer);
    }

    private boolean isSame(SignedMessage other) {
      return message.isSame(other);
    }
  }

  boolean contains(MessageId id) {
    return !byId.isEmpty() && byId.containsKey(id);
  }

  /** Adds a peer to the check of the very same message; false when there is none. */
  boolean join(MessageId id, SignedMessage message, Peer from) {
    Pending each = byId.isEmpty() ? null : byId.get(id);
    while (each != null && !each.isSame(message)) {
      each = each.next;
    }
    if (each != null && !each.isFrom(from)) {
      each.others.add(from);
    }
    return each != null;
  }

  /** Begins a check; null when there are too many. */
  @Nullable Pending begin(MessageId id, SignedMessage message, Peer from, long nowMillis) {
    if (byToken.size() >= maximum) {
      return null;
    }
    Pending head = byId.get(id);
    int variants = 0;
    for (Pending each = head; each != null; each = each.next) {
      variants++;
    }
    if (variants >= MAX_VARIANTS) {
      return null;
    }
    Pending pending = new Pending(++lastToken, id, message, from, nowMillis);
    pending.next = head;
    byId.put(id, pending);
    byToken.put(pending.token, pending);
    return pending;
  }

  @Nullable Pending get(long token) {
    return byToken.get(token);
  }

  /** Ends a check; null when there is none with this token. */
  @Nullable Pending end(long token) {
    Pending pending = byToken.remove(token);
    if (pending != null) {
      unlink(pending);
    }
    return pending;
  }

  /** Gives up checks that nobody answered. */
  void expire(long nowMillis) {
    Iterator<Pending> oldest = byToken.values().iterator();
    while (oldest.hasNext()) {
      Pending pending = oldest.next();
      if (pending.sinceMillis + MAX_AGE_MILLIS > nowMillis) {
        return;
      }
      oldest.remove();
      unlink(pending);
    }
  }

  int size() {
    return byToken.size();
  }

  private void unlink(Pending pending) {
    Pending head = byId.get(pending.id);
    if (head == pending) {
      if (pending.next == null) {
        byId.remove(pending.id);
      } else {
        byId.put(pending.id, pending.next);
      }
      return;
    }
    for (Pending each = head; each != null; each = each.next) {
      if (each.next == pending) {
        each.next = pending.next;
        return;
      }
    }
  }
}
