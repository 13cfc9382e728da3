package dev.bzzz.core.claim;

import static dev.bzzz.core.claim.ClaimState.CHALLENGED;
import static dev.bzzz.core.claim.ClaimState.DONE;
import static dev.bzzz.core.claim.ClaimState.ESCALATED;
import static dev.bzzz.core.claim.ClaimState.HELD;
import static dev.bzzz.core.claim.ClaimState.PUBLISHED;
import static dev.bzzz.core.claim.ClaimState.RELEASED;
import static dev.bzzz.core.claim.Rule.ANSWERS_LEFT;
import static dev.bzzz.core.claim.Rule.HOLDER_EXPELLED;
import static dev.bzzz.core.claim.Rule.LAST_ATTEMPT;
import static dev.bzzz.core.claim.Rule.NEW_GRANT;
import static dev.bzzz.core.claim.Rule.NEXT_GRANT;
import static dev.bzzz.core.claim.Rule.ONE_MORE_ANSWER;
import static dev.bzzz.core.claim.Rule.REASON_CLOSED;
import static dev.bzzz.core.claim.Rule.RECORDS_LEFT;
import static dev.bzzz.core.claim.Rule.SAME_ANSWERS;
import static dev.bzzz.core.claim.Rule.SAME_EVIDENCE;
import static dev.bzzz.core.claim.Rule.SAME_HEAD;
import static dev.bzzz.core.claim.Rule.WITHIN_TERM;
import static dev.bzzz.core.claim.Step.By.ANOTHER;
import static dev.bzzz.core.claim.Step.By.ANYONE;
import static dev.bzzz.core.claim.Step.By.HOLDER;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The table of transitions: from which state to which, by whom, under which rules. Both ends and
 * the actor's role determine the step. The first grant of a task is no step: {@link ClaimRecord}
 * alone fixes what a record without a predecessor looks like.
 */
enum Step {
  GRANT_RELEASED(RELEASED, HELD, ANYONE, NEXT_GRANT),
  GRANT_DONE(DONE, HELD, ANYONE, NEW_GRANT),
  GRANT_ESCALATED(ESCALATED, HELD, ANYONE, NEW_GRANT),
  TAKE_OVER(CHALLENGED, HELD, ANOTHER, NEXT_GRANT),
  REPLACE_EXPELLED(HELD, HELD, ANOTHER, NEXT_GRANT, HOLDER_EXPELLED),

  CHECKPOINT(HELD, HELD, HOLDER, WITHIN_TERM, SAME_ANSWERS, ANSWERS_LEFT, RECORDS_LEFT),
  ANSWER(CHALLENGED, HELD, HOLDER, WITHIN_TERM, ONE_MORE_ANSWER),
  CHALLENGE(HELD, CHALLENGED, ANOTHER, WITHIN_TERM, SAME_ANSWERS, SAME_EVIDENCE),

  GIVE_UP(HELD, RELEASED, HOLDER, WITHIN_TERM, SAME_ANSWERS),
  GIVE_UP_CHALLENGED(CHALLENGED, RELEASED, HOLDER, WITHIN_TERM, SAME_ANSWERS),
  RELEASE_CLOSED(
      CHALLENGED, RELEASED, ANOTHER, WITHIN_TERM, SAME_ANSWERS, SAME_EVIDENCE, REASON_CLOSED),

  PUBLISH(HELD, PUBLISHED, HOLDER, WITHIN_TERM, SAME_ANSWERS),
  PUBLISH_CHALLENGED(CHALLENGED, PUBLISHED, HOLDER, WITHIN_TERM, SAME_ANSWERS),
  RESTORE_BRANCH(
      PUBLISHED,
      PUBLISHED,
      ANYONE,
      WITHIN_TERM,
      SAME_ANSWERS,
      SAME_EVIDENCE,
      SAME_HEAD,
      RECORDS_LEFT),
  FINISH(PUBLISHED, DONE, ANYONE, WITHIN_TERM, SAME_ANSWERS, SAME_EVIDENCE, SAME_HEAD),

  ESCALATE_CHALLENGED(
      CHALLENGED,
      ESCALATED,
      ANOTHER,
      WITHIN_TERM,
      SAME_ANSWERS,
      SAME_EVIDENCE,
      SAME_HEAD,
      LAST_ATTEMPT),
  ESCALATE_RELEASED(
      RELEASED,
      ESCALATED,
      ANYONE,
      WITHIN_TERM,
      SAME_ANSWERS,
      SAME_EVIDENCE,
      SAME_HEAD,
      LAST_ATTEMPT),
  ESCALATE_PUBLISHED(
      PUBLISHED, ESCALATED, ANYONE, WITHIN_TERM, SAME_ANSWERS, SAME_EVIDENCE, SAME_HEAD);

  /** Who may take a step. */
  enum By {
    HOLDER,
    ANOTHER,
    ANYONE
  }

  private final ClaimState from;
  private final ClaimState to;
  private final By by;
  private final List<Rule> rules;

  Step(ClaimState from, ClaimState to, By by, List<Rule> rules, Rule... more) {
    this.from = from;
    this.to = to;
    this.by = by;
    this.rules = Stream.concat(rules.stream(), Arrays.stream(more)).toList();
  }

  /** The step between two states that the holder, or another agent, may take. */
  static Optional<Step> of(ClaimState from, ClaimState to, boolean byHolder) {
    By role = byHolder ? HOLDER : ANOTHER;
    return Arrays.stream(values())
        .filter(step -> step.from == from && step.to == to)
        .filter(step -> step.by == role || step.by == ANYONE)
        .findFirst();
  }

  /**
   * Whether a step that leads back to the same state may follow this record. Such steps alone could
   * go on for ever; all others are bounded by answers and attempts. A record tells its place in the
   * task, not in the term, so what earlier terms left over counts for later ones.
   */
  static boolean recordsLeft(ClaimRecord before) {
    return before.seq() / ClaimRecord.MAX_TERM_RECORDS < before.term();
  }

  /** The first rule that a move breaks, in words. */
  Optional<String> violation(Move move) {
    return rules.stream().filter(rule -> !rule.holds(move)).findFirst().map(Rule::text);
  }
}
