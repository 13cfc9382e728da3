package dev.bzzz.git.ledger;

import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Constants;

/** Names of the refs that claims live in. */
final class ClaimRefs {
  static final String PREFIX = "refs/bzzz/claims/";

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,14}");

  private ClaimRefs() {}

  /** The ref that holds the claim of task number {@code number}. */
  static String claim(long number) {
    return PREFIX + number;
  }

  /** The task's number; empty when the ref is no claim. */
  static OptionalLong number(String ref) {
    return ref.startsWith(PREFIX) && NUMBER.matcher(ref.substring(PREFIX.length())).matches()
        ? OptionalLong.of(Long.parseLong(ref.substring(PREFIX.length())))
        : OptionalLong.empty();
  }

  /** The full name of a branch. */
  static String branch(String shortName) {
    return Constants.R_HEADS + shortName;
  }
}
