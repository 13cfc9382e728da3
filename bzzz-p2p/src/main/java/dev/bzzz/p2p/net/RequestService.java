package dev.bzzz.p2p.net;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.PlainText;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.wire.Uvarint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests and answers: one stream each, whose protocol id is the name of what is asked. The asking
 * side writes one frame, the request, and finishes; the other writes one frame, a status byte and
 * the answer or why there is none, and finishes. A frame has its length before it as a uvarint.
 * Safe for use by many threads.
 */
final class RequestService {
  /** How many requests of this node may be under way. */
  static final int MAX_ASKED = 256;

  /** Status of an answer. */
  static final byte ANSWERED = 0;

  /** Status of a failure, with its reason in UTF-8. */
  static final byte FAILED = 1;

  /** Longest frame, without its length. */
  static final int MAX_FRAME = Mesh.MAX_MESSAGE_BYTES + 1;

  private static final int MAX_REASON = 200;

  private final NodeLoop loop;
  private final Connections connections;
  private final AtomicInteger asked = new AtomicInteger();

  RequestService(NodeLoop loop, Connections connections) {
    this.loop = loop;
    this.connections = connections;
  }

  /**
   * Asks a peer, as {@link Mesh#request} says.
   *
   * @throws IllegalArgumentException if nothing can be served by that name
   */
  CompletableFuture<byte[]> request(AgentId peer, String protocol, byte[] data, Duration timeout) {
    AnswerService.requireName(protocol);
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    Asked request = new Asked(peer, protocol, answer);
    if (asked.incrementAndGet() > MAX_ASKED) {
      asked.decrementAndGet();
      request.fail("more than " + MAX_ASKED + " requests are under way");
      return answer;
    }
    answer.whenComplete((bytes, error) -> asked.decrementAndGet());
    byte[] frame = Uvarint.prefixed(data);
    if (!loop.run(() -> ask(request, frame, timeout))) {
      request.fail("this node is closed");
    }
    return answer;
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
            stream.writeAndFinish(frame);
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
      return PlainText.line(text, MAX_REASON);
    }
  }
}
