package dev.bzzz.core.claim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.task.TaskId;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The election of who may try for a task in one term, as one agent sees it: who stands, how the
 * voters have voted, and who has a certificate.
 */
final class Election {
  /** Most candidates. */
  static final int MAX_CANDIDATES = 64;

  private final TaskId task;
  private final long term;
  private final Instant opened;
  private final SortedSet<AgentId> candidates = new TreeSet<>();
  private final SortedMap<AgentId, Cast> votes = new TreeMap<>();
  private final SortedSet<AgentId> frauds = new TreeSet<>();
  private Optional<Instant> stood = Optional.empty();
  private Optional<AgentId> elected = Optional.empty();
  private Instant electedAt = Instant.MAX;

  /**
   * A voter's vote.
   *
   * @param boot which of the voter's starts it is from
   */
  record Cast(AgentId voter, String boot, Message.Vote vote) {
    private boolean contradicts(Cast other) {
      return boot.equals(other.boot) && !vote.candidate().equals(other.vote.candidate());
    }
  }

  Election(TaskId task, long term, Instant opened) {
    this.task = task;
    this.term = term;
    this.opened = opened;
  }

  TaskId task() {
    return task;
  }

  long term() {
    return term;
  }

  Instant opened() {
    return opened;
  }

  /** This agent stands. */
  void stand(AgentId self, Instant now) {
    stood = Optional.of(now);
    candidate(self);
  }

  /** When this agent stood, if it has. */
  Optional<Instant> stood() {
    return stood;
  }

  void candidate(AgentId agent) {
    if (candidates.size() < MAX_CANDIDATES) {
      candidates.add(agent);
    }
  }

  SortedSet<AgentId> candidates() {
    return Collections.unmodifiableSortedSet(candidates);
  }

  /**
   * Takes a vote. A voter that votes for two in one of its starts is a fraud, and none of its votes
   * counts any more.
   *
   * @return false for a fraud
   */
  boolean vote(Cast cast, Instant now, int needed) {
    AgentId voter = cast.voter();
    AgentId candidate = cast.vote().candidate();
    Cast before = votes.put(voter, cast);
    if (frauds.contains(voter) || (before != null && cast.contradicts(before))) {
      frauds.add(voter);
      return false;
    }
    if (elected.isEmpty() && supporters(candidate).size() >= needed) {
      elected = Optional.of(candidate);
      electedAt = now;
    }
    return true;
  }

  /** Whose votes for a candidate count, and their proofs. */
  SortedMap<AgentId, String> supporters(AgentId candidate) {
    SortedMap<AgentId, String> supporters = new TreeMap<>();
    votes.forEach(
        (voter, cast) -> {
          if (cast.vote().candidate().equals(candidate) && !frauds.contains(voter)) {
            supporters.put(voter, cast.vote().proof());
          }
        });
    return supporters;
  }

  boolean voted(AgentId voter) {
    return votes.containsKey(voter);
  }

  /** Who has a certificate. */
  Optional<AgentId> elected() {
    return elected;
  }

  /** When that was. */
  Instant electedAt() {
    return electedAt;
  }
}
