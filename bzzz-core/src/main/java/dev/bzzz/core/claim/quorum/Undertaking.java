package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.quorum.ProposerEffect.Result;
import dev.bzzz.core.machine.Machine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A proposer that begins with what is remembered of attempts before it, and leaves behind what it
 * has learnt when it is closed. Confined to its driver.
 */
final class Undertaking implements Machine<ProposerInput, ProposerEffect>, AutoCloseable {
  private final Rounds.Attempt attempt;
  private final Memory memory;
  private final Proposer proposer;

  /** Who attempts, and what it remembers. */
  record Asker(AgentId self, Memory memory, Random random) {}

  Undertaking(Rounds.Attempt attempt, Membership membership, Asker asker) {
    this.attempt = attempt;
    this.memory = asker.memory();
    Optional<Proposer.Lead> lead =
        attempt.move().isPresent() ? memory.takeLead(attempt.task(), membership) : Optional.empty();
    this.proposer =
        new Proposer(
            new Setting(
                attempt.task(),
                attempt.goal(membership),
                membership,
                asker.self(),
                attempt.until(),
                attempt.record().filter(memory::wasSent).isPresent(),
                memory.highest(attempt.task()),
                lead),
            memory.trips(),
            asker.random());
  }

  @Override
  public List<ProposerEffect> on(ProposerInput input, Instant now) {
    List<ProposerEffect> effects = proposer.on(input, now);
    for (ProposerEffect effect : effects) {
      if (effect instanceof ProposerEffect.Done done
          && done.result() instanceof Result.Decided decided) {
        memory.decided(attempt.task(), decided);
      }
    }
    return effects;
  }

  @Override
  public Optional<Instant> deadline() {
    return proposer.deadline();
  }

  @Override
  public void close() {
    memory.saw(attempt.task(), proposer.highest());
    if (proposer.sent()) {
      attempt.record().ifPresent(memory::sent);
    }
  }
}
