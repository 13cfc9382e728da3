package dev.bzzz.core.claim;

import static dev.bzzz.core.claim.ClaimFixture.ALICE;
import static dev.bzzz.core.claim.ClaimFixture.BASE;
import static dev.bzzz.core.claim.ClaimFixture.BOB;
import static dev.bzzz.core.claim.ClaimFixture.CAROL;
import static dev.bzzz.core.claim.ClaimFixture.HEAD;
import static dev.bzzz.core.claim.ClaimFixture.NEXT_POLICY;
import static dev.bzzz.core.claim.ClaimFixture.POLICIES;
import static dev.bzzz.core.claim.ClaimFixture.POLICY;
import static dev.bzzz.core.claim.ClaimFixture.STRANGER;
import static dev.bzzz.core.claim.ClaimFixture.granted;
import static dev.bzzz.core.claim.ClaimFixture.stamp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.Identity;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /** Who may take which step: H the holder, A another agent, HA both, - nobody. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          from          |grant|again|checkpoint|answer|challenge|release|closed|publish|restore|done|escalate
          HELD          |-    |-    |H         |-     |A        |H      |H     |H      |-      |-   |-
          CHALLENGED    |A    |-    |-         |H     |-        |H      |HA    |H      |-      |-   |-
          RELEASED      |HA   |-    |-         |-     |-        |-      |-     |-      |-      |-   |-
          PUBLISHED     |-    |-    |-         |-     |-        |-      |-     |-      |HA     |HA  |HA
          DONE          |-    |HA   |-         |-     |-        |-      |-     |-      |-      |-   |-
          ESCALATED     |-    |HA   |-         |-     |-        |-      |-     |-      |-      |-   |-
          HELD last     |-    |-    |H         |-     |A        |H      |H     |H      |-      |-   |-
          CHALLENGED last|-   |-    |-         |H     |-        |H      |HA    |H      |-      |-   |A
          RELEASED last |-    |-    |-         |-     |-        |-      |-     |-      |-      |-   |HA
          HELD tired    |-    |-    |-         |-     |A        |H      |H     |H      |-      |-   |-
          CHALLENGED tired|A  |-    |-         |-     |-        |H      |HA    |H      |-      |-   |-
          """)
  void theTableSaysWhoMayTakeWhichStep(
      String from,
      String grant,
      String again,
      String checkpoint,
      String answer,
      String challenge,
      String release,
      String closed,
      String publish,
      String restore,
      String done,
      String escalate) {
    SignedRecord prev = record(from);

    assertThat(who(prev, next -> next.grant(HEAD, "p"))).as("grant").isEqualTo(grant);
    assertThat(who(prev, next -> next.grantAgain(HEAD, "p", "human:1")))
        .as("again")
        .isEqualTo(again);
    assertThat(who(prev, NextRecord::checkpoint)).as("checkpoint").isEqualTo(checkpoint);
    assertThat(who(prev, NextRecord::answer)).as("answer").isEqualTo(answer);
    assertThat(who(prev, NextRecord::challenge)).as("challenge").isEqualTo(challenge);
    assertThat(who(prev, next -> next.release("tired"))).as("release").isEqualTo(release);
    assertThat(who(prev, NextRecord::releaseClosed)).as("closed").isEqualTo(closed);
    assertThat(who(prev, next -> next.publish("e".repeat(40)))).as("publish").isEqualTo(publish);
    assertThat(who(prev, NextRecord::restoreBranch)).as("restore").isEqualTo(restore);
    assertThat(who(prev, next -> next.done(OptionalLong.empty()))).as("done").isEqualTo(done);
    assertThat(who(prev, next -> next.escalate("look"))).as("escalate").isEqualTo(escalate);
  }

  @Test
  void aFinishedTaskNeedsACauseItDidNotHaveBefore() {
    SignedRecord again =
        allowed(record("DONE"), BOB, next -> next.grantAgain(BASE, "p", "reopened:5"));
    SignedRecord published = allowed(again, BOB, next -> next.publish(HEAD));
    SignedRecord done = allowed(published, BOB, next -> next.done(OptionalLong.of(8)));

    assertForbidden(done, BOB, next -> next.grantAgain(BASE, "p", "reopened:5"), "needs a cause");
    assertForbidden(done, BOB, next -> next.grantAgain(BASE, "p", "pr-closed:7"), "pull request");
    allowed(done, BOB, next -> next.grantAgain(BASE, "p", "pr-closed:8"));
    allowed(done, BOB, next -> next.grantAgain(BASE, "p", "reopened:6"));
    assertThat(done.record().cause()).contains("reopened:5");
  }

  @Test
  void anAgentOutsideThePolicyWritesNothing() {
    SignedRecord held = granted(ALICE);
    SignedRecord first = RecordCodec.sign(ClaimFixture.first(STRANGER).grant(BASE, "p"), STRANGER);

    assertThat(Transitions.violation(Optional.empty(), first, POLICIES).orElseThrow())
        .contains("does not name the actor " + STRANGER.id());
    assertForbidden(held, STRANGER, NextRecord::challenge, "does not name the actor");
  }

  @Test
  void anExpelledHolderIsReplacedAtOnceButOnlyUnderThePolicyThatExpelsIt() {
    SignedRecord held = granted(CAROL);

    assertForbidden(held, BOB, next -> next.grant(BASE, "p"), "unchallenged holder");
    SignedRecord replaced =
        RecordCodec.sign(NextRecord.after(held, stamp(BOB, NEXT_POLICY)).grant(BASE, "p"), BOB);

    assertThat(Transitions.violation(Optional.of(held), replaced, POLICIES)).isEmpty();
    assertForbidden(replaced, CAROL, NextRecord::challenge, "does not name the actor");
    SignedRecord backdated =
        RecordCodec.sign(NextRecord.after(replaced, stamp(CAROL, POLICY)).challenge(), CAROL);
    assertForbidden(replaced, backdated, "does not descend");
  }

  @Test
  void stepsThatLeadBackToTheirStateAreBoundedInEachTerm() {
    SignedRecord first = granted(ALICE);
    SignedRecord last = numbered(first, ClaimRecord.MAX_TERM_RECORDS - 1);
    SignedRecord full = numbered(first, ClaimRecord.MAX_TERM_RECORDS);

    allowed(last, ALICE, NextRecord::checkpoint);
    assertForbidden(full, ALICE, NextRecord::checkpoint, "records per term");
    SignedRecord published = allowed(full, ALICE, next -> next.publish(HEAD));
    assertForbidden(published, BOB, NextRecord::restoreBranch, "records per term");
    SignedRecord challenged = allowed(full, BOB, NextRecord::challenge);
    allowed(challenged, ALICE, NextRecord::answer);
    SignedRecord taken = allowed(challenged, BOB, next -> next.grant(BASE, "p"));
    allowed(taken, BOB, NextRecord::checkpoint);
  }

  /** ALICE's claim after many checkpoints. */
  private static SignedRecord numbered(SignedRecord held, int seq) {
    return Edited.of(next(held, ALICE, NextRecord::checkpoint), json -> json.put("seq", seq));
  }

  @Test
  void atWriteTimeTodaysPolicyCounts() {
    ClaimPolicy today = POLICIES.at(NEXT_POLICY).orElseThrow();
    SignedRecord byCarol = granted(CAROL);
    SignedRecord byAlice = granted(ALICE);
    SignedRecord doubt = next(byAlice, BOB, NextRecord::challenge);

    assertThat(outdated(byCarol, today)).contains("comes too late");
    assertThat(outdated(next(byCarol, CAROL, next -> next.publish(HEAD)), today))
        .contains("comes too late");
    assertThat(outdated(next(byCarol, CAROL, next -> next.release("expelled")), today)).isEmpty();
    assertThat(outdated(byAlice, today)).contains("which was changed since");
    assertThat(outdated(doubt, today)).contains("which was changed since");
    assertThat(outdated(next(byAlice, ALICE, NextRecord::checkpoint), today)).isEmpty();
    assertThat(outdated(byAlice, POLICIES.at(POLICY).orElseThrow())).isEmpty();
  }

  private static String outdated(SignedRecord next, ClaimPolicy today) {
    return Transitions.outdated(next, today, POLICIES).orElse("");
  }

  @Test
  void anUnknownPolicyIsNoPolicy() {
    SignedRecord held = granted(ALICE);
    Stamp stamp = stamp(ALICE, "0".repeat(40));

    SignedRecord next = RecordCodec.sign(NextRecord.after(held, stamp).checkpoint(), ALICE);

    assertThat(Transitions.violation(Optional.of(held), next, POLICIES).orElseThrow())
        .contains("there is no policy at commit 000");
  }

  @Test
  void aChallengeChangesNothingButWhatAChallengeIs() {
    SignedRecord held = granted(ALICE);

    assertForbidden(held, challenge(held, json -> json.put("protocol", "x")), "protocol stays");
    assertForbidden(held, challenge(held, json -> json.put("cause", "human:1")), "cause stays");
    assertForbidden(held, challenge(held, json -> json.put("answers", 1)), "answers stays");
    assertForbidden(
        held, challenge(held, json -> json.set("evidence", text("x", "y"))), "evidence");
    assertForbidden(held, challenge(held, json -> work(json).put("base", HEAD)), "work.base");
    assertForbidden(
        held, challenge(held, json -> json.put("holder", CAROL.id().value())), "holder stays");
    assertForbidden(
        held, challenge(held, json -> json.put("grant", "0".repeat(64))), "grant is the id");
    assertForbidden(held, challenge(held, json -> json.put("hlc", 1_000)), "hlc is not above");
    assertForbidden(held, challenge(held, json -> json.put("seq", 3)), "seq is not one more");
    assertForbidden(
        held, challenge(held, json -> json.put("prev", "0".repeat(64))), "prev is not the id");
  }

  @Test
  void aRecordOfAnotherTaskDoesNotFollow() {
    SignedRecord held = granted(ALICE);
    SignedRecord other =
        challenge(
            held,
            json -> {
              json.put("task", "0".repeat(32) + "#42");
            });

    assertForbidden(held, other, "another task");
  }

  @Test
  void nobodyButTheHolderChangesEvidenceAndAHeadStaysPublished() {
    SignedRecord held = granted(ALICE);
    JsonNode evidence = text("tests", "green");
    SignedRecord published = allowed(held, ALICE, next -> next.evidence(evidence).publish(HEAD));

    SignedRecord done = allowed(published, BOB, next -> next.done(OptionalLong.of(1)));
    assertThat(done.record().evidence()).contains(evidence);
    assertForbidden(
        published, BOB, next -> next.evidence(text("a", "b")).restoreBranch(), "evidence");
    assertForbidden(
        published,
        Edited.of(done, json -> work(json).put("head", "e".repeat(40))),
        "work.head stays");
  }

  @Test
  void aClockAtItsEndDoesNotStopATask() {
    SignedRecord held = granted(ALICE);
    SignedRecord liar =
        Edited.of(
            next(held, BOB, NextRecord::challenge),
            json -> json.put("hlc", ClaimRecord.MAX_NUMBER));

    assertThat(Transitions.violation(Optional.of(held), liar, POLICIES)).isEmpty();
    SignedRecord answer = allowed(liar, ALICE, NextRecord::answer);
    assertThat(answer.record().hlc()).isEqualTo(ClaimRecord.MAX_NUMBER);
  }

  @Test
  void aViolationIsOneLineThatNamesBothRecords() {
    SignedRecord held = granted(ALICE);
    SignedRecord next = next(held, BOB, NextRecord::checkpoint);

    String violation = Transitions.violation(Optional.of(held), next, POLICIES).orElseThrow();

    assertThat(violation)
        .contains(held.id())
        .contains(next.id())
        .endsWith("a grant has no grant before it")
        .doesNotContain("\n");
  }

  @Test
  void aStepWithoutARecordBeforeItNamesTheTask() {
    assertThatThrownBy(() -> ClaimFixture.first(ALICE).checkpoint())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(ClaimFixture.TASK + " was never granted");
  }

  @Test
  void aReasonFromAnywhereBecomesOneShortLine() {
    SignedRecord held = granted(ALICE);
    String untidy = "tests\nfailed\u001b[31m " + "😀".repeat(400) + "\ud83d";

    String reason =
        allowed(held, ALICE, next -> next.release(untidy)).record().reason().orElseThrow();

    assertThat(reason).startsWith("tests failed [31m 😀").endsWith("…").hasSizeLessThan(501);
    assertThat(allowed(held, ALICE, next -> next.release(" \n")).record().reason())
        .contains("no reason given");
  }

  /** ALICE's claim in a state; last: attempt 5; tired: 5 answers. */
  private static SignedRecord record(String what) {
    String[] words = what.split(" ");
    SignedRecord held = granted(ALICE);
    if (words.length == 2 && words[1].equals("last")) {
      for (int attempt = 2; attempt <= ClaimRecord.MAX_ATTEMPTS; attempt++) {
        SignedRecord released = allowed(held, ALICE, next -> next.release("again"));
        held = allowed(released, ALICE, next -> next.grant(BASE, "p"));
      }
    } else if (words.length == 2) {
      for (int answer = 1; answer <= ClaimRecord.MAX_ANSWERS; answer++) {
        held = allowed(allowed(held, BOB, NextRecord::challenge), ALICE, NextRecord::answer);
      }
    }
    return in(ClaimState.valueOf(words[0]), held);
  }

  private static SignedRecord in(ClaimState state, SignedRecord held) {
    return switch (state) {
      case HELD -> held;
      case CHALLENGED -> allowed(held, BOB, NextRecord::challenge);
      case RELEASED -> allowed(held, ALICE, next -> next.release("given up"));
      case PUBLISHED -> allowed(held, ALICE, next -> next.publish(HEAD));
      case DONE ->
          allowed(in(ClaimState.PUBLISHED, held), BOB, next -> next.done(OptionalLong.of(7)));
      case ESCALATED -> allowed(in(ClaimState.PUBLISHED, held), BOB, next -> next.escalate("no"));
    };
  }

  private static String who(SignedRecord prev, Function<NextRecord, ClaimRecord> step) {
    String who = (may(prev, ALICE, step) ? "H" : "") + (may(prev, CAROL, step) ? "A" : "");
    return who.isEmpty() ? "-" : who;
  }

  private static boolean may(
      SignedRecord prev, Identity actor, Function<NextRecord, ClaimRecord> step) {
    try {
      SignedRecord next = next(prev, actor, step);
      return Transitions.violation(Optional.of(prev), next, POLICIES).isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static SignedRecord challenge(SignedRecord held, Consumer<ObjectNode> change) {
    return Edited.of(next(held, BOB, NextRecord::challenge), change);
  }

  private static ObjectNode work(ObjectNode json) {
    return (ObjectNode) json.get("work");
  }

  private static ObjectNode text(String name, String value) {
    return JsonNodeFactory.instance.objectNode().put(name, value);
  }

  private static void assertForbidden(
      SignedRecord prev, Identity actor, Function<NextRecord, ClaimRecord> step, String why) {
    assertForbidden(prev, next(prev, actor, step), why);
  }

  private static void assertForbidden(SignedRecord prev, SignedRecord next, String why) {
    assertThat(Transitions.violation(Optional.of(prev), next, POLICIES).orElse("allowed"))
        .contains(why);
  }

  private static SignedRecord allowed(
      SignedRecord prev, Identity actor, Function<NextRecord, ClaimRecord> step) {
    SignedRecord next = next(prev, actor, step);
    assertThat(Transitions.violation(Optional.of(prev), next, POLICIES)).isEmpty();
    return next;
  }

  private static SignedRecord next(
      SignedRecord prev, Identity actor, Function<NextRecord, ClaimRecord> step) {
    Stamp stamp = stamp(actor, prev.record().policy());
    return RecordCodec.sign(step.apply(NextRecord.after(prev, stamp)), actor);
  }
}
