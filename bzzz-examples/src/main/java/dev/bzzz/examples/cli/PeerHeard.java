package dev.bzzz.examples.cli;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Bounded;
import dev.bzzz.p2p.Libp2pNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many messages a listening peer has heard from whoever asks. That a message was sent does not
 * say that it was heard; a sender that asks for this knows when it may leave. Safe for use by many
 * threads.
 */
final class PeerHeard {
  /** Asked with nothing, answered with a decimal number. */
  static final String PROTOCOL = "/bzzz/peer/heard/1.0.0";

  private static final int MAX_PEERS = 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final byte[] NOTHING = {};

  private final Map<AgentId, AtomicLong> counts = Bounded.lru(MAX_PEERS);
  private final AtomicLong all = new AtomicLong();

  /** Answers the peers of a node. */
  void serve(Libp2pNode node) {
    node.serve(
        PROTOCOL, (from, nothing) -> Long.toString(of(from)).getBytes(StandardCharsets.US_ASCII));
  }

  void count(AgentId author) {
    all.incrementAndGet();
    synchronized (counts) {
      counts.computeIfAbsent(author, id -> new AtomicLong()).incrementAndGet();
    }
  }

  /** From all peers. */
  long all() {
    return all.get();
  }

  private long of(AgentId author) {
    synchronized (counts) {
      AtomicLong count = counts.get(author);
      return count == null ? 0 : count.get();
    }
  }

  /** How many messages a peer has heard from this node; empty if it does not tell. */
  static OptionalLong ask(Libp2pNode node, AgentId peer) {
    try {
      byte[] answer = node.request(peer, PROTOCOL, NOTHING, PATIENCE).join();
      return OptionalLong.of(Long.parseLong(new String(answer, StandardCharsets.US_ASCII)));
    } catch (CompletionException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
