package dev.bzzz.core.claim;

import java.util.Optional;

/** The policies a repository has had, by commit of its default branch. */
public interface PolicyHistory {
  /** The policy at this commit; empty when it is no commit of the default branch or has none. */
  Optional<ClaimPolicy> at(String commit);

  /** Whether {@code commit} equals {@code ancestor} or descends from it. */
  boolean descends(String commit, String ancestor);
}
