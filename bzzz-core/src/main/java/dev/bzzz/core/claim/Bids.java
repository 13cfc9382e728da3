package dev.bzzz.core.claim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.Spans;
import dev.bzzz.core.message.Message.OpenBid;
import dev.bzzz.core.message.Message.SealedBid;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * The bids of one round, (task, term), as one agent sees them. The window opens with the first bid
 * that is seen; sealed bids are taken for one window, and what opens them for one more. A bid that
 * comes late, is opened without having been sealed, opens to something else, or is never opened
 * does not count.
 */
final class Bids {
  /** Most bidders of a round. */
  static final int MAX_BIDDERS = 16;

  private final TaskId task;
  private final long term;
  private final Duration window;
  private final Instant opened;
  private final SortedMap<AgentId, String> sealed = new TreeMap<>();
  private final SortedMap<AgentId, OpenBid> open = new TreeMap<>();

  /**
   * A bid that counts.
   *
   * @param total what bids are compared by
   */
  record Bid(AgentId peer, OpenBid bid, long total) {}

  Bids(TaskId task, long term, Duration window, Instant opened) {
    this.task = task;
    this.term = term;
    this.window = window;
    this.opened = opened;
  }

  long term() {
    return term;
  }

  /** When sealed bids are no longer taken. */
  Instant sealedUntil() {
    return opened.plus(window);
  }

  /** When the round is over. */
  Instant openUntil() {
    return opened.plus(Spans.times(window, 2));
  }

  /** Takes a sealed bid; the first of each peer counts. */
  void seal(AgentId peer, SealedBid bid, Instant now) {
    if (!now.isAfter(sealedUntil()) && sealed.size() < MAX_BIDDERS) {
      sealed.putIfAbsent(peer, bid.commit());
    }
  }

  /** Takes what opens a sealed bid. */
  void open(AgentId peer, OpenBid bid, Instant now) {
    if (!now.isAfter(openUntil()) && bid.commit(peer).equals(sealed.get(peer))) {
      open.put(peer, bid);
    }
  }

  /** Whether a peer's bid was opened. */
  boolean isOpen(AgentId peer) {
    return open.containsKey(peer);
  }

  /**
   * The bids that count, the best first; of equal ones that of the lower id.
   *
   * @param reputation of a peer, from 0 to 1000, by the ledger's history and not by its own word
   * @param lambda points that each unit of price takes off
   */
  List<Bid> ranked(ToLongFunction<AgentId> reputation, long lambda) {
    List<Bid> bids = new ArrayList<>();
    for (Map.Entry<AgentId, OpenBid> each : open.entrySet()) {
      OpenBid bid = each.getValue();
      long total =
          bid.score() + 2 * 1000 * reputation.applyAsLong(each.getKey()) - bid.price() * lambda;
      bids.add(new Bid(each.getKey(), bid, total));
    }
    bids.sort(Comparator.comparingLong(Bid::total).reversed().thenComparing(Bid::peer));
    return bids;
  }

  /** What speaks for a bid, but for reputation and price. */
  static long score(long skill, long load) {
    return (5 * skill + 3 * (1000 - load)) * 1000;
  }

  /**
   * What a record keeps of a round: all bids that count, and the second price, at which the best
   * bid would be no better than the next.
   */
  Optional<ObjectNode> evidence(List<Bid> ranked, long lambda) {
    if (ranked.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode evidence = JsonNodeFactory.instance.objectNode();
    ObjectNode auction = evidence.putObject("auction").put("term", term).put("lambda", lambda);
    auction.put("task", task.toString());
    ArrayNode bids = auction.putArray("bids");
    for (Bid bid : ranked) {
      bids.addObject()
          .put("peer", bid.peer().value())
          .put("score", bid.bid().score())
          .put("price", bid.bid().price())
          .put("total", bid.total())
          .put("salt", bid.bid().salt());
    }
    if (ranked.size() > 1) {
      long price = ranked.get(0).bid().price();
      long lead = ranked.get(0).total() - ranked.get(1).total();
      auction.put("secondPrice", lambda == 0 ? ranked.get(1).bid().price() : price + lead / lambda);
    }
    return Optional.of(evidence);
  }
}
