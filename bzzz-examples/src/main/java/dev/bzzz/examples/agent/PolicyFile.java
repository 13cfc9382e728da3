package dev.bzzz.examples.agent;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.local.RepositorySetup;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes the claim policy of repositories in a local forge. */
public final class PolicyFile {
  private PolicyFile() {}

  /**
   * Lets agents claim in a repository, by a commit on its default branch. Agents are added, never
   * removed; a policy that is there keeps its timing.
   *
   * @param timing for a repository that has no policy yet
   * @return the commit, or empty when all of them might claim already
   * @throws dev.bzzz.core.PermanentException if the policy that is there is malformed
   */
  public static Optional<String> admit(
      RepositorySetup setup,
      RepositoryName repository,
      Map<AgentId, String> agents,
      ClaimTiming timing) {
    return setup.edit(
        repository,
        "bzzz",
        "Let " + String.join(", ", new TreeMap<>(agents).values()) + " claim tasks",
        before -> {
          Optional<ClaimPolicy> policy =
              before
                  .file(ClaimPolicy.FILE)
                  .map(text -> text.getBytes(StandardCharsets.UTF_8))
                  .map(json -> ClaimPolicy.parse(json, repository.toString()));
          SortedMap<AgentId, String> all = new TreeMap<>(agents);
          policy.ifPresent(known -> all.putAll(known.agents()));
          if (policy.filter(known -> known.agents().equals(all)).isPresent()) {
            return Map.of();
          }
          ClaimPolicy next = ClaimPolicy.of(all, policy.map(ClaimPolicy::timing).orElse(timing));
          return Map.of(ClaimPolicy.FILE, new String(next.toJson(), StandardCharsets.UTF_8));
        });
  }
}
