package dev.bzzz.p2p.net;

import dev.bzzz.core.TransientException;
import dev.bzzz.p2p.PeerId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * Lets connections through at once where there is no network key; else those whose peers have shown
 * that they know it. Says to both sides when only one of them has a key, or they have different
 * ones. Confined to the loop.
 */
final class NetworkGate {
  private static final String UNPROVEN =
      "the peer has not shown that it knows the network key; check that both sides have the same";
  private static final String KEYLESS =
      "the peer asks for the proof of a network key, and this node has none; give both sides the"
          + " same network key, or none";

  private final PeerId self;
  private final NodeLoop loop;
  private final Duration time;
  private final Optional<NetworkKey> key;
  private final Refusals refusals;
  private final BiConsumer<Connection, CompletableFuture<PeerId>> through;
  private final SecureRandom random = new SecureRandom();
  private final Map<Connection, CompletableFuture<PeerId>> unproven = new HashMap<>();

  /**
   * A gate.
   *
   * @param time for the proof
   * @param through takes connections that may be used, with those who are to be told
   */
  NetworkGate(
      PeerId self,
      NodeLoop loop,
      Duration time,
      Optional<NetworkKey> key,
      Refusals refusals,
      BiConsumer<Connection, CompletableFuture<PeerId>> through) {
    this.self = self;
    this.loop = loop;
    this.time = time;
    this.key = key;
    this.refusals = refusals;
    this.through = through;
  }

  /** Serves the proof. */
  void serve(Protocols protocols) {
    key.ifPresent(
        each -> protocols.serve(NetworkProof.PROTOCOL, stream -> hearProof(stream, each)));
  }

  /** A new connection is to go through. */
  void begin(Connection connection, CompletableFuture<PeerId> admitted) {
    if (key.isEmpty()) {
      through.accept(connection, admitted);
      return;
    }
    unproven.put(connection, admitted);
    loop.after(time, () -> refuse(connection));
    if (connection.outbound()) {
      loop.execute(() -> prove(connection, key.get()));
    }
  }

  /**
   * Whether a peer may not speak a protocol. Who knows the key proves it before anything else, so a
   * connection on which something else is begun need not be waited for.
   */
  boolean blocks(Connection connection, String protocol) {
    boolean proof = protocol.equals(NetworkProof.PROTOCOL);
    if (proof && key.isEmpty()) {
      leave(connection);
      return true;
    }
    boolean blocked = !proof && unproven.containsKey(connection);
    if (blocked && !connection.outbound()) {
      loop.execute(() -> refuse(connection));
    }
    return blocked;
  }

  /**
   * Whoever was dialled and asks says no more, and may have closed the connection already; a dialer
   * that asks hears that the proof is not spoken here, which tells it why.
   */
  private void leave(Connection connection) {
    refusals.tell(connection.remote(), Refusals.Kind.NETWORK, KEYLESS);
    if (connection.outbound()) {
      connection.close(KEYLESS);
    } else {
      loop.execute(() -> connection.close(KEYLESS));
    }
  }

  /** A connection is gone; true when it had not gone through. */
  boolean ended(Connection connection, String why) {
    CompletableFuture<PeerId> awaited = unproven.remove(connection);
    if (awaited == null) {
      return false;
    }
    awaited.completeExceptionally(
        new TransientException(
            "cannot use the connection to peer "
                + connection.peer()
                + ": "
                + (why.equals(UNPROVEN) ? why : why + ", and " + UNPROVEN),
            Duration.ZERO));
    return true;
  }

  private void prove(Connection connection, NetworkKey known) {
    StreamOpening.lazy(
        loop,
        connection,
        NetworkProof.PROTOCOL,
        new StreamOpening.Outcome() {
          @Override
          public void opened(MuxedStream stream, String protocol) {
            hearProof(stream, known);
          }

          @Override
          public void failed(String why) {
            refuse(connection);
          }
        });
  }

  private void hearProof(MuxedStream stream, NetworkKey known) {
    Connection connection = stream.connection();
    stream.handler(
        new NetworkProof(known, self, stream, random, valid -> judge(connection, valid)));
  }

  private void judge(Connection connection, boolean valid) {
    if (!valid) {
      refuse(connection);
      return;
    }
    CompletableFuture<PeerId> awaited = unproven.remove(connection);
    if (awaited != null) {
      through.accept(connection, awaited);
    }
  }

  private void refuse(Connection connection) {
    if (!unproven.containsKey(connection) || connection.ended()) {
      return;
    }
    if (!connection.outbound()) {
      refusals.tell(connection.remote(), Refusals.Kind.NETWORK, UNPROVEN);
      askForProof(connection);
    }
    connection.close(UNPROVEN);
  }

  /** A dialer that knows of no key learns in this way why it is left; the answer is not awaited. */
  private void askForProof(Connection connection) {
    StreamOpening.lazy(
        loop,
        connection,
        NetworkProof.PROTOCOL,
        new StreamOpening.Outcome() {
          @Override
          public void opened(MuxedStream stream, String protocol) {
            // what it says is of no interest
          }

          @Override
          public void failed(String why) {
            // it is left all the same
          }
        });
  }
}
