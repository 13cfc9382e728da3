package dev.bzzz.core.sim;

import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.PolicyHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The policies of a simulated default branch, which only ever grows. */
final class CommittedPolicies implements PolicyHistory {
  private final List<String> commits = new ArrayList<>();
  private final List<ClaimPolicy> policies = new ArrayList<>();

  void add(String commit, ClaimPolicy policy) {
    commits.add(commit);
    policies.add(policy);
  }

  int count() {
    return commits.size();
  }

  /** The commit of a policy; the first has the index 0. */
  String commit(int index) {
    return commits.get(index);
  }

  /** A policy; the first has the index 0. */
  ClaimPolicy policy(int index) {
    return policies.get(index);
  }

  @Override
  public Optional<ClaimPolicy> at(String commit) {
    int index = commits.indexOf(commit);
    return index < 0 ? Optional.empty() : Optional.of(policies.get(index));
  }

  @Override
  public boolean descends(String commit, String ancestor) {
    int older = commits.indexOf(ancestor);
    return older >= 0 && older <= commits.indexOf(commit);
  }
}
