package dev.bzzz.core.claim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.Spans;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.message.Letter;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.presence.Presence;
import dev.bzzz.core.presence.Roster;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Bids, opens its bids, and waits for as many delays as there are better bids. */
final class AuctionStrategy implements Strategy {
  /** For so many tasks at once an agent bids on its own account; those of others it joins. */
  static final int MAX_OPENED = 8;

  private final ClaimDesk desk;
  private final RendezvousStrategy order;
  private final AuctionProtocol rules;
  private final Map<TaskId, Bids> rounds = new TreeMap<>();
  private final Map<TaskId, Message.OpenBid> own = new TreeMap<>();
  private final SortedMap<AgentId, Long> reputations = new TreeMap<>();
  private SortedSet<TaskId> candidates = new TreeSet<>();

  AuctionStrategy(ClaimDesk desk, RendezvousStrategy order, AuctionProtocol rules) {
    this.desk = desk;
    this.order = order;
    this.rules = rules;
  }

  @Override
  public Attempt attempt(TaskId task, long term, Instant now) {
    Round place = order.round(task, term, now);
    boolean bidder = place.better() < Bids.MAX_BIDDERS;
    Bids bids = bids(task, term);
    if (!desk.senses().sighted() || (bids == null && !bidder)) {
      return order.attempt(task, term, now);
    }
    Instant since = order.ready(place);
    if (bids == null && (since.isAfter(now) || bidding(now) >= MAX_OPENED)) {
      return new Attempt(since, later(since, now.plus(rules.window())), true);
    }
    if (bids == null) {
      bids = new Bids(task, term, rules.window(), now);
      rounds.put(task, bids);
    }
    if (bidder && !own.containsKey(task) && now.isBefore(bids.sealedUntil())) {
      seal(bids, bid(task, term, place.skills()), now);
    }
    if (now.isBefore(bids.sealedUntil())) {
      return new Attempt(since, bids.sealedUntil(), true);
    }
    if (own.containsKey(task) && now.isBefore(bids.openUntil())) {
      open(bids, own.get(task), now);
    }
    // Who hears of no other bid may be the only one whom no other bid has reached.
    int better = ranked(bids).size() > 1 ? better(bids) : Math.max(better(bids), place.better());
    Duration turn = Spans.times(desk.senses().delay(), better);
    Instant at = later(later(bids.openUntil().plus(turn), since), place.notBefore());
    return new Attempt(since, at, better > 0 || place.contested());
  }

  /** In how many rounds this agent has bid that are not over. */
  private long bidding(Instant now) {
    return own.keySet().stream().filter(task -> rounds.get(task).openUntil().isAfter(now)).count();
  }

  private @org.jspecify.annotations.Nullable Bids bids(TaskId task, long term) {
    Bids bids = rounds.get(task);
    if (bids != null && bids.term() != term) {
      rounds.remove(task);
      own.remove(task);
      return null;
    }
    return bids;
  }

  private Message.OpenBid bid(TaskId task, long term, SortedSet<Skill> skills) {
    int skill = Presence.weight(Optional.of(desk.voice().levels()), skills);
    long load = 1000L * (desk.slots() - desk.freeSlots()) / desk.slots();
    long price = rules.pricing().price(task, skills);
    byte[] salt = desk.bytes(16);
    return new Message.OpenBid(
        task, term, Bids.score(skill, load), price, HexFormat.of().formatHex(salt));
  }

  private void seal(Bids bids, Message.OpenBid bid, Instant now) {
    Message.SealedBid sealed =
        new Message.SealedBid(bid.task(), bid.term(), bid.commit(desk.self()));
    own.put(bid.task(), bid);
    bids.seal(desk.self(), sealed, now);
    desk.voice().say(sealed, now);
  }

  private void open(Bids bids, Message.OpenBid bid, Instant now) {
    if (bids.isOpen(desk.self())) {
      return;
    }
    bids.open(desk.self(), bid, now);
    desk.voice().say(bid, now);
  }

  /** How many bids come before this agent's own; all of them when it has none that counts. */
  private int better(Bids bids) {
    List<Bids.Bid> ranked = ranked(bids);
    for (int i = 0; i < ranked.size(); i++) {
      if (ranked.get(i).peer().equals(desk.self())) {
        return i;
      }
    }
    return ranked.size();
  }

  private List<Bids.Bid> ranked(Bids bids) {
    return bids.ranked(peer -> reputations.getOrDefault(peer, 500L), rules.lambda());
  }

  @Override
  public double chances(TaskId task, long term) {
    return order.chances(task, term);
  }

  @Override
  public int rank(TaskId task, long term, SortedSet<Skill> skills) {
    return order.rank(task, term, skills);
  }

  @Override
  public Optional<Ranking.Order> order(TaskId task) {
    Bids bids = rounds.get(task);
    List<AgentId> bidders =
        bids == null ? List.of() : ranked(bids).stream().map(Bids.Bid::peer).toList();
    return bids == null || bidders.isEmpty()
        ? order.order(task)
        : Optional.of(new Ranking.Order(bids.term(), Ranking.By.BIDS, bidders, better(bids)));
  }

  @Override
  public Optional<Duration> holdBack(TaskId task, long term) {
    return order.holdBack(task, term);
  }

  @Override
  public void trying(TaskId task, long term, Instant now) {
    order.trying(task, term, now);
  }

  @Override
  public Optional<ObjectNode> evidence(TaskId task, long term) {
    return Optional.ofNullable(bids(task, term))
        .flatMap(bids -> bids.evidence(ranked(bids), rules.lambda()));
  }

  @Override
  public void considers(SortedSet<TaskId> tasks) {
    order.considers(tasks);
  }

  @Override
  public void moved(TaskId task) {
    order.moved(task);
  }

  @Override
  public void observed(ClaimInput.Observed observed, Instant now) {
    order.observed(observed, now);
    candidates = new TreeSet<>(observed.candidates());
    rounds.keySet().retainAll(candidates);
    own.keySet().retainAll(candidates);
    learn();
  }

  /** What an agent's word is worth: the share of its terms that came to something, smoothed. */
  private void learn() {
    SortedMap<AgentId, long[]> ends = new TreeMap<>();
    for (LedgerView view : desk.views()) {
      for (Tip tip : view.tips()) {
        tip.record()
            .map(SignedRecord::record)
            .filter(record -> !record.state().live())
            .ifPresent(
                record -> {
                  long[] counts = ends.computeIfAbsent(record.holder(), holder -> new long[2]);
                  boolean well =
                      record.state() == ClaimState.PUBLISHED || record.state() == ClaimState.DONE;
                  counts[well ? 0 : 1]++;
                });
      }
    }
    reputations.clear();
    ends.forEach(
        (holder, counts) ->
            reputations.put(holder, 1000 * (counts[0] + 1) / (counts[0] + counts[1] + 2)));
  }

  @Override
  public boolean heard(Letter letter, Instant now) {
    boolean changed = order.heard(letter, now);
    if (letter.message() instanceof Message.SealedBid sealed
        && candidates.contains(sealed.task())) {
      boolean first = bids(sealed.task(), sealed.term()) == null;
      rounds
          .computeIfAbsent(
              sealed.task(), task -> new Bids(task, sealed.term(), rules.window(), now))
          .seal(letter.from(), sealed, now);
      return changed || first; // this agent may want to bid, too
    }
    if (letter.message() instanceof Message.OpenBid open) {
      Bids bids = rounds.get(open.task());
      if (bids != null && bids.term() == open.term()) {
        bids.open(letter.from(), open, now);
      }
    }
    return changed;
  }

  @Override
  public boolean changed(Roster.Change change, Instant now) {
    return order.changed(change, now);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
