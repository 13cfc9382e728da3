package dev.bzzz.p2p.jvm;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.PlainText;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.mesh.Mesh;
import io.libp2p.core.Connection;
import io.libp2p.core.Network;
import io.libp2p.core.P2PChannel;
import io.libp2p.core.Stream;
import io.libp2p.core.StreamPromise;
import io.libp2p.core.multistream.ProtocolBinding;
import io.libp2p.core.multistream.ProtocolDescriptor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks peers, in the form that {@code docs/mesh.md} describes. Safe for use by many threads. */
final class Asking {
  /** How many requests of this node may be under way. */
  static final int MAX_ASKED = 256;

  /** Status of an answer; anything else is a failure, with its reason in UTF-8. */
  static final byte ANSWERED = 0;

  /** Status of a failure. */
  static final byte FAILED = 1;

  private static final int MAX_REASON = 200;

  private final Network network;
  private final AtomicInteger asked = new AtomicInteger();

  Asking(Network network) {
    this.network = network;
  }

  CompletableFuture<byte[]> request(AgentId peer, String protocol, byte[] data, Duration timeout) {
    if (asked.incrementAndGet() > MAX_ASKED) {
      asked.decrementAndGet();
      return CompletableFuture.failedFuture(
          failure(peer, protocol, "more than " + MAX_ASKED + " requests are under way"));
    }
    return connection(peer)
        .map(connection -> ask(connection, protocol, data.clone(), timeout))
        .orElseGet(() -> failed("it is not connected"))
        .whenComplete((answer, error) -> asked.decrementAndGet())
        .exceptionallyCompose(
            error ->
                CompletableFuture.failedFuture(failure(peer, protocol, reason(error, timeout))));
  }

  private CompletableFuture<byte[]> ask(
      Connection connection, String protocol, byte[] data, Duration timeout) {
    StreamPromise<Exchange> promise =
        connection.muxerSession().createStream(new Question(protocol, data));
    return promise
        .getController()
        .thenCompose(Exchange::frame)
        .thenCompose(Asking::answer)
        .orTimeout(TimeUnit.MILLISECONDS.convert(timeout), TimeUnit.MILLISECONDS)
        .whenComplete(
            (answer, error) -> {
              if (error != null) {
                promise.getStream().thenAccept(Stream::reset);
              }
            });
  }

  private Optional<Connection> connection(AgentId peer) {
    return network.getConnections().stream()
        .filter(each -> each.secureSession().getRemoteId().toBase58().equals(peer.value()))
        .findFirst();
  }

  private static CompletableFuture<byte[]> answer(byte[] frame) {
    if (frame.length == 0) {
      return failed("it ended without an answer");
    }
    if (frame[0] == ANSWERED) {
      return CompletableFuture.completedFuture(Arrays.copyOfRange(frame, 1, frame.length));
    }
    int length = Math.min(MAX_REASON, frame.length - 1);
    return failed(PlainText.line(new String(frame, 1, length, StandardCharsets.UTF_8), MAX_REASON));
  }

  private static CompletableFuture<byte[]> failed(String why) {
    return CompletableFuture.failedFuture(new TransientException(why, Duration.ZERO));
  }

  private static String reason(Throwable error, Duration timeout) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    return cause instanceof TimeoutException
        ? "no answer within " + timeout
        : PlainText.line(
            cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(),
            MAX_REASON);
  }

  private static TransientException failure(AgentId peer, String protocol, String why) {
    return new TransientException(
        "cannot ask agent " + peer + " by " + protocol + ": " + why + "; try later", Duration.ZERO);
  }

  /** A protocol as its asking side speaks it, for one request. */
  private record Question(String protocol, byte[] data) implements ProtocolBinding<Exchange> {
    @Override
    public ProtocolDescriptor getProtocolDescriptor() {
      return new ProtocolDescriptor(protocol);
    }

    @Override
    public CompletableFuture<Exchange> initChannel(P2PChannel channel, String selected) {
      Exchange exchange = new Exchange(Mesh.MAX_MESSAGE_BYTES + 1, Optional.of(data));
      ((Stream) channel).pushHandler(exchange);
      return CompletableFuture.completedFuture(exchange);
    }
  }
}
