package dev.bzzz.core.claim.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.NextRecord;
import dev.bzzz.core.claim.RecordCodec;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.TestAgents;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ValueTest {
  private static final Identity ALICE = TestAgents.agent(1);
  private static final Identity BOB = TestAgents.agent(2);
  private static final String COMMIT = "a".repeat(40);
  private static final TaskId TASK = new TaskId(new RepositoryId("1".repeat(32)), 3);

  @Test
  void aTermIsKeptFromItsNewestRecordToTheGrant() {
    Value granted = Value.first(Steps.grant(Tip.none(TASK), ALICE, COMMIT).next());
    Value challenged = granted.then(step(granted, BOB, NextRecord::challenge));
    Value taken = challenged.then(step(challenged, BOB, next -> next.grant(COMMIT, "test")));

    assertThat(challenged.chain()).containsExactly(challenged.newest(), granted.newest());
    assertThat(taken.chain()).containsExactly(taken.newest());
    assertThat(taken.before()).contains(challenged.newest());
    assertThat(taken.has(granted.newest())).isTrue();
    assertThat(taken.excludes(granted.newest())).isFalse();
  }

  @Test
  void aRecordThatStandsWhereAnotherWasWrittenIsExcluded() {
    Value granted = Value.first(Steps.grant(Tip.none(TASK), ALICE, COMMIT).next());
    SignedRecord release = step(granted, ALICE, next -> next.release("enough"));
    Value challenged = granted.then(step(granted, BOB, NextRecord::challenge));
    Value taken = challenged.then(step(challenged, BOB, next -> next.grant(COMMIT, "test")));

    assertThat(granted.excludes(release)).isFalse();
    assertThat(challenged.excludes(release)).isTrue();
    assertThat(taken.excludes(release)).isTrue();
    assertThat(taken.has(release)).isFalse();
  }

  @Test
  void theLongestTermOfTheLongestRecordsFitsIntoAMessage() {
    Value value = Value.first(padded(Steps.grant(Tip.none(TASK), ALICE, COMMIT).next().record()));
    SignedRecord grant = value.newest();
    for (int i = 0; i < 12; i++) {
      value = value.then(padded(step(value, ALICE, NextRecord::checkpoint).record()));
    }
    Answer.Vote vote = new Answer.Vote(true, Ballot.NONE, Ballot.NONE, Optional.of(value));

    assertThat(value.chain()).hasSizeBetween(3, 12).endsWith(grant);
    assertThat(value.newest().record().seq()).isEqualTo(13);
    assertThat(Wire.answer(new byte[0], vote, new byte[Sessions.MAX_KEY_BYTES], ALICE).length)
        .isLessThan(Mesh.MAX_MESSAGE_BYTES - 1024);
  }

  private static SignedRecord step(
      Value value, Identity actor, java.util.function.Function<NextRecord, ClaimRecord> step) {
    return Steps.record(value.tip(), actor, COMMIT, step);
  }

  /** The same record with as much evidence, and as long a name, as it may have. */
  private static SignedRecord padded(ClaimRecord record) {
    String filler = "x".repeat(ClaimRecord.MAX_EVIDENCE_BYTES - "{\"x\":\"\"}".length());
    return RecordCodec.sign(
        new ClaimRecord(
            record.task(),
            record.term(),
            record.seq(),
            record.attempt(),
            record.answers(),
            record.state(),
            record.actor(),
            record.holder(),
            record.challenger(),
            record.prev(),
            record.grant(),
            record.nonce(),
            record.policy(),
            record.cause(),
            record.reason(),
            "\u20ac".repeat(ClaimRecord.MAX_PROTOCOL),
            Optional.of(JsonNodeFactory.instance.objectNode().put("x", filler)),
            record.work(),
            record.pr(),
            record.hlc()),
        ALICE);
  }
}
