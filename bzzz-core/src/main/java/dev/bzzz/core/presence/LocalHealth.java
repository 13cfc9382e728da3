package dev.bzzz.core.presence;

import dev.bzzz.core.Spans;
import java.time.Duration;

/**
 * How far this agent may trust its own senses, as in Lifeguard (Dadgar, Phillips and Currey, 2018):
 * an agent that wakes late or hears nobody doubts itself before it doubts others. Confined to its
 * machine.
 */
public final class LocalHealth {
  /** The worst score: then others get so many times more patience, and once. */
  public static final int MAX_SCORE = 8;

  private int score;

  /**
   * Takes note of one interval.
   *
   * @param late how much later than asked for this agent was woken
   * @param every the interval
   * @param heard whether any other agent was heard during it, or none is known
   */
  public void interval(Duration late, Duration every, boolean heard) {
    boolean well = heard && late.compareTo(Spans.part(every, 4)) <= 0;
    boolean frozen = late.compareTo(Spans.times(every, 2)) > 0;
    score = frozen ? MAX_SCORE : Math.max(0, Math.min(MAX_SCORE, score + (well ? -1 : 1)));
  }

  /** By how much to multiply one's patience with others: from 1, in good health. */
  public int patience() {
    return 1 + score;
  }
}
