package dev.bzzz.core.claim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Memo;
import dev.bzzz.core.task.TaskId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The lots that are drawn for each agent in each term of a task, the same by everybody: weighted
 * rendezvous hashing (Thaler and Ravishankar 1998; with weights, Schindelhauer and Schomaker 2005).
 *
 * <p>The highest score moves first. A score is {@code weight / -ln(u)}, where {@code u} is uniform
 * between 0 and 1, so that each agent's chance to be first is its share of all weights. Remembers
 * at most {@value #MAX_REMEMBERED} lots. Safe for use by many threads.
 */
final class Draws {
  /** Most lots that are remembered. */
  static final int MAX_REMEMBERED = 1 << 20;

  private static final int MAX_KEYS = 1 << 12;

  private static final double TWO_TO_52 = 1L << 52;

  private final Memo<Lot, Double> lots = new Memo<>(MAX_REMEMBERED, this::drawn);
  private final Memo<TaskId, String> keys = new Memo<>(MAX_KEYS, TaskId::key);

  private record Lot(TaskId task, long term, AgentId agent) {
    @Override
    public int hashCode() {
      return (Long.hashCode(task.number()) * 31 + Long.hashCode(term)) * 31
          + agent.value().hashCode()
          + task.repository().value().hashCode();
    }
  }

  /**
   * An agent's score.
   *
   * @param weight from 1 to 1000; 0 gives the score 0
   */
  double score(TaskId task, long term, AgentId agent, int weight) {
    return weight / lots.get(new Lot(task, term, agent));
  }

  /** Whether the first agent moves before the second: the higher score, then the lower id. */
  static boolean before(double score, AgentId agent, double otherScore, AgentId other) {
    int byScore = Double.compare(score, otherScore);
    // All ids have the same length and prefix, so base58 has the order of their bytes.
    return byScore != 0 ? byScore > 0 : agent.compareTo(other) < 0;
  }

  /** {@code -ln(u)}; StrictMath, because the last bit decides and must be the same everywhere. */
  private double drawn(Lot lot) {
    return -StrictMath.log(uniform(keys.get(lot.task) + "/" + lot.term + "/" + lot.agent.value()));
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
