package dev.bzzz.p2p.net;

import dev.bzzz.core.TransientException;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.identify.PingEffect;
import dev.bzzz.p2p.identify.PingInput;
import dev.bzzz.p2p.identify.PingMachine;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Pings and answers pings. Confined to the loop, besides {@link #ping}. */
final class PingService {
  private final NodeLoop loop;
  private final Connections connections;
  private final SecureRandom random = new SecureRandom();
  private final Map<Connection, Integer> answering = new HashMap<>();

  PingService(NodeLoop loop, Connections connections) {
    this.loop = loop;
    this.connections = connections;
  }

  void serve(Protocols protocols) {
    protocols.serve(PingMachine.PROTOCOL, this::accept);
  }

  /** Measures the time to a peer and back; safe for use by many threads. */
  CompletableFuture<Duration> ping(PeerId peer) {
    CompletableFuture<Duration> result = new CompletableFuture<>();
    if (!loop.run(() -> ping(peer, result))) {
      fail(result, peer, "this node is closed");
    }
    return result;
  }

  private void ping(PeerId peer, CompletableFuture<Duration> result) {
    Optional<Connection> connection = connections.to(peer);
    if (connection.isEmpty()) {
      fail(result, peer, "it is not connected");
      return;
    }
    StreamOpening.negotiated(
        loop,
        connection.get(),
        List.of(PingMachine.PROTOCOL),
        new StreamOpening.Outcome() {
          @Override
          public void opened(MuxedStream stream, String protocol) {
            new Pings(stream, PingMachine.dialer(random), result).start();
          }

          @Override
          public void failed(String why) {
            fail(result, peer, why);
          }
        });
  }

  private static void fail(CompletableFuture<Duration> result, PeerId peer, String why) {
    result.completeExceptionally(
        new TransientException("cannot ping peer " + peer + ": " + why, Duration.ZERO));
  }

  private void accept(MuxedStream stream) {
    Connection connection = stream.connection();
    int streams = answering.getOrDefault(connection, 0);
    if (streams >= PingMachine.MAX_INBOUND_STREAMS) {
      stream.reset();
      return;
    }
    answering.put(connection, streams + 1);
    CompletableFuture<Duration> end = new CompletableFuture<>();
    end.whenComplete(
        (none, error) ->
            answering.computeIfPresent(connection, (at, count) -> count > 1 ? count - 1 : null));
    new Pings(stream, PingMachine.listener(), end).start();
  }

  /** One stream of pings, of either side; the result is completed at its end in any case. */
  private final class Pings implements StreamHandler {
    private final MuxedStream stream;
    private final MachineRunner<PingInput, PingEffect> runner;
    private final CompletableFuture<Duration> result;

    Pings(MuxedStream stream, PingMachine machine, CompletableFuture<Duration> result) {
      this.stream = stream;
      this.result = result;
      this.runner = new MachineRunner<>(machine, new PingInput.Tick(), this::carryOut, loop);
    }

    void start() {
      stream.handler(this);
      runner.on(new PingInput.Start());
    }

    @Override
    public void data(byte[] bytes) {
      runner.on(new PingInput.Received(bytes));
    }

    @Override
    public void finished() {
      runner.on(new PingInput.Finished());
    }

    @Override
    public void broken(String why) {
      runner.stop();
      fail(result, stream.connection().peer(), why);
    }

    private void carryOut(List<PingEffect> effects) {
      for (PingEffect effect : effects) {
        if (effect instanceof PingEffect.Send send) {
          send(send.bytes());
        } else if (effect instanceof PingEffect.Answered answered) {
          result.complete(answered.roundTrip());
          end();
        } else if (effect instanceof PingEffect.Finish) {
          end();
        } else if (effect instanceof PingEffect.Failed failed) {
          drop(failed.why());
        } else {
          throw new AssertionError("unhandled effect: " + effect);
        }
      }
    }

    /** Who does not read its answers gets no more of them. */
    private void send(byte[] bytes) {
      if (stream.room() < bytes.length) {
        drop("the other side does not read");
      } else {
        stream.write(bytes);
      }
    }

    private void end() {
      runner.stop();
      stream.finish();
      fail(result, stream.connection().peer(), "the stream has ended");
    }

    private void drop(String why) {
      runner.stop();
      stream.reset();
      fail(result, stream.connection().peer(), why);
    }
  }
}
