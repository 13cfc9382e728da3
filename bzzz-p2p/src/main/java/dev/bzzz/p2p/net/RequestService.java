package dev.bzzz.p2p.net;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.RequestHandler;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.multistream.NegotiationMachine;
import dev.bzzz.p2p.wire.Uvarint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests and answers: one stream each, whose protocol id is the name of what is asked. The asking
 * side writes one frame, the request, and finishes; the other writes one frame, a status byte and
 * the answer or why there is none, and finishes. A frame has its length before it as a uvarint.
 * Safe for use by many threads.
 */
final class RequestService {
  /** How many requests of this node may be under way. */
  static final int MAX_ASKED = 256;

  /** How many requests are answered at once; as many again may wait. */
  static final int MAX_ANSWERED = 16;

  /** Status of an answer. */
  static final byte ANSWERED = 0;

  /** Status of a failure, with its reason in UTF-8. */
  static final byte FAILED = 1;

  /** Longest frame, without its length. */
  static final int MAX_FRAME = Mesh.MAX_MESSAGE_BYTES + 1;

  /** Longest name of a protocol. */
  static final int MAX_NAME = 200;

  private static final Pattern NAME = Pattern.compile("[!-~]{1," + MAX_NAME + "}");
  private static final int MAX_REASON = 200;
  private static final Logger LOG = LoggerFactory.getLogger(RequestService.class);

  private final NodeLoop loop;
  private final Connections connections;
  private final Protocols protocols;
  private final ThreadPoolExecutor handlers;
  private final Set<String> own = new HashSet<>();
  private final AtomicInteger asked = new AtomicInteger();

  RequestService(String name, NodeLoop loop, Connections connections, Protocols protocols) {
    this.loop = loop;
    this.connections = connections;
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

  /** Asks a peer, as {@link Mesh#request} says. */
  CompletableFuture<byte[]> request(AgentId peer, String protocol, byte[] data, Duration timeout) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    Asked request = new Asked(peer, protocol, answer);
    if (asked.incrementAndGet() > MAX_ASKED) {
      asked.decrementAndGet();
      request.fail("more than " + MAX_ASKED + " requests are under way");
      return answer;
    }
    answer.whenComplete((bytes, error) -> asked.decrementAndGet());
    byte[] frame = Uvarint.prefixed(data);
    loop.run(() -> ask(request, frame, timeout));
    return answer;
  }

  /**
   * Answers requests of a protocol; called by any thread.
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

  private void ask(Asked request, byte[] frame, Duration timeout) {
    Optional<Connection> connection = connections.to(PeerId.of(request.peer));
    if (connection.isEmpty()) {
      request.fail("it is not connected");
      return;
    }
    NodeLoop.Timer timer = loop.after(timeout, () -> request.giveUp("no answer within " + timeout));
    request.answer.whenComplete((bytes, error) -> timer.cancel());
    StreamOpening.lazy(
        loop,
        connection.get(),
        request.protocol,
        new StreamOpening.Outcome() {
          @Override
          public void opened(MuxedStream stream, String protocol) {
            request.stream = Optional.of(stream);
            stream.handler(request);
            stream.write(frame);
            stream.finish();
          }

          @Override
          public void failed(String why) {
            request.fail(why);
          }
        });
  }

  /** A request of this node, until its answer. */
  private static final class Asked implements StreamHandler {
    private final AgentId peer;
    private final String protocol;
    private final CompletableFuture<byte[]> answer;
    private final SingleFrame frame = new SingleFrame(MAX_FRAME);
    private Optional<MuxedStream> stream = Optional.empty();

    Asked(AgentId peer, String protocol, CompletableFuture<byte[]> answer) {
      this.peer = peer;
      this.protocol = protocol;
      this.answer = answer;
    }

    @Override
    public void data(byte[] bytes) {
      frame.add(bytes);
      if (frame.failed()) {
        giveUp("its answer is longer than " + Mesh.MAX_MESSAGE_BYTES + " bytes");
      }
    }

    @Override
    public void finished() {
      byte[] bytes = frame.complete().orElse(new byte[0]);
      if (bytes.length == 0) {
        fail("it ended without an answer");
      } else if (bytes[0] == ANSWERED) {
        answer.complete(Arrays.copyOfRange(bytes, 1, bytes.length));
      } else {
        fail(reason(bytes));
      }
    }

    @Override
    public void broken(String why) {
      fail(why);
    }

    void giveUp(String why) {
      fail(why);
      stream.ifPresent(MuxedStream::reset);
    }

    void fail(String why) {
      answer.completeExceptionally(
          new TransientException(
              "cannot ask agent " + peer + " by " + protocol + ": " + why + "; try later",
              Duration.ZERO));
    }

    /** The peer's words, which it could make long or let look like more than one line. */
    private static String reason(byte[] bytes) {
      String text =
          new String(bytes, 1, Math.min(MAX_REASON, bytes.length - 1), StandardCharsets.UTF_8);
      return text.replaceAll("\\p{Cntrl}", "?");
    }
  }

  /** A request of a peer, until its answer is written. */
  private final class Answering implements StreamHandler {
    private final MuxedStream stream;
    private final RequestHandler handler;
    private final SingleFrame frame = new SingleFrame(MAX_FRAME - 1);
    private final NodeLoop.Timer timer;

    Answering(MuxedStream stream, RequestHandler handler) {
      this.stream = stream;
      this.handler = handler;
      this.timer = loop.after(NegotiationMachine.TIMEOUT, stream::reset);
    }

    @Override
    public void data(byte[] bytes) {
      frame.add(bytes);
      if (frame.failed()) {
        timer.cancel();
        stream.reset();
      }
    }

    @Override
    public void finished() {
      timer.cancel();
      Optional<AgentId> from = stream.connection().peer().agent();
      Optional<byte[]> request = frame.complete();
      if (from.isEmpty() || request.isEmpty()) {
        stream.reset();
        return;
      }
      try {
        handlers.execute(
            () -> {
              byte[] answer = answer(handler, from.get(), request.get());
              loop.execute(() -> write(answer));
            });
      } catch (RejectedExecutionException e) {
        write(failure("it is busy or closed"));
      }
    }

    @Override
    public void broken(String why) {
      timer.cancel();
    }

    private void write(byte[] answer) {
      stream.write(Uvarint.prefixed(answer));
      stream.finish();
    }
  }

  private static byte[] answer(RequestHandler handler, AgentId from, byte[] request) {
    try {
      byte[] reply = handler.answer(from, request);
      if (reply.length > Mesh.MAX_MESSAGE_BYTES) {
        return failure("its answer is too long");
      }
      byte[] frame = new byte[1 + reply.length];
      frame[0] = ANSWERED;
      System.arraycopy(reply, 0, frame, 1, reply.length);
      return frame;
    } catch (RuntimeException e) {
      LOG.warn("from={} a handler of requests failed", from.brief(), e);
      return failure("its handler failed");
    }
  }

  private static byte[] failure(String why) {
    byte[] reason = why.getBytes(StandardCharsets.UTF_8);
    byte[] frame = new byte[1 + reason.length];
    frame[0] = FAILED;
    System.arraycopy(reason, 0, frame, 1, reason.length);
    return frame;
  }
}
