package dev.bzzz.git.ledger;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.RefUpdate;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** Looks at what a step of a claim does to branches, before it is made. */
final class Effects {
  private Effects() {}

  /** Why a step that the rules allow has no place in this repository; empty when it has. */
  static Optional<String> refusal(Sight sight, CasRequest request, Tip now) throws IOException {
    SignedRecord next = request.next();
    ClaimState state = next.record().state();
    if (state == ClaimState.HELD || state == ClaimState.PUBLISHED) {
      Optional<String> obstacle = obstacle(sight, next);
      if (obstacle.isPresent()) {
        return obstacle;
      }
    }
    boolean sameTerm =
        now.record().filter(last -> last.record().term() == next.record().term()).isPresent();
    if (state == ClaimState.HELD && !sameTerm) {
      // It could never be published; better said before the work than after it.
      return unexpected(sight, next.record().work().branch());
    }
    return state == ClaimState.PUBLISHED
        ? publication(sight, next, request.updates().get(0))
        : Optional.empty();
  }

  private static Optional<String> obstacle(Sight sight, SignedRecord next) throws IOException {
    for (String ref :
        List.of(
            sight.refs().claim(next.record().task().number()),
            Namespace.branch(next.record().work().branch()))) {
      List<String> obstacles = sight.refs().obstacles(ref);
      if (!obstacles.isEmpty()) {
        return Optional.of(
            "cannot claim or publish task "
                + next.record().task().number()
                + " of "
                + sight.name()
                + ": "
                + String.join(", ", obstacles)
                + " is in the way of "
                + ref
                + "; rename or delete it");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> publication(Sight sight, SignedRecord next, RefUpdate update)
      throws IOException {
    if (!ObjectId.isId(update.head()) || !ObjectId.isId(next.record().work().base())) {
      return Optional.of("this repository's commits have 40 hexadecimal digits: " + update);
    }
    Optional<String> fault = WorkObjects.fault(next.record().work(), sight.git());
    if (fault.isPresent()) {
      return fault.map(why -> "the work of " + update.branch() + " is refused: " + why);
    }
    return update.expected().isEmpty() ? unexpected(sight, update.branch()) : Optional.empty();
  }

  private static Optional<String> unexpected(Sight sight, String branch) throws IOException {
    return sight
        .refs()
        .find(Namespace.branch(branch))
        .map(
            at ->
                "the branch "
                    + branch
                    + " of "
                    + sight.name()
                    + " exists already, at "
                    + at.name()
                    + ", and no claim says so; keep what is good in it, then delete it");
  }
}
