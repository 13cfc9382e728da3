package dev.bzzz.p2p.net;

import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.identify.IdentifyMessage;
import dev.bzzz.p2p.wire.FrameReader;
import dev.bzzz.p2p.wire.WireException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every peer what it speaks and where it listens, answers the same, and tells all when that
 * changes. Confined to the loop, besides {@link #info}.
 */
final class IdentifyService implements Switchboard.PeerService {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Changes that follow each other this closely are told together. */
  private static final Duration PUSH_AFTER = Duration.ofMillis(100);

  /** How often a peer may ask at once, and then each second. */
  private static final int MAX_ASKED = 16;

  private static final int MAX_ASKED_PER_SECOND = 1;

  /** How often a peer may tell of changes at once, and then each second. */
  private static final int MAX_TOLD = 256;

  private static final int MAX_TOLD_PER_SECOND = 4;
  private static final Logger LOG = LoggerFactory.getLogger(IdentifyService.class);

  private final NodeLoop loop;
  private final Connections connections;
  private final SelfDescription self;
  private final BiConsumer<PeerId, PeerInfo> onLearnt;
  private final Map<PeerId, IdentifyMessage> known = new ConcurrentHashMap<>();
  private final Map<Connection, Allowance> asked = new HashMap<>();
  private final Map<Connection, Allowance> told = new HashMap<>();
  private boolean pushComes;

  IdentifyService(
      NodeLoop loop,
      Connections connections,
      SelfDescription self,
      BiConsumer<PeerId, PeerInfo> onLearnt) {
    this.loop = loop;
    this.connections = connections;
    this.self = self;
    this.onLearnt = onLearnt;
  }

  void serve(Protocols protocols) {
    protocols.serve(
        IdentifyMessage.PROTOCOL,
        stream -> {
          if (mayGoOn(stream, asked)) {
            answer(stream);
          }
        });
    protocols.serve(
        IdentifyMessage.PUSH_PROTOCOL,
        stream -> {
          if (mayGoOn(stream, told)) {
            read(stream, later -> learn(stream, later, false));
          }
        });
  }

  /** What a connected peer has said of itself; safe for use by many threads. */
  Optional<IdentifyMessage> info(PeerId peer) {
    return Optional.ofNullable(known.get(peer));
  }

  /** Tells all peers anew what this node speaks and where it listens. */
  void push() {
    if (!pushComes) {
      pushComes = true;
      loop.after(PUSH_AFTER, this::pushNow);
    }
  }

  @Override
  public void connected(Connection connection, boolean first) {
    asked.put(connection, new Allowance(MAX_ASKED, MAX_ASKED_PER_SECOND, loop.now()));
    told.put(connection, new Allowance(MAX_TOLD, MAX_TOLD_PER_SECOND, loop.now()));
    open(
        connection,
        IdentifyMessage.PROTOCOL,
        stream -> read(stream, message -> learn(stream, message, true)));
  }

  @Override
  public void disconnected(Connection connection, boolean last, String why) {
    asked.remove(connection);
    told.remove(connection);
    if (last) {
      known.remove(connection.peer());
    }
  }

  private boolean mayGoOn(MuxedStream stream, Map<Connection, Allowance> allowances) {
    Allowance allowance = allowances.get(stream.connection());
    boolean may = allowance != null && allowance.take(loop.now());
    if (!may) {
      stream.reset();
    }
    return may;
  }

  private void answer(MuxedStream stream) {
    stream.writeAndFinish(self.message(stream.connection().remote()).framed());
  }

  private void pushNow() {
    pushComes = false;
    for (PeerId peer : connections.peers()) {
      boolean takesPushes =
          info(peer)
              .filter(it -> it.protocols().contains(IdentifyMessage.PUSH_PROTOCOL))
              .isPresent();
      if (takesPushes) {
        connections
            .to(peer)
            .ifPresent(each -> open(each, IdentifyMessage.PUSH_PROTOCOL, this::answer));
      }
    }
  }

  private void open(Connection connection, String protocol, Consumer<MuxedStream> use) {
    StreamOpening.lazy(
        loop,
        connection,
        protocol,
        new StreamOpening.Outcome() {
          @Override
          public void opened(MuxedStream stream, String agreed) {
            use.accept(stream);
          }

          @Override
          public void failed(String why) {
            LOG.debug("peer={} protocol={} no stream: {}", connection.peer(), protocol, why);
          }
        });
  }

  /** Only the answer to a question has to hold the key. */
  private void learn(MuxedStream stream, IdentifyMessage message, boolean answer) {
    PeerId peer = stream.connection().peer();
    if (message.contradicts(peer) || answer && !message.speaksFor(peer)) {
      LOG.debug("peer={} speaks for another: what it says of itself is ignored", peer);
      return;
    }
    if (connections.to(peer).isEmpty()) {
      return;
    }
    IdentifyMessage now = known.merge(peer, message, (before, later) -> before.updatedBy(later));
    onLearnt.accept(
        peer,
        new PeerInfo(
            now.agentVersion().orElse(""),
            now.protocolVersion().orElse(""),
            now.protocols(),
            now.listenAddresses()));
  }

  private void read(MuxedStream stream, Consumer<IdentifyMessage> told) {
    stream.handler(new Reading(stream, told));
  }

  /** Reads the messages of one stream until the peer finishes. */
  private final class Reading implements StreamHandler {
    private final MuxedStream stream;
    private final Consumer<IdentifyMessage> told;
    private final FrameReader frames = new FrameReader(IdentifyMessage.MAX_BYTES);
    private final NodeLoop.Timer timer;
    private IdentifyMessage message = IdentifyMessage.EMPTY;
    private int count;

    Reading(MuxedStream stream, Consumer<IdentifyMessage> told) {
      this.stream = stream;
      this.told = told;
      this.timer = loop.after(TIMEOUT, stream::reset);
    }

    @Override
    public void data(byte[] bytes) {
      try {
        List<byte[]> all = frames.feed(bytes);
        count += all.size();
        for (byte[] frame : all) {
          message = message.updatedBy(IdentifyMessage.decode(frame));
        }
      } catch (WireException e) {
        LOG.debug("peer={} identify: {}", stream.connection().peer(), e.getMessage());
        drop();
      }
      if (count > IdentifyMessage.MAX_MESSAGES) {
        drop();
      }
    }

    @Override
    public void finished() {
      timer.cancel();
      stream.finish();
      if (count > 0) {
        told.accept(message);
      }
    }

    @Override
    public void broken(String why) {
      timer.cancel();
    }

    private void drop() {
      timer.cancel();
      stream.reset();
    }
  }
}
