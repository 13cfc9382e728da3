package dev.bzzz.p2p.yamux;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The streams of a session: which there are, how many there may be, and what numbers they get. */
final class Streams {
  private final YamuxLimits limits;

  /** Odd streams are the dialer's. */
  private final long parity;

  private final Map<Long, YamuxStream> byId = new LinkedHashMap<>();
  private @Nullable YamuxStream latest;
  private long nextOwn;
  private int own;
  private int unanswered;

  Streams(YamuxLimits limits, long firstOwn) {
    this.limits = limits;
    this.parity = firstOwn & 1;
    this.nextOwn = firstOwn;
  }

  Optional<YamuxStream> find(long id) {
    YamuxStream known = latest;
    if (known == null || known.id != id) {
      known = byId.get(id);
      if (known == null) {
        return Optional.empty();
      }
      latest = known;
    }
    return Optional.of(known);
  }

  /** Why this side can open no stream now; empty if it can. */
  Optional<String> fullness() {
    if (unanswered >= limits.unacknowledgedOpens()) {
      return Optional.of(
          "the other side has not answered " + unanswered + " streams yet; open fewer at once");
    }
    if (own >= YamuxLimits.MAX_STREAMS) {
      return Optional.of(own + " own streams are open; end some");
    }
    if (nextOwn > FrameHeader.MAX_U32) {
      return Optional.of("the session has used up its stream numbers; connect anew");
    }
    return Optional.empty();
  }

  YamuxStream open(Instant now) {
    YamuxStream stream = new YamuxStream(nextOwn, true, now);
    nextOwn += 2;
    own++;
    unanswered++;
    byId.put(stream.id, stream);
    return stream;
  }

  boolean mayAccept() {
    return byId.size() - own < limits.inboundStreams();
  }

  YamuxStream accept(long id, Instant now) {
    YamuxStream stream = new YamuxStream(id, false, now);
    byId.put(id, stream);
    return stream;
  }

  boolean isOwn(long id) {
    return (id & 1) == parity;
  }

  /** The other side has shown that it knows the stream. */
  void answered(YamuxStream stream) {
    if (stream.own && !stream.acknowledged) {
      stream.acknowledged = true;
      unanswered--;
    }
  }

  void remove(YamuxStream stream) {
    answered(stream);
    stream.gone = true;
    byId.remove(stream.id);
    if (stream.own) {
      own--;
    }
    if (latest == stream) {
      latest = null;
    }
  }

  Collection<YamuxStream> all() {
    return byId.values();
  }

  int size() {
    return byId.size();
  }

  void clear() {
    byId.clear();
    latest = null;
  }

  @Override
  public String toString() {
    return "streams=" + byId.size() + ", own=" + own + ", unanswered=" + unanswered;
  }
}
