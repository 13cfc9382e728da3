package dev.bzzz.core.claim;

import static dev.bzzz.core.claim.ClaimFixture.ALICE;
import static dev.bzzz.core.claim.ClaimFixture.BOB;
import static dev.bzzz.core.claim.ClaimFixture.CAROL;
import static dev.bzzz.core.claim.ClaimFixture.HEAD;
import static dev.bzzz.core.claim.ClaimFixture.POLICIES;
import static dev.bzzz.core.claim.ClaimFixture.granted;
import static dev.bzzz.core.claim.ClaimFixture.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TransitionsTest {
  @Test
  void aClaimRunsFromGrantToDone() {
    SignedRecord held = granted(ALICE);
    SignedRecord checkpoint = allowed(held, ALICE, NextRecord::checkpoint);
    SignedRecord challenged = allowed(checkpoint, BOB, NextRecord::challenge);
    SignedRecord answered = allowed(challenged, ALICE, NextRecord::answer);
    SignedRecord published = allowed(answered, ALICE, next -> next.publish(HEAD));
    SignedRecord restored = allowed(published, BOB, NextRecord::restoreBranch);
    SignedRecord done = allowed(restored, CAROL, next -> next.done(OptionalLong.of(7)));

    assertThat(Transitions.violation(Optional.empty(), held, POLICIES)).isEmpty();
    assertThat(done.token()).isEqualTo(held.token());
    assertThat(done.record().holder()).isEqualTo(ALICE.id());
    assertThat(done.record().seq()).isEqualTo(7);
    assertThat(done.record().answers()).isEqualTo(1);
    assertThat(done.record().hlc()).isEqualTo(1_006);
  }

  @Test
  void aTakeoverRaisesTermAndAttemptAndMovesToANewBranch() {
    SignedRecord challenged = allowed(granted(ALICE), BOB, NextRecord::challenge);

    SignedRecord taken = allowed(challenged, CAROL, next -> next.grant(HEAD, "optimistic"));

    assertThat(taken.token()).isEqualTo(new FencingToken(2, taken.id()));
    assertThat(taken.record().attempt()).isEqualTo(2);
    assertThat(taken.record().work()).isEqualTo(new Work("bzzz/42/t2", HEAD, Optional.empty()));
  }

  private static SignedRecord allowed(
      SignedRecord prev, Identity actor, Function<NextRecord, ClaimRecord> step) {
    SignedRecord next = next(prev, actor, step);
    assertThat(Transitions.violation(Optional.of(prev), next, POLICIES)).isEmpty();
    return next;
  }

  private static SignedRecord next(
      SignedRecord prev, Identity actor, Function<NextRecord, ClaimRecord> step) {
    return RecordCodec.sign(step.apply(NextRecord.after(prev, stamp(actor))), actor);
  }
}
