package dev.bzzz.git.ledger;

import dev.bzzz.core.Signer;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.TaskId;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** Claims that are in no ledger, for pull requests by which a forge is tried. */
final class TrialClaims {
  private static final String NAME = "trial";

  private TrialClaims() {}

  /** A claim whose work is published. */
  static Claim published(TaskId task, ObjectId base, ObjectId head, Signer signer) {
    Stamp stamp = Stamp.of(signer.id(), base.name(), Instant.now(), new SecureRandom());
    SignedRecord held =
        RecordCodec.sign(NextRecord.after(Tip.none(task), stamp).grant(base.name(), NAME), signer);
    Tip granted = new Tip(task, held.id(), List.of(held), Optional.empty());
    SignedRecord published =
        RecordCodec.sign(NextRecord.after(granted, stamp).publish(head.name()), signer);
    Tip tip = new Tip(task, published.id(), List.of(published, held), Optional.empty());
    return Claim.publishedBy(tip).orElseThrow();
  }
}
