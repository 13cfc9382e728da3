package dev.bzzz.git.ledger;

import java.util.OptionalLong;
import org.eclipse.jgit.lib.Constants;

/** Names of the refs that claims live in, in a repository on this machine. */
final class ClaimRefs {
  static final String PREFIX = Namespace.REFS.prefix();

  private ClaimRefs() {}

  /** The ref that holds the claim of task number {@code number}. */
  static String claim(long number) {
    return Namespace.REFS.claim(number);
  }

  /** The task's number; empty when the ref is no claim. */
  static OptionalLong number(String ref) {
    return Namespace.REFS.number(ref);
  }

  /** The full name of a branch. */
  static String branch(String shortName) {
    return Constants.R_HEADS + shortName;
  }
}
