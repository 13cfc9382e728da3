package dev.bzzz.core.repo;

import static java.util.stream.Collectors.joining;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

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

  /**
   * Every repository this provider can see, ordered by name.
   *
   * @throws BzzzException if one of them cannot be read
   */
  default List<Repository> repositories() {
    return repositories(
        error -> {
          throw error;
        });
  }

  /**
   * Every repository this provider can see and read, ordered by name. One that is damaged hides no
   * other.
   *
   * @param unreadable hears of each repository that is left out, what is wrong and what to do
   */
  List<Repository> repositories(Consumer<BzzzException> unreadable);

  /**
   * Finds a repository by name, giving it an id if it has none yet.
   *
   * @throws NotFound if there is none of that name
   */
  Repository repository(RepositoryName name);

  /**
   * Finds a repository by what it is, whatever it is called today.
   *
   * @throws NotFound if this provider sees none of that id
   */
  default Repository repository(RepositoryId id) {
    List<BzzzException> unreadable = new ArrayList<>();
    return repositories(unreadable::add).stream()
        .filter(repository -> repository.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new NotFound(
                    "cannot find repository "
                        + id
                        + ": the "
                        + kind()
                        + " forge holds none of it"
                        + unreadable.stream().map(e -> "; " + e.getMessage()).collect(joining())));
  }

  /**
   * Whether a repository may be looked at for news now, by a limit of our own on what its host is
   * asked. While it may not, whoever looks again and again goes by what it knows. Everything else
   * may be asked always.
   */
  default boolean affords(RepositoryId repository) {
    return true;
  }

  /** Every task that matches, through all pages, ordered by number. */
  List<Task> tasks(RepositoryId repository, TaskQuery query);

  /**
   * One task, open or closed.
   *
   * @throws NotFound if there is no such issue
   */
  Task task(TaskId id);

  /**
   * One issue with its comments.
   *
   * @throws NotFound if there is no such issue
   */
  Issue issue(TaskId id);

  /**
   * Reopenings of an issue and removals of labels, oldest first: the newest {@value
   * IssueEvent#MAX_EVENTS} or more, through all pages. A forge without {@link Feature#ISSUE_EVENTS}
   * tells none; its finished tasks are new again only when their pull request is turned down.
   *
   * @throws dev.bzzz.core.NotFound if there is no such issue
   */
  default List<IssueEvent> events(TaskId id) {
    return List.of();
  }

  /** Creates an issue and returns it as a task. */
  Task createIssue(RepositoryId repository, IssueDraft draft);

  /**
   * Opens or closes an issue, with {@link Feature#SHARED_NUMBERS} also a pull request; doing so
   * twice is the same as once.
   */
  void setIssueOpen(TaskId id, boolean open);

  /** The pull request whose head is this branch of the same repository, in any state. */
  Optional<PullRequest> findPullRequest(RepositoryId repository, String branch);

  /**
   * Opens the pull request for a published claim, or returns the one its branch already has.
   *
   * <p>Takes a {@link Claim}, so that nothing is published without one. The body ends with {@link
   * Claim#marker()}.
   *
   * @throws dev.bzzz.core.NotFound if the published branch is gone and has no pull request
   * @throws dev.bzzz.core.PermanentException if the claim is not published or the forge refuses
   */
  PullRequest openPullRequest(Claim claim, PullRequestDraft draft);

  /**
   * When a pull request was opened.
   *
   * @param number of the pull request, which without {@link Feature#SHARED_NUMBERS} may be that of
   *     an issue as well; then a provider has a method of its own for this and the next two
   * @throws dev.bzzz.core.NotFound if there is no such pull request
   */
  default Instant pullRequestOpenedAt(RepositoryId repository, long number) {
    return issue(new TaskId(repository, number)).createdAt();
  }

  /** Comments on a pull request once, as {@link #comment} does on an issue. */
  default void commentOnPullRequest(
      RepositoryId repository, long number, String markdown, String marker) {
    comment(new TaskId(repository, number), markdown, marker);
  }

  /** Closes a pull request without merging it; doing so twice is the same as once. */
  default void closePullRequest(RepositoryId repository, long number) {
    setIssueOpen(new TaskId(repository, number), false);
  }

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
