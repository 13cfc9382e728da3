package dev.bzzz.p2p.jvm;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.RequestHandler;
import dev.bzzz.p2p.PeerId;
import io.libp2p.core.Host;
import io.libp2p.core.P2PChannel;
import io.libp2p.core.Stream;
import io.libp2p.core.multistream.ProtocolBinding;
import io.libp2p.core.multistream.ProtocolDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of peers, as {@link Asking} asks them. Safe for use by many threads. */
final class Answering {
  /** How many requests are answered at once; as many again may wait. */
  static final int MAX_ANSWERED = 16;

  /** How many requests may be read or answered, of all peers together; beyond, they are reset. */
  static final int MAX_OPEN = 256;

  /** A request has to come within this many seconds. */
  private static final long READ_SECONDS = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Answering.class);

  private final Host host;
  private final Map<String, RequestHandler> served = new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();
  private final ThreadPoolExecutor handlers;

  Answering(Host host, String name) {
    this.host = host;
    this.handlers =
        new ThreadPoolExecutor(
            MAX_ANSWERED,
            MAX_ANSWERED,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_ANSWERED),
            task -> Daemons.thread(task, name));
    handlers.allowCoreThreadTimeOut(true);
  }

  void serve(String protocol, RequestHandler handler) {
    if (served.put(protocol, handler) == null) {
      host.addProtocolHandler(new Served(protocol));
    }
  }

  void close() {
    handlers.shutdownNow();
  }

  private void begin(Stream stream, String protocol, Exchange exchange) {
    if (open.incrementAndGet() > MAX_OPEN) {
      open.decrementAndGet();
      stream.reset();
      return;
    }
    exchange
        .frame()
        .orTimeout(READ_SECONDS, TimeUnit.SECONDS)
        .thenComposeAsync(request -> reply(stream, protocol, request), handlers)
        .exceptionally(Answering::refusal)
        .whenComplete(
            (answer, error) -> {
              open.decrementAndGet();
              if (answer == null || answer.length == 0) {
                stream.reset();
              } else {
                Exchange.write(stream, answer);
              }
            });
  }

  private CompletableFuture<byte[]> reply(Stream stream, String protocol, byte[] request) {
    Optional<AgentId> from = PeerId.parse(stream.remotePeerId().toBase58()).agent();
    RequestHandler handler = served.get(protocol);
    if (from.isEmpty() || handler == null) {
      return CompletableFuture.completedFuture(failure("only Ed25519 identities are answered"));
    }
    try {
      byte[] answer = handler.answer(from.get(), request);
      return CompletableFuture.completedFuture(
          answer.length > Mesh.MAX_MESSAGE_BYTES
              ? failure("its answer is too long")
              : framed(Asking.ANSWERED, answer));
    } catch (RuntimeException e) {
      LOG.debug("from={} protocol={} a handler of requests failed", from.get(), protocol, e);
      return CompletableFuture.completedFuture(failure("its handler failed"));
    }
  }

  /** What is told when there is no room; nothing when there was no request. */
  private static byte[] refusal(Throwable error) {
    boolean busy =
        error instanceof RejectedExecutionException
            || error.getCause() instanceof RejectedExecutionException;
    return busy ? failure("it is busy or closed") : new byte[0];
  }

  private static byte[] failure(String why) {
    return framed(Asking.FAILED, why.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] framed(byte status, byte[] bytes) {
    byte[] frame = new byte[1 + bytes.length];
    frame[0] = status;
    System.arraycopy(bytes, 0, frame, 1, bytes.length);
    return frame;
  }

  /** A protocol as its answering side speaks it. */
  private final class Served implements ProtocolBinding<Object> {
    private final String protocol;

    Served(String protocol) {
      this.protocol = protocol;
    }

    @Override
    public ProtocolDescriptor getProtocolDescriptor() {
      return new ProtocolDescriptor(protocol);
    }

    @Override
    public CompletableFuture<Exchange> initChannel(P2PChannel channel, String selected) {
      Stream stream = (Stream) channel;
      Exchange exchange = new Exchange(Mesh.MAX_MESSAGE_BYTES, Optional.empty());
      stream.pushHandler(exchange);
      begin(stream, protocol, exchange);
      return CompletableFuture.completedFuture(exchange);
    }
  }
}
