package dev.bzzz.core.claim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Spans;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.presence.PollerElection;
import dev.bzzz.core.presence.Presence;
import dev.bzzz.core.repo.RepositoryId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One agent's part in looking at forges: leaves them to better ones that do, says which it looks at
 * itself, and knows how old its own last look is.
 */
final class Lookout {
  /** So many intervals after a look no grant is asked for on the strength of it any more. */
  static final int TRUSTED = 3;

  /** A look is trusted for so long at least, however often this agent looks. */
  static final Duration MIN_TRUST = Duration.ofSeconds(5);

  /** What looks more often than this speaks no more often, and is given as much time. */
  static final Duration MIN_EVERY = Duration.ofMillis(500);

  private final ClaimDesk desk;
  private final PollerElection election;
  private final Map<RepositoryId, Instant> listed = new TreeMap<>();
  private final Map<RepositoryId, Instant> reported = new TreeMap<>();
  private final SortedSet<RepositoryId> asked = new TreeSet<>();
  private final SortedSet<RepositoryId> checking = new TreeSet<>();
  private Duration every = Duration.ZERO;

  Lookout(ClaimDesk desk) {
    this.desk = desk;
    this.election = new PollerElection(desk.self());
  }

  /** Takes note of what was listed, and says so where this agent is the one to look. */
  void observed(ClaimInput.Observed observed, Instant now) {
    asked.clear();
    checking.clear();
    if (observed.listing().isEmpty()) {
      return;
    }
    ClaimInput.Listing listing = observed.listing().get();
    every = listing.every();
    SortedSet<RepositoryId> own = new TreeSet<>();
    for (RepositoryId repository : listing.repositories()) {
      if (desk.view(repository).isPresent()) {
        listed.put(repository, listing.since());
        Instant last = reported.computeIfAbsent(repository, first -> now); // it listens first
        boolean due = !now.isBefore(last.plus(Spans.part(pace(), 2)));
        if (due && election.polls(repository, now)) {
          reported.put(repository, now);
          own.add(repository);
        }
      }
    }
    desk.voice().looked(own, Senses.clamp(pace(), MIN_EVERY, Message.Looked.MAX_EVERY), now);
  }

  /** Leaves to another agent what it looks at, when it comes first and looks often enough. */
  void heard(AgentId from, Message.Looked said, Instant now) {
    if (every.isZero() || said.every().compareTo(Spans.times(pace(), 2)) > 0) {
      return;
    }
    for (RepositoryId repository : said.repositories()) {
      PollerElection.Look look = new PollerElection.Look(repository, from, said.every());
      election
          .heard(look, live(repository), now)
          .ifPresent(until -> desk.emit(new ClaimEffect.Leave(repository, until)));
    }
  }

  /** Whether the tasks of a repository were listed lately enough to try for one of them. */
  boolean trusted(RepositoryId repository, Instant now) {
    Instant last = listed.get(repository);
    return every.isZero() || (last != null && !now.isAfter(last.plus(trust())));
  }

  /** Whether the tasks of a repository were listed since then, if they ever are. */
  boolean lookedSince(RepositoryId repository, Instant since) {
    Instant last = listed.get(repository);
    return every.isZero() || (last != null && last.isAfter(since));
  }

  /** Has the tasks of a repository listed soon, once until the next look. */
  void ask(RepositoryId repository) {
    if (asked.add(repository)) {
      desk.emit(new ClaimEffect.Look(repository));
    }
  }

  /** The same, because this agent's turn in a task of the repository comes. */
  void check(RepositoryId repository) {
    checking.add(repository);
    ask(repository);
  }

  /**
   * Trusts no look at a repository that came before now, and has it looked at: a grant was refused
   * there, so what is known of it is no longer true. Perhaps its policy has changed.
   */
  void distrust(RepositoryId repository) {
    listed.remove(repository);
    ask(repository);
  }

  /** Whether the look that is awaited was asked for because this agent's turn comes. */
  boolean checking(RepositoryId repository) {
    return checking.contains(repository);
  }

  private Duration trust() {
    Duration trust = Spans.times(every, TRUSTED);
    return trust.compareTo(MIN_TRUST) < 0 ? MIN_TRUST : trust;
  }

  private Duration pace() {
    return every.compareTo(MIN_EVERY) < 0 ? MIN_EVERY : every;
  }

  /** The other agents that may look at a repository. */
  private Iterable<AgentId> live(RepositoryId repository) {
    return () ->
        desk.senses().roster().live().stream()
            .map(Presence::agent)
            .filter(agent -> desk.senses().authorises(agent, repository))
            .iterator();
  }
}
