package dev.bzzz.examples.demo;

import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.git.ledger.ClaimHistory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts what must never happen, from what the refs say and what the agents themselves logged.
 *
 * @param claims grants of one term of one task to more than one agent, or grants an agent believed
 *     in that the ledger does not know
 * @param publishes publications of one task beyond the first: records, branches or pull requests
 */
record DoubleCheck(int claims, int publishes) {
  /**
   * Checks one task.
   *
   * @param believed grants that agents logged: record ids, by term
   * @param pullRequests how many pull requests the task's branches have
   */
  static DoubleCheck of(ClaimHistory history, Map<Long, Set<String>> believed, int pullRequests) {
    Map<Long, Set<String>> granted = new HashMap<>();
    int published = 0;
    boolean open = false;
    for (SignedRecord signed : history.records()) {
      ClaimRecord record = signed.record();
      if (record.grant().isEmpty()) {
        granted.computeIfAbsent(record.term(), term -> new HashSet<>()).add(signed.id());
        open = true;
      } else if (record.state() == ClaimState.PUBLISHED && open) {
        published++;
        open = false; // a PUBLISHED record after this one only restores the branch
      }
    }
    int doubled = 0;
    Set<Long> terms = new HashSet<>(granted.keySet());
    terms.addAll(believed.keySet());
    for (long term : terms) {
      Set<String> all = new HashSet<>(granted.getOrDefault(term, Set.of()));
      all.addAll(believed.getOrDefault(term, Set.of()));
      doubled += Math.max(0, all.size() - 1);
    }
    int most =
        List.of(published, history.branches().size(), pullRequests).stream()
            .mapToInt(Integer::intValue)
            .max()
            .orElseThrow();
    return new DoubleCheck(doubled, Math.max(0, most - 1));
  }

  DoubleCheck plus(DoubleCheck other) {
    return new DoubleCheck(claims + other.claims, publishes + other.publishes);
  }
}
