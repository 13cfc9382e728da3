package dev.bzzz.core.task;

import dev.bzzz.core.claim.ClaimState;
import java.util.Optional;

/**
 * What is known of a task that another one depends on.
 *
 * @param known whether its repository is watched and has this issue; otherwise the rest says
 *     nothing
 * @param issueOpen whether its issue is open
 * @param merged whether a pull request of its claim was merged
 * @param claim what its newest claim record says; empty when it was never claimed
 */
public record DependencyFacts(
    boolean known, boolean issueOpen, boolean merged, Optional<ClaimState> claim) {
  /** Of an issue that does not exist, or that this agent cannot see. */
  public static DependencyFacts unknown() {
    return new DependencyFacts(false, false, false, Optional.empty());
  }

  /** Why nobody may build on the task yet; empty when one may. */
  public Optional<String> unmet(DependencyRule rule) {
    if (!known) {
      return Optional.of("is not known here; watch its repository too, or correct the line");
    }
    if (!issueOpen || merged) {
      return Optional.empty();
    }
    boolean published =
        claim.filter(s -> s == ClaimState.PUBLISHED || s == ClaimState.DONE).isPresent();
    if (!published) {
      return Optional.of("is not done");
    }
    return rule == DependencyRule.PUBLISHED
        ? Optional.empty()
        : Optional.of("is published but not merged");
  }
}
