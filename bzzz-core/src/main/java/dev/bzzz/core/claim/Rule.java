package dev.bzzz.core.claim;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** One condition on a step from a record to the next, with the words for its violation. */
enum Rule {
  NEXT_TERM("a grant raises term by one", move -> move.after().term() == move.before().term() + 1),
  GRANT_NULL("a grant has no grant before it", move -> move.after().grant().isEmpty()),
  SAME_TERM("term stays", same(ClaimRecord::term)),
  SAME_GRANT(
      "grant is the id of the term's first record",
      move -> move.after().grant().equals(Optional.of(move.prev().token().grant()))),

  ONE_MORE_ATTEMPT(
      "attempt is one more than before, and " + ClaimRecord.MAX_ATTEMPTS + " is the last",
      move -> move.after().attempt() == move.before().attempt() + 1),
  FIRST_ATTEMPT("attempt starts again at 1", move -> move.after().attempt() == 1),
  SAME_ATTEMPT("attempt stays", same(ClaimRecord::attempt)),
  LAST_ATTEMPT(
      "only attempt " + ClaimRecord.MAX_ATTEMPTS + " is escalated",
      move -> move.before().attempt() == ClaimRecord.MAX_ATTEMPTS),

  SAME_ANSWERS("answers stays", same(ClaimRecord::answers)),
  ONE_MORE_ANSWER(
      "answers is one more than before, and " + ClaimRecord.MAX_ANSWERS + " is the last",
      move -> move.after().answers() == move.before().answers() + 1),
  ANSWERS_LEFT(
      "after " + ClaimRecord.MAX_ANSWERS + " answers the holder can only publish or release",
      move -> move.before().answers() < ClaimRecord.MAX_ANSWERS),

  RECORDS_LEFT(
      "after "
          + ClaimRecord.MAX_TERM_RECORDS
          + " records per term a claim can only be doubted, ended or taken over",
      move -> Step.recordsLeft(move.before())),

  SAME_CAUSE("cause stays until the task is finished", same(ClaimRecord::cause)),
  NEW_CAUSE(
      "a finished task needs a cause it did not have before",
      move ->
          move.after().cause().isPresent() && !move.after().cause().equals(move.before().cause())),
  OWN_PULL_REQUEST("cause pr-closed names the pull request before", Rule::causeFits),

  SAME_HOLDER("holder stays", same(ClaimRecord::holder)),
  HOLDER_EXPELLED(
      "an unchallenged holder is replaced only under a policy that no longer names it",
      move ->
          move.policies()
              .at(move.after().policy())
              .filter(policy -> !policy.authorises(move.before().holder()))
              .isPresent()),

  SAME_PROTOCOL("protocol stays", same(ClaimRecord::protocol)),
  SAME_BASE("work.base stays", same(record -> record.work().base())),
  SAME_HEAD("work.head stays", same(record -> record.work().head())),
  SAME_EVIDENCE("only the holder changes evidence", same(ClaimRecord::evidence)),
  REASON_CLOSED(
      "others release a claim only because of '" + Transitions.CLOSED + "'",
      move -> move.after().reason().equals(Optional.of(Transitions.CLOSED)));

  /** Begins the next term of a task that is not finished. */
  static final List<Rule> NEXT_GRANT = List.of(GRANT_NULL, NEXT_TERM, ONE_MORE_ATTEMPT, SAME_CAUSE);

  /** Begins the next term of a finished task. */
  static final List<Rule> NEW_GRANT =
      List.of(GRANT_NULL, NEXT_TERM, FIRST_ATTEMPT, NEW_CAUSE, OWN_PULL_REQUEST);

  /** What nobody changes within a term. */
  static final List<Rule> WITHIN_TERM =
      List.of(
          SAME_TERM, SAME_GRANT, SAME_ATTEMPT, SAME_CAUSE, SAME_HOLDER, SAME_PROTOCOL, SAME_BASE);

  private static final String PR_CLOSED = "pr-closed:";

  private final String text;
  private final Predicate<Move> condition;

  Rule(String text, Predicate<Move> condition) {
    this.text = text;
    this.condition = condition;
  }

  /** The rule in words. */
  String text() {
    return text;
  }

  boolean holds(Move move) {
    return condition.test(move);
  }

  private static Predicate<Move> same(Function<ClaimRecord, Object> field) {
    return move -> field.apply(move.before()).equals(field.apply(move.after()));
  }

  private static boolean causeFits(Move move) {
    String cause = move.after().cause().orElse("");
    return !cause.startsWith(PR_CLOSED)
        || (move.before().pr().isPresent()
            && cause.equals(PR_CLOSED + move.before().pr().getAsLong()));
  }
}
