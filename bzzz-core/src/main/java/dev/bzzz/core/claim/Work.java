package dev.bzzz.core.claim;

import java.util.Optional;

/**
 * What a claim is about in git.
 *
 * @param branch short name of the work branch, {@code bzzz/<number>/t<term>}
 * @param base commit the work starts from
 * @param head the finished commit; present from PUBLISHED on
 */
public record Work(String branch, String base, Optional<String> head) {
  /** Checks the form of the commits: 40 or 64 hexadecimal digits in lower case. */
  public Work {
    RecordForm.commit("work.base", base);
    head.ifPresent(commit -> RecordForm.commit("work.head", commit));
  }

  /** The branch that work on task number {@code number} under {@code term} goes to. */
  public static String branchOf(long number, long term) {
    return "bzzz/" + number + "/t" + term;
  }

  /** The same work, finished. */
  public Work finished(String commit) {
    return new Work(branch, base, Optional.of(commit));
  }
}
