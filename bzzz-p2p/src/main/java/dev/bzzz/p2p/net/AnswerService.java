package dev.bzzz.p2p.net;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.RequestHandler;
import dev.bzzz.p2p.multistream.NegotiationMachine;
import dev.bzzz.p2p.wire.Uvarint;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of peers, as {@link RequestService} asks them, on a few threads of its own.
 * Safe for use by many threads.
 */
final class AnswerService {
  /** How many requests are answered at once; as many again may wait. */
  static final int MAX_ANSWERED = 16;

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
    if (!NAME.matcher(protocol).matches()) {
      throw new IllegalArgumentException(
          "a protocol is named by 1 to " + MAX_NAME + " visible ASCII characters");
    }
    synchronized (own) {
      if (!own.contains(protocol) && protocols.find(protocol).isPresent()) {
        throw new IllegalArgumentException("the node itself speaks " + protocol);
      }
      own.add(protocol);
    }
    protocols.serve(protocol, stream -> stream.handler(new Answering(stream, handler)));
  }

  /** Runs what blocks; bounded. */
  Executor executor() {
    return handlers;
  }

  void close() {
    handlers.shutdownNow();
  }

  /** A request of a peer, until its answer is written. */
  private final class Answering implements StreamHandler {
    private final MuxedStream stream;
    private final RequestHandler handler;
    private final SingleFrame frame = new SingleFrame(Mesh.MAX_MESSAGE_BYTES);
    private final NodeLoop.Timer timer;
    private int bytesHeld;

    Answering(MuxedStream stream, RequestHandler handler) {
      this.stream = stream;
      this.handler = handler;
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
      Optional<AgentId> from = stream.connection().peer().agent();
      Optional<byte[]> request = frame.complete();
      if (from.isEmpty() || request.isEmpty()) {
        drop();
        return;
      }
      try {
        handlers.execute(() -> run(from.get(), request.get()));
      } catch (RejectedExecutionException e) {
        write(failure("it is busy or closed"));
      }
    }

    @Override
    public void broken(String why) {
      // A request that is being answered is held until then.
      if (frame.complete().isEmpty()) {
        release();
      }
    }

    /** On a thread of the handlers. */
    private void run(AgentId from, byte[] request) {
      byte[] answer = answer(handler, from, request);
      loop.execute(() -> write(answer));
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
      byte[] reply = handler.answer(from, request);
      if (reply.length > Mesh.MAX_MESSAGE_BYTES) {
        return failure("its answer is too long");
      }
      byte[] frame = new byte[1 + reply.length];
      frame[0] = RequestService.ANSWERED;
      System.arraycopy(reply, 0, frame, 1, reply.length);
      return frame;
    } catch (RuntimeException | Error e) {
      if (Integer.bitCount(failures.incrementAndGet()) == 1) { // peers could fill the log
        LOG.warn("from={} failures={} a handler of requests failed", from.brief(), failures, e);
      }
      return failure("its handler failed");
    }
  }

  private static byte[] failure(String why) {
    byte[] reason = why.getBytes(StandardCharsets.UTF_8);
    byte[] frame = new byte[1 + reason.length];
    frame[0] = RequestService.FAILED;
    System.arraycopy(reason, 0, frame, 1, reason.length);
    return frame;
  }
}
