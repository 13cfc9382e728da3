package dev.bzzz.core.repo;

import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One kind of forge: where tasks come from and pull requests go to. Safe for use by many threads.
 *
 * <p>Every method may block on the network or the disk. Errors are {@link
 * dev.bzzz.core.TransientException} (try later) or {@link dev.bzzz.core.PermanentException}
 * (something has to change first), with the leaves {@link dev.bzzz.core.NotFound}, {@link
 * dev.bzzz.core.Unauthorized} and {@link dev.bzzz.core.Conflict}.
 */
public interface RepositoryProvider extends AutoCloseable {
  /** Short name of the kind of forge, such as {@code local} or {@code github}. */
  String kind();

  /** What this forge can do beyond the least. */
  Set<Feature> features();

  /** Every repository this provider can see, ordered by name. */
  List<Repository> repositories();

  /**
   * Finds a repository by name, giving it an id if it has none yet.
   *
   * @throws dev.bzzz.core.NotFound if there is none of that name
   */
  Repository repository(RepositoryName name);

  /**
   * Finds a repository by what it is, whatever it is called today.
   *
   * @throws dev.bzzz.core.NotFound if this provider sees none of that id
   */
  default Repository repository(RepositoryId id) {
    return repositories().stream()
        .filter(repository -> repository.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new dev.bzzz.core.NotFound(
                    "cannot find repository "
                        + id
                        + ": the "
                        + kind()
                        + " forge holds none of it"));
  }

  /** Every task that matches, through all pages, ordered by number. */
  List<Task> tasks(RepositoryId repository, TaskQuery query);

  /**
   * One task, open or closed.
   *
   * @throws dev.bzzz.core.NotFound if there is no such issue
   */
  Task task(TaskId id);

  /**
   * One issue with its comments.
   *
   * @throws dev.bzzz.core.NotFound if there is no such issue
   */
  Issue issue(TaskId id);

  /** Creates an issue and returns it as a task. */
  Task createIssue(RepositoryId repository, IssueDraft draft);

  /** Opens or closes an issue; doing so twice is the same as once. */
  void setIssueOpen(TaskId id, boolean open);

  /** The pull request whose head is this branch of the same repository, in any state. */
  Optional<PullRequest> findPullRequest(RepositoryId repository, String branch);

  /**
   * Opens the pull request for a published claim, or returns the one its branch already has.
   *
   * <p>Takes a {@link Claim}, so that nothing is published without one. The body ends with {@link
   * Claim#marker()}.
   *
   * @throws dev.bzzz.core.PermanentException if the claim is not published or the forge refuses
   */
  PullRequest openPullRequest(Claim claim, PullRequestDraft draft);

  /**
   * Comments on an issue once: a second call with the same marker changes nothing.
   *
   * @param marker unique text, put into the comment invisibly
   */
  void comment(TaskId id, String markdown, String marker);

  /** Adds and removes labels; missing ones to remove are ignored. */
  void label(TaskId id, Set<String> add, Set<String> remove);

  @Override
  void close();
}
