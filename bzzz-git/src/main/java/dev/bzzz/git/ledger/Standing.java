package dev.bzzz.git.ledger;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.SymbolicRef;
import org.jspecify.annotations.Nullable;

/**
 * What the last full listing of a remote has shown that a push does not list: which branch HEAD is,
 * and so where the policy is.
 *
 * @param branch that branch, and the commit it was at
 * @param place where the policy there keeps the claims
 * @param since when it was listed, in nanoseconds
 */
record Standing(Ref branch, Namespace place, long since) {
  /** So long a default branch is taken for it without another look. */
  static final Duration COUNTS_FOR = Duration.ofSeconds(30);

  /** What a listing shows; null when it does not say which branch HEAD is. */
  static @Nullable Standing of(Map<String, Ref> listed, Namespace place) {
    Ref head = listed.get(Constants.HEAD);
    return head != null && head.isSymbolic()
        ? new Standing(head.getTarget(), place, System.nanoTime())
        : null;
  }

  /** Whether it is recent enough. */
  boolean counts() {
    return System.nanoTime() - since < COUNTS_FOR.toNanos();
  }

  /** These refs and HEAD; empty when its branch has moved. */
  Optional<Map<String, Ref>> with(Map<String, Ref> refs) {
    Ref now = refs.get(branch.getName());
    if (now == null || !now.getObjectId().equals(branch.getObjectId())) {
      return Optional.empty();
    }
    Map<String, Ref> all = new LinkedHashMap<>(refs);
    all.put(Constants.HEAD, new SymbolicRef(Constants.HEAD, now));
    return Optional.of(all);
  }
}
