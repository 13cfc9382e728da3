package dev.bzzz.git.ledger;

import dev.bzzz.core.claim.CasResult;
import java.util.Optional;

/**
 * How one try of a compare-and-swap went: a result, or what kept it from having one. Nothing was
 * written then.
 *
 * @param pause whether to pause before the next try
 */
record Attempt(Optional<CasResult> result, String obstacle, boolean pause) {
  /** The refs were moved; what is left to do is to read them. */
  static final Attempt APPLIED = again("");

  /** Others were quicker; what they wrote is read next. */
  static final Attempt MOVED = again("the refs keep moving; others write there all the time");

  static Attempt of(CasResult result) {
    return new Attempt(Optional.of(result), "", false);
  }

  static Attempt again(String obstacle) {
    return new Attempt(Optional.empty(), obstacle, false);
  }

  static Attempt blocked(String obstacle) {
    return new Attempt(Optional.empty(), obstacle, true);
  }
}
