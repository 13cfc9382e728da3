package dev.bzzz.core.claim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Lots;
import dev.bzzz.core.task.TaskId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The lots that are drawn for each agent in each term of a task, the same by everybody: weighted
 * rendezvous hashing (Thaler and Ravishankar 1998; with weights, Schindelhauer and Schomaker 2005).
 *
 * <p>The highest score moves first. A score is {@code weight / -ln(u)}, where {@code u} is uniform
 * between 0 and 1, so that each agent's chance to be first is its share of all weights. What was
 * drawn is remembered, see {@link Lots}. Safe for use by many threads.
 */
final class Draws {
  private static final double TWO_TO_52 = 1L << 52;

  private final Lots<Turn> lots =
      new Lots<>((turn, agent) -> Double.doubleToLongBits(drawn(turn, agent)));

  private record Turn(TaskId task, long term) {
    @Override
    public int hashCode() {
      return (Long.hashCode(task.number()) * 31 + Long.hashCode(term)) * 31
          + task.repository().value().hashCode();
    }
  }

  /** What is drawn in one term of a task. */
  static final class Lottery {
    private final Lots<Turn>.Urn urn;

    private Lottery(Lots<Turn>.Urn urn) {
      this.urn = urn;
    }

    /**
     * An agent's score.
     *
     * @param weight from 1 to 1000; 0 gives the score 0
     */
    double score(AgentId agent, int weight) {
      return weight / Double.longBitsToDouble(urn.of(agent));
    }
  }

  Lottery of(TaskId task, long term) {
    return new Lottery(lots.on(new Turn(task, term)));
  }

  /**
   * An agent's score.
   *
   * @param weight from 1 to 1000; 0 gives the score 0
   */
  double score(TaskId task, long term, AgentId agent, int weight) {
    return of(task, term).score(agent, weight);
  }

  /** Whether the first agent moves before the second: the higher score, then the lower id. */
  static boolean before(double score, AgentId agent, double otherScore, AgentId other) {
    int byScore = Double.compare(score, otherScore);
    // All ids have the same length and prefix, so base58 has the order of their bytes.
    return byScore != 0 ? byScore > 0 : agent.compareTo(other) < 0;
  }

  /** {@code -ln(u)}; StrictMath, because the last bit decides and must be the same everywhere. */
  private static double drawn(Turn turn, AgentId agent) {
    return -StrictMath.log(uniform(turn.task.key() + "/" + turn.term + "/" + agent.value()));
  }

  /** Uniform between 0 and 1, neither of them included. */
  private static double uniform(String text) {
    byte[] hash;
    try {
      hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
    long top = 0;
    for (int i = 0; i < 7; i++) {
      top = top << 8 | (hash[i] & 0xff);
    }
    return ((top >>> 4) + 0.5) / TWO_TO_52;
  }
}
