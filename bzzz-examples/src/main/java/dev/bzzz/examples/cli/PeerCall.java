package dev.bzzz.examples.cli;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.TransientException;
import dev.bzzz.p2p.Libp2pNode;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.net.NodeEvents;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A connection with one peer, from the call of a command to its end. */
final class PeerCall implements AutoCloseable, NodeEvents {
  private static final int PINGS = 5;

  private final Libp2pNode node;
  private final PeerId peer;
  private final Duration timeout;
  private final CompletableFuture<String> lost = new CompletableFuture<>();

  /**
   * Dials.
   *
   * @param node closed with the call, or when there comes none about
   * @param timeout for each single answer
   */
  PeerCall(Libp2pNode node, Multiaddr address, Duration timeout) throws InterruptedException {
    this.node = node;
    this.timeout = timeout;
    node.addEvents(this);
    try {
      this.peer = await(node.dial(address), "cannot connect to " + address);
    } catch (BzzzException | InterruptedException e) {
      node.close();
      throw e;
    }
  }

  Libp2pNode node() {
    return node;
  }

  PeerId peer() {
    return peer;
  }

  /** The time to the peer and back, in milliseconds. */
  double ping() throws InterruptedException {
    Duration took = await(node.ping(peer), "cannot ping peer " + peer);
    return Math.round(took.toNanos() / 1e3) / 1e3;
  }

  /** The same, without what the first of several costs. */
  double medianPing() throws InterruptedException {
    double[] took = new double[PINGS];
    for (int i = 0; i < took.length; i++) {
      took[i] = ping();
    }
    Arrays.sort(took);
    return took[took.length / 2];
  }

  /**
   * Throws when the connection is gone.
   *
   * @param done what had been reached
   */
  void requireConnected(String done) {
    if (lost.isDone()) {
      throw new TransientException(
          "lost the connection with peer " + peer + " " + done + ": " + lost.join(), Duration.ZERO);
    }
  }

  /** Waits for an answer. */
  <T> T await(CompletableFuture<T> answer, String what) throws InterruptedException {
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new TransientException(
          what + ": no answer within " + timeout.toSeconds() + " s; check that it runs", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BzzzException known) {
        throw known;
      }
      throw new TransientException(what + ": " + e.getCause(), e);
    }
  }

  @Override
  public void disconnected(PeerId gone, String why) {
    lost.complete(why);
  }

  @Override
  public void close() {
    node.close();
  }
}
