package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;

/** Facts for a proposer. */
sealed interface ProposerInput {
  /** Time has passed; also the first input of all. */
  record Tick() implements ProposerInput {}

  /** A voter has answered, or surely will not: then the answer is a refusal. */
  record Heard(int round, AgentId voter, Answer answer) implements ProposerInput {}
}
