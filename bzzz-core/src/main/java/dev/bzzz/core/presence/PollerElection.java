package dev.bzzz.core.presence;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Bounded;
import dev.bzzz.core.Lots;
import dev.bzzz.core.Spans;
import dev.bzzz.core.repo.RepositoryId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Which of the agents of a repository looks at its forge: the first by rendezvous hashing among
 * those that say that they look. An agent that hears of nobody better looks itself, so that without
 * messages everybody does.
 *
 * <p>There is no vote, and nothing to agree on. An agent leaves a forge to a better one for as long
 * as that one says that it looks, and for {@value #SILENCE} of its intervals more and one for each
 * better agent that is alive; so when the first falls silent the second goes on, and when that one
 * is silent, too, the third. Confined to its machine.
 */
public final class PollerElection {
  /** After so many of its intervals a poller that is not heard is silent, for the second best. */
  public static final int SILENCE = 2;

  /** The most intervals that an agent waits beyond those, however many are better. */
  public static final int MAX_RANK = 8;

  /** Most repositories that are left to others at once; of more, some are looked at needlessly. */
  public static final int MAX_REPOSITORIES = 1000;

  /** The same for everybody, and in a simulation there are many agents in one place. */
  private static final Lots<RepositoryId> DRAWS =
      new Lots<>((repository, agent) -> hash("poll/" + repository + "/" + agent));

  private final AgentId self;
  private final Map<RepositoryId, Instant> leftUntil = Bounded.map(MAX_REPOSITORIES);

  /**
   * An agent has looked at a forge.
   *
   * @param every how often it does
   */
  public record Look(RepositoryId repository, AgentId by, Duration every) {}

  /** An agent that has heard of nobody yet. */
  public PollerElection(AgentId self) {
    this.self = self;
  }

  /**
   * Another agent says that it has looked.
   *
   * @param live the other agents of the repository that are alive
   * @return until when this agent leaves the repository's forge to it; empty when it does not,
   *     because it comes first itself
   */
  public Optional<Instant> heard(Look look, Iterable<AgentId> live, Instant now) {
    if (!before(look.repository(), look.by(), self)) {
      return Optional.empty();
    }
    int rank = Math.max(1, rank(look.repository(), live, MAX_RANK));
    Instant until = now.plus(Spans.times(look.every(), (long) SILENCE + rank));
    leftUntil.put(look.repository(), until);
    return Optional.of(until);
  }

  /** Whether this agent looks at a repository's forge, since nobody better was heard of late. */
  public boolean polls(RepositoryId repository, Instant now) {
    return !now.isBefore(leftUntil.getOrDefault(repository, Instant.MIN));
  }

  /** How many of these agents come before this one, counted up to the most that matter. */
  int rank(RepositoryId repository, Iterable<AgentId> live, int most) {
    int rank = 0;
    for (AgentId agent : live) {
      if (before(repository, agent, self) && ++rank == most) {
        break;
      }
    }
    return rank;
  }

  private static boolean before(RepositoryId repository, AgentId one, AgentId other) {
    int byDraw = Long.compareUnsigned(draw(repository, one), draw(repository, other));
    return byDraw != 0 ? byDraw > 0 : one.compareTo(other) < 0;
  }

  private static long draw(RepositoryId repository, AgentId agent) {
    return DRAWS.on(repository).of(agent);
  }

  private static long hash(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
