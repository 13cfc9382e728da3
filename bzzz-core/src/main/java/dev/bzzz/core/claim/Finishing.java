package dev.bzzz.core.claim;

import dev.bzzz.core.claim.Moves.Purpose;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * What an agent does about published work: see to it that the pull request exists, and record that.
 * The holder does so at once; anybody else helps when the record has stood still for the grace.
 */
final class Finishing {
  private Finishing() {}

  static void decide(TaskClaim claim, Instant now) {
    Claim published = Claim.publishedBy(claim.tip()).orElseThrow();
    boolean own = published.holder().equals(claim.desk().self());
    if (claim.desk().stopping() && !own) {
      return;
    }
    Instant due =
        own
            ? claim.watch().since()
            : claim.watch().since().plus(claim.timing().grace()).plus(claim.watch().delay());
    if (now.isBefore(due)) {
      claim.wake(due);
    } else if ((!own || claim.facts().closed()) && !claim.fresh()) {
      claim.ask();
    } else if (claim.facts().closed()) {
      close(claim, published, now);
    } else {
      claim.openPullRequest(published);
    }
  }

  /** A closed issue gets no pull request any more; one that it has is recorded. */
  private static void close(TaskClaim claim, Claim published, Instant now) {
    OptionalLong pr =
        claim.facts().pull(published.token().term()).stream()
            .mapToLong(TaskFacts.Pull::number)
            .findFirst();
    claim.move(Purpose.DONE, claim.next(now).done(pr), now);
  }

  static void opened(TaskClaim claim, long number, Instant now) {
    if (Claim.publishedBy(claim.tip()).isPresent()) {
      ClaimRecord next = claim.next(now).done(OptionalLong.of(number));
      claim.move(Purpose.DONE, next, now);
    }
  }

  static void refused(TaskClaim claim, String why, Instant now) {
    if (Claim.publishedBy(claim.tip()).isPresent()) {
      String reason = "the forge refuses the pull request: " + why;
      claim.move(Purpose.ESCALATE, claim.next(now).escalate(reason), now);
    }
  }
}
