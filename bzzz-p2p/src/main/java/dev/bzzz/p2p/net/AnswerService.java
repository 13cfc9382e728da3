package dev.bzzz.p2p.net;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.mesh.LaterHandler;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.RequestHandler;
import dev.bzzz.p2p.multistream.NegotiationMachine;
import dev.bzzz.p2p.wire.Uvarint;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of peers, as {@link RequestService} asks them: on a few threads of its own,
 * or on those of a handler that answers later. Safe for use by many threads.
 */
final class AnswerService {
  /** How many requests are answered at once; as many again may wait. */
  static final int MAX_ANSWERED = 16;

  /** How many requests of handlers that answer later are under way. */
  static final int MAX_LATER = 1024;

  /** How many bytes of requests are held, of all peers together; beyond, streams are reset. */
  static final int MAX_HELD_BYTES = 16 * 1024 * 1024;

  /** Longest name of a protocol. */
  static final int MAX_NAME = 200;

  private static final Pattern NAME = Pattern.compile("[!-~]{1," + MAX_NAME + "}");
  private static final Logger LOG = LoggerFactory.getLogger(AnswerService.class);

  private final NodeLoop loop;
  private final Protocols protocols;
  private final ThreadPoolExecutor handlers;
  private final Set<String> own = new HashSet<>();
  private final AtomicInteger failures = new AtomicInteger();

  /** Bytes of requests that are not answered yet; confined to the loop. */
  private int held;

  /** Requests that are answered later, and not yet; confined to the loop. */
  private int later;

  AnswerService(String name, NodeLoop loop, Protocols protocols) {
    this.loop = loop;
    this.protocols = protocols;
    this.handlers =
        new ThreadPoolExecutor(
            MAX_ANSWERED,
            MAX_ANSWERED,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_ANSWERED),
            Daemons.named(name));
    handlers.allowCoreThreadTimeOut(true);
  }

  /**
   * Answers requests of a protocol.
   *
   * @throws IllegalArgumentException if it cannot be the name of one, or the node speaks it itself
   */
  void serve(String protocol, RequestHandler handler) {
    take(protocol, request -> request.answerBy(handler));
  }

  /**
   * Answers requests of a protocol later.
   *
   * @throws IllegalArgumentException if it cannot be the name of one, or the node speaks it itself
   */
  void serveLater(String protocol, LaterHandler handler) {
    take(protocol, request -> request.answerLaterBy(handler));
  }

  private void take(String protocol, Consumer<Answering> whole) {
    requireName(protocol);
    synchronized (own) {
      if (!own.contains(protocol) && protocols.find(protocol).isPresent()) {
        throw new IllegalArgumentException("the node itself speaks " + protocol);
      }
      own.add(protocol);
    }
    protocols.serve(protocol, stream -> stream.handler(new Answering(stream, whole)));
  }

  /**
   * Checks the name of a protocol.
   *
   * @throws IllegalArgumentException if it cannot be one
   */
  static void requireName(String protocol) {
    if (!NAME.matcher(protocol).matches()) {
      throw new IllegalArgumentException(
          "a protocol is named by 1 to " + MAX_NAME + " visible ASCII characters");
    }
  }

  void close() {
    handlers.shutdownNow();
  }

  /** A request of a peer, until its answer is written. */
  private final class Answering implements StreamHandler {
    private final MuxedStream stream;
    private final Consumer<Answering> whole;
    private final SingleFrame frame = new SingleFrame(Mesh.MAX_MESSAGE_BYTES);
    private final NodeLoop.Timer timer;
    private int bytesHeld;

    /**
     * A request that begins.
     *
     * @param whole called on the loop when all of it is there
     */
    Answering(MuxedStream stream, Consumer<Answering> whole) {
      this.stream = stream;
      this.whole = whole;
      this.timer = loop.after(NegotiationMachine.TIMEOUT, this::drop);
    }

    @Override
    public void data(byte[] bytes) {
      held += bytes.length;
      bytesHeld += bytes.length;
      frame.add(bytes);
      if (frame.failed() || held > MAX_HELD_BYTES) {
        drop();
      }
    }

    @Override
    public void finished() {
      timer.cancel();
      if (from().isEmpty() || frame.complete().isEmpty()) {
        drop();
      } else {
        whole.accept(this);
      }
    }

    void answerBy(RequestHandler handler) {
      AgentId from = from().orElseThrow();
      byte[] request = frame.complete().orElseThrow();
      try {
        handlers.execute(
            () -> {
              byte[] answer = answer(handler, from, request);
              loop.execute(() -> write(answer));
            });
      } catch (RejectedExecutionException e) {
        write(failure("it is busy or closed"));
      }
    }

    void answerLaterBy(LaterHandler handler) {
      if (later == MAX_LATER) {
        write(failure("it is busy"));
        return;
      }
      later++;
      answered(handler)
          .whenComplete(
              (reply, error) -> {
                byte[] answer = error == null ? reply : failed(from().orElseThrow(), error);
                loop.execute(
                    () -> {
                      later--;
                      write(answer);
                    });
              });
    }

    /** A handler may also fail by giving null, for the future or for the answer. */
    private CompletableFuture<byte[]> answered(LaterHandler handler) {
      try {
        return handler
            .answer(from().orElseThrow(), frame.complete().orElseThrow())
            .thenApply(reply -> answer(reply));
      } catch (RuntimeException | Error e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    private Optional<AgentId> from() {
      return stream.connection().peer().agent();
    }

    @Override
    public void broken(String why) {
      // A request that is being answered is held until then.
      if (frame.complete().isEmpty()) {
        release();
      }
    }

    private void write(byte[] answer) {
      release();
      stream.writeAndFinish(Uvarint.prefixed(answer));
    }

    private void drop() {
      release();
      stream.reset();
    }

    private void release() {
      timer.cancel();
      held -= bytesHeld;
      bytesHeld = 0;
    }
  }

  private byte[] answer(RequestHandler handler, AgentId from, byte[] request) {
    try {
      return answer(handler.answer(from, request));
    } catch (RuntimeException | Error e) {
      return failed(from, e);
    }
  }

  private static byte[] answer(byte[] reply) {
    if (reply.length > Mesh.MAX_MESSAGE_BYTES) {
      return failure("its answer is too long");
    }
    byte[] frame = new byte[1 + reply.length];
    frame[0] = RequestService.ANSWERED;
    System.arraycopy(reply, 0, frame, 1, reply.length);
    return frame;
  }

  private byte[] failed(AgentId from, Throwable error) {
    if (Integer.bitCount(failures.incrementAndGet()) == 1) { // peers could fill the log
      LOG.warn("from={} failures={} a handler of requests failed", from.brief(), failures, error);
    }
    return failure("its handler failed");
  }

  private static byte[] failure(String why) {
    byte[] reason = why.getBytes(StandardCharsets.UTF_8);
    byte[] frame = new byte[1 + reason.length];
    frame[0] = RequestService.FAILED;
    System.arraycopy(reason, 0, frame, 1, reason.length);
    return frame;
  }
}
