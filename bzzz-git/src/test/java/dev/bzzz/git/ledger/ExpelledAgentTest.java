package dev.bzzz.git.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Stamp;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.TestAgents;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.eclipse.jgit.lib.Constants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that was taken out of the policy and writes refs without a ledger. */
final class ExpelledAgentTest {
  private static final TaskId TASK = new TaskId(GitStore.ID, 7);
  private static final Identity ALICE = TestAgents.agent(1);
  private static final Identity BOB = TestAgents.agent(2);

  @TempDir Path folder;

  private final Random random = new Random(5);

  @Test
  void aGrantPushedUnderAnOldPolicyIsReadAndReplacedAtOnce() {
    GitStore store = GitStore.direct(folder);
    try (ClaimLedger ledger = store.open()) {
      String old = ledger.scan(GitStore.ID).head();
      String today = store.changePolicy(TestAgents.policyOf(1));
      SignedRecord grant = grant(Tip.none(TASK), BOB, old);
      byte[] commit = RecordCommit.write(grant, Optional.empty());
      store.setRef(
          Namespace.REFS.claim(7), Optional.of(store.insert(Constants.OBJ_COMMIT, commit)));

      Tip pushed = ledger.read(TASK);
      CasResult replaced =
          ledger.cas(new CasRequest(pushed, grant(pushed, ALICE, today)), Duration.ofSeconds(10));

      assertThat(pushed.damage()).isEmpty();
      assertThat(pushed.isAt(grant)).isTrue();
      assertThat(replaced)
          .isInstanceOfSatisfying(
              CasResult.Won.class,
              won ->
                  assertThat(won.tip().record().orElseThrow().record().holder())
                      .isEqualTo(ALICE.id()));
    }
  }

  private SignedRecord grant(Tip tip, Identity actor, String policy) {
    Stamp stamp = Stamp.of(actor.id(), policy, Instant.ofEpochSecond(1_700_000_000), random);
    return RecordCodec.sign(NextRecord.after(tip, stamp).grant(policy, "test"), actor);
  }
}
