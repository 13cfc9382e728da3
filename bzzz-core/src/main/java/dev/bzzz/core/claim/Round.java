package dev.bzzz.core.claim;

import dev.bzzz.core.capability.Skill;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedSet;

/** One free task in one term, as an agent that may try for it sees it. */
final class Round {
  /** So often at most an agent waits longer because others say that they try. */
  static final int MAX_POSTPONEMENTS = 3;

  /** How long an agent believes, once in a term, that the task is taken. */
  static final Duration BELIEF = Duration.ofSeconds(30);

  private final long term;
  private final Draws.Lottery lottery;
  private final SortedSet<Skill> skills;
  private final Instant firstSeen;
  private double score;
  private int better;
  private boolean byPresence;
  private Instant notBefore = Instant.MIN;
  private int postponements;
  private boolean believed;
  private boolean contested;
  private boolean tried;

  Round(long term, Draws.Lottery lottery, SortedSet<Skill> skills, Instant firstSeen) {
    this.term = term;
    this.lottery = lottery;
    this.skills = skills;
    this.firstSeen = firstSeen;
  }

  long term() {
    return term;
  }

  /** What was drawn for it. */
  Draws.Lottery lottery() {
    return lottery;
  }

  SortedSet<Skill> skills() {
    return skills;
  }

  Instant firstSeen() {
    return firstSeen;
  }

  /** Takes note of how this agent ranks. */
  void rank(double ownScore, int betterOnes, boolean ofPresences) {
    score = ownScore;
    better = betterOnes;
    byPresence = ofPresences;
  }

  double score() {
    return score;
  }

  /** How many others should move first. */
  int better() {
    return better;
  }

  /** Whether those were counted who are heard, or those whom the policy names. */
  boolean byPresence() {
    return byPresence;
  }

  /** More, or fewer, should move first. */
  void shift(int by) {
    better += by;
  }

  Instant notBefore() {
    return notBefore;
  }

  /** Whether anybody else was heard to try for the task in this term. */
  boolean contested() {
    return contested;
  }

  /** This agent has said that it tries. */
  void tries() {
    tried = true;
  }

  /**
   * Another agent says that it tries.
   *
   * @param first whether it should move before this agent
   * @param until how long to let it
   */
  void intent(boolean first, Instant until) {
    contested = true;
    // Of two that try at the same time the better one goes on.
    if (first || !tried) {
      postpone(until);
    }
  }

  /**
   * An agent that should have moved first says that it has no slot free any more. Perhaps it took
   * it to try for this very task, and that is heard next.
   */
  void busy(Instant until) {
    if (better == 0) {
      postpone(until);
    }
  }

  private void postpone(Instant until) {
    if (postponements < MAX_POSTPONEMENTS) {
      postponements++;
      notBefore = until.isAfter(notBefore) ? until : notBefore;
    }
  }

  /** Another agent says that it was granted the task: the ledger will show, sooner or later. */
  void taken(Instant now) {
    contested = true;
    if (!believed) {
      believed = true;
      Instant until = now.plus(BELIEF);
      notBefore = until.isAfter(notBefore) ? until : notBefore;
    }
  }
}
