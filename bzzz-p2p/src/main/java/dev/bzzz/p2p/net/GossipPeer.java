package dev.bzzz.p2p.net;

import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.gossip.GossipVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's stream of gossip to one peer, and what waits for it. When the stream breaks it is
 * opened again, on any connection that there is then. Confined to the loop.
 *
 * <p>A peer that reads slowly first slows down what this node publishes. When it takes nothing at
 * all for {@link #STALL}, it no longer counts: the others are served, and it loses messages once
 * {@value #MAX_MESSAGE_BYTES} bytes wait for it.
 */
final class GossipPeer implements StreamHandler {
  /** When so many bytes wait for a peer, this node publishes no more until it has read. */
  static final int HIGH_WATER = 512 * 1024;

  /** When so many bytes wait for a peer, it loses messages and gossip. */
  static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

  /** When so many bytes wait for a peer, not even control fits, and its connection is closed. */
  static final int MAX_BYTES = MAX_MESSAGE_BYTES + 1024 * 1024;

  /** How long a peer that takes nothing holds back the publishing of this node. */
  static final Duration STALL = Duration.ofSeconds(1);

  private static final int LOW_WATER = HIGH_WATER / 2;
  private static final Duration REOPEN_AFTER = Duration.ofMillis(100);

  /** A stream that has lived so long did not break because of what it is. */
  private static final Duration LONG_LIFE = Duration.ofSeconds(10);

  private static final Duration REOPEN_AT_MOST = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(GossipPeer.class);

  private final PeerId id;
  private final NodeLoop loop;
  private final Owner owner;
  private final Deque<byte[]> queue = new ArrayDeque<>();
  private @Nullable MuxedStream stream;
  private boolean opening;
  private boolean gone;
  private Duration reopenAfter = REOPEN_AFTER;
  private Instant openedAt = Instant.MIN;
  private int queued;
  private int headSent;
  private long written;
  private long dropped;
  private boolean congested;
  private boolean stalled;
  private boolean watched;

  GossipPeer(PeerId id, NodeLoop loop, Owner owner) {
    this.id = id;
    this.loop = loop;
    this.owner = owner;
  }

  /** Who runs the gossip. */
  interface Owner {
    /** The oldest connection to a peer. */
    Optional<Connection> connection(PeerId peer);

    /** The stream to the peer is open, for the first time or again. */
    void up(PeerId peer, GossipVersion version, Connection connection);

    /** By how many the peers that hold back publishing have grown. */
    void congestion(int change);
  }

  /** Opens the stream unless it is open. */
  void open() {
    Optional<Connection> connection = owner.connection(id);
    if (stream != null || opening || gone || connection.isEmpty()) {
      return;
    }
    opening = true;
    StreamOpening.negotiated(
        loop,
        connection.get(),
        GossipVersion.protocols(),
        new StreamOpening.Outcome() {
          @Override
          public void opened(MuxedStream opened, String protocol) {
            opening = false;
            begin(opened, GossipVersion.of(protocol).orElseThrow());
          }

          @Override
          public void failed(String why) {
            opening = false;
            LOG.debug("peer={} no stream of gossip: {}", id, why);
            reopen();
          }
        });
  }

  /** The last connection is gone. */
  void close() {
    gone = true;
    stream = null;
    clear();
  }

  /** Sends a frame, or keeps it until the peer takes it. */
  void send(byte[] frame, boolean droppable) {
    if (stream == null) {
      return; // its hello will say what it needs to know
    }
    int most = droppable ? MAX_MESSAGE_BYTES : MAX_BYTES;
    if (queued + frame.length > most) {
      overflow(droppable);
      return;
    }
    queue.add(frame);
    queued += frame.length;
    write();
    if (!congested && queued >= HIGH_WATER) {
      congest();
    }
  }

  /** Whether nothing waits for the peer. */
  boolean isEmpty() {
    return queued == 0 && (stream == null || stream.waiting() == 0);
  }

  /** How many messages the peer has lost because it was too slow. */
  long dropped() {
    return dropped;
  }

  @Override
  public void data(byte[] bytes) {
    // The peer writes on the stream that it opens; what comes here has no meaning.
  }

  @Override
  public void broken(String why) {
    stream = null;
    clear();
    if (openedAt.plus(LONG_LIFE).isBefore(loop.now())) {
      reopenAfter = REOPEN_AFTER;
    }
    LOG.debug("peer={} the stream of gossip broke: {}", id, why);
    reopen();
  }

  @Override
  public void writable() {
    write();
  }

  private void begin(MuxedStream opened, GossipVersion version) {
    if (gone) {
      opened.reset();
      return;
    }
    stream = opened;
    openedAt = loop.now();
    opened.handler(this);
    owner.up(id, version, opened.connection());
  }

  private void reopen() {
    if (!gone) {
      loop.after(reopenAfter, this::open);
      Duration next = reopenAfter.multipliedBy(2);
      reopenAfter = next.compareTo(REOPEN_AT_MOST) > 0 ? REOPEN_AT_MOST : next;
    }
  }

  /** What is written is taken off the queue first: writing may break the stream and clear it. */
  private void write() {
    MuxedStream to = stream;
    byte[] head = queue.peek();
    while (to != null && to == stream && head != null) {
      int room = to.room();
      int left = head.length - headSent;
      if (room <= 0) {
        break;
      }
      int part = Math.min(left, room);
      byte[] bytes =
          part == head.length ? head : Arrays.copyOfRange(head, headSent, headSent + part);
      if (part == left) {
        queue.remove();
        headSent = 0;
      } else {
        headSent += part;
      }
      queued -= part;
      written += part;
      to.write(bytes);
      head = queue.peek();
    }
    if (congested && queued <= LOW_WATER) {
      relieve();
    }
  }

  private void overflow(boolean droppable) {
    if (droppable) {
      if (dropped++ == 0) {
        LOG.info("peer={} reads too slowly and loses messages from now on", id);
      }
    } else if (stream != null) {
      stream.connection().close("the peer does not read: its queue of gossip is full");
    }
  }

  private void congest() {
    congested = true;
    owner.congestion(1);
    if (!watched) {
      watched = true;
      watch();
    }
  }

  private void watch() {
    long mark = written;
    loop.after(
        STALL,
        () -> {
          watched = congested && !stalled;
          if (watched && written == mark) {
            stalled = true;
            watched = false;
            owner.congestion(-1);
          } else if (watched) {
            watch();
          }
        });
  }

  private void relieve() {
    congested = false;
    if (!stalled) {
      owner.congestion(-1);
    }
    stalled = false;
  }

  private void clear() {
    queue.clear();
    queued = 0;
    headSent = 0;
    if (congested) {
      relieve();
    }
  }
}
