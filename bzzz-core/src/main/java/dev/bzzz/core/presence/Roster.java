package dev.bzzz.core.presence;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Spans;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.message.Letter;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.message.Message.Availability;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The other agents that are alive, by what they say of themselves. An agent that was not heard for
 * {@value #MISSED_HALVES} half intervals is gone.
 *
 * <p>At most {@value #MAX_PEERS} agents; when there are more, the one heard longest ago is
 * forgotten. Confined to its machine.
 */
public final class Roster {
  /** Most agents that are known. */
  public static final int MAX_PEERS = 4096;

  /** After so many halves of its interval an agent that is not heard is gone. */
  public static final int MISSED_HALVES = 7;

  private final Map<AgentId, Presence> peers = new LinkedHashMap<>();

  /**
   * By then at the earliest one of them is gone, so that they need not be looked through before.
   */
  private Instant nobodyGoneBefore = Instant.MAX;

  /** Skills of agents whose presence was not heard yet. */
  private final Map<AgentId, SortedMap<Skill, Integer>> early = new LinkedHashMap<>();

  /**
   * One agent came, changed or went.
   *
   * @param before what was known; empty when it came
   * @param after what is known; empty when it went
   */
  public record Change(Optional<Presence> before, Optional<Presence> after) {
    /** Whether it may move an agent up or down in an order by {@link Presence#weight}. */
    public boolean moves() {
      return before.isEmpty() || after.isEmpty() || !before.get().weighs(after.get());
    }

    /** Whether it was unknown, or has started anew. */
    public boolean arrival() {
      return after.isPresent() && !before.map(Presence::boot).equals(after.map(Presence::boot));
    }
  }

  /** Takes in what an agent says of itself; empty when that is older than what is known. */
  public Optional<Change> heard(Letter letter, Instant now) {
    if (letter.message() instanceof Message.Availability said) {
      return available(letter, said, find(letter.from()), now);
    }
    if (letter.message() instanceof Message.Capabilities said) {
      Optional<Presence> before = find(letter.from());
      if (before.isEmpty()) {
        early.put(letter.from(), said.levels());
        forgetEldest(early);
        return Optional.empty();
      }
      Presence after = before.get().with(said.levels());
      peers.put(letter.from(), after);
      return Optional.of(new Change(before, Optional.of(after)));
    }
    return Optional.empty();
  }

  private Optional<Change> available(
      Letter letter, Availability said, Optional<Presence> before, Instant now) {
    // Of two that overtook each other, and of a start that is over, the newer one counts.
    if (before.isPresent() && letter.sentAt().isBefore(before.get().sentAt())) {
      return Optional.empty();
    }
    Presence known =
        before.orElseGet(
            () ->
                new Presence(
                    letter.from(),
                    letter.boot(),
                    letter.sentAt(),
                    now,
                    said,
                    Optional.ofNullable(early.remove(letter.from())),
                    List.of()));
    Presence after = known.heardAgain(letter.boot(), letter.sentAt(), now, said);
    peers.put(letter.from(), after);
    keep(after);
    if (peers.size() > MAX_PEERS) {
      peers.values().stream()
          .min(java.util.Comparator.comparing(Presence::heardAt))
          .ifPresent(eldest -> peers.remove(eldest.agent()));
    }
    return Optional.of(new Change(before, Optional.of(after)));
  }

  /**
   * Forgets whoever is gone.
   *
   * @param patience by how much to multiply it: more than 1 when this agent doubts itself
   * @param awakeSince silence before that does not count: nobody could be heard
   */
  public List<Change> sweep(int patience, Instant awakeSince, Instant now) {
    if (now.isBefore(nobodyGoneBefore)) {
      return List.of();
    }
    List<Change> gone = new ArrayList<>();
    nobodyGoneBefore = Instant.MAX;
    Iterator<Presence> each = peers.values().iterator();
    while (each.hasNext()) {
      Presence presence = each.next();
      Instant heard = later(presence.heardAt(), awakeSince);
      if (!now.isBefore(heard.plus(patience(presence.every(), patience)))) {
        each.remove();
        gone.add(new Change(Optional.of(presence), Optional.empty()));
      } else {
        keep(presence);
      }
    }
    return gone;
  }

  private void keep(Presence presence) {
    Instant gone = presence.heardAt().plus(patience(presence.every(), 1));
    nobodyGoneBefore = gone.isBefore(nobodyGoneBefore) ? gone : nobodyGoneBefore;
  }

  /** How long an agent that speaks at this interval may be silent. */
  public static Duration patience(Duration every, int patience) {
    return Spans.part(Spans.times(every, (long) MISSED_HALVES * patience), 2);
  }

  /** Everybody who is alive, in the order in which they came. */
  public Collection<Presence> live() {
    return Collections.unmodifiableCollection(peers.values());
  }

  /** One agent, when it is alive. */
  public Optional<Presence> find(AgentId agent) {
    return Optional.ofNullable(peers.get(agent));
  }

  /** Whether nobody else is known to be alive. */
  public boolean isEmpty() {
    return peers.isEmpty();
  }

  /** How many others are alive. */
  public int size() {
    return peers.size();
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static <K, V> void forgetEldest(Map<K, V> map) {
    if (map.size() > MAX_PEERS) {
      map.remove(map.keySet().iterator().next());
    }
  }
}
