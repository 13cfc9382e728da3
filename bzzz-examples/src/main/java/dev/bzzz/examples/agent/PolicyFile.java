package dev.bzzz.examples.agent;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.local.BranchFiles;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Writes the claim policy of repositories. */
public final class PolicyFile {
  private PolicyFile() {}

  /**
   * Lets agents claim in a repository, by a commit on its default branch. Agents are added, never
   * removed; all else in a policy that is there stays.
   *
   * @param timing for a repository that has no policy yet
   * @return the commit, or empty when all of them might claim already
   * @throws PermanentException if the policy that is there is malformed, or revoked one of the keys
   */
  public static Optional<String> admit(
      BranchFiles files,
      RepositoryName repository,
      Map<AgentId, String> agents,
      ClaimTiming timing) {
    return write(
        files,
        repository,
        "Let " + String.join(", ", new TreeMap<>(agents).values()) + " claim tasks",
        known -> known.orElseGet(() -> ClaimPolicy.of(Map.of(), timing)).admit(agents));
  }

  /**
   * Changes the policy of a repository by a commit on its default branch.
   *
   * @param message first line of the commit
   * @return the commit, or empty when the policy was so already
   * @param change throws {@link IllegalArgumentException} where it cannot be
   * @throws NotFound if the repository has no policy
   * @throws PermanentException if it is malformed or cannot be changed so
   */
  public static Optional<String> change(
      BranchFiles files,
      RepositoryName repository,
      String message,
      UnaryOperator<ClaimPolicy> change) {
    return write(
        files,
        repository,
        message,
        known -> change.apply(known.orElseThrow(() -> noPolicy(repository))));
  }

  private static Optional<String> write(
      BranchFiles files,
      RepositoryName repository,
      String message,
      Function<Optional<ClaimPolicy>, ClaimPolicy> change) {
    return files.edit(
        repository,
        "bzzz",
        message,
        before -> {
          Optional<ClaimPolicy> known =
              before
                  .file(ClaimPolicy.FILE)
                  .map(text -> text.getBytes(StandardCharsets.UTF_8))
                  .map(json -> ClaimPolicy.parse(json, repository.toString()));
          ClaimPolicy next = changed(repository, known, change);
          return known.equals(Optional.of(next))
              ? Map.of()
              : Map.of(ClaimPolicy.FILE, new String(next.toJson(), StandardCharsets.UTF_8));
        });
  }

  private static ClaimPolicy changed(
      RepositoryName repository,
      Optional<ClaimPolicy> known,
      Function<Optional<ClaimPolicy>, ClaimPolicy> change) {
    try {
      return change.apply(known);
    } catch (IllegalArgumentException e) {
      throw new PermanentException(
          "cannot change the claim policy of " + repository + ": " + e.getMessage(), e);
    }
  }

  private static NotFound noPolicy(RepositoryName repository) {
    return new NotFound(
        "cannot change the claim policy of "
            + repository
            + ": there is no "
            + ClaimPolicy.FILE
            + " on its default branch; 'bzzz init' writes one");
  }
}
