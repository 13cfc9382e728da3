package dev.bzzz.core.agent;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.repo.Feature;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.IssueEvent;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A forge in front of another: every call goes through {@link #call} to the one behind. */
abstract class ForwardingForge implements RepositoryProvider {
  private final RepositoryProvider behind;

  ForwardingForge(RepositoryProvider behind) {
    this.behind = behind;
  }

  /** Makes a call to the forge behind, or does not. */
  <T> T call(Supplier<T> call) {
    return call.get();
  }

  private void tell(Runnable call) {
    call(
        () -> {
          call.run();
          return true;
        });
  }

  @Override
  public String kind() {
    return behind.kind();
  }

  @Override
  public Set<Feature> features() {
    return behind.features();
  }

  @Override
  public List<Repository> repositories(Consumer<BzzzException> unreadable) {
    return call(() -> behind.repositories(unreadable));
  }

  @Override
  public Repository repository(RepositoryName name) {
    return call(() -> behind.repository(name));
  }

  @Override
  public Repository repository(RepositoryId id) {
    return call(() -> behind.repository(id));
  }

  /** Asks nobody, so that it is no call. */
  @Override
  public boolean affords(RepositoryId repository) {
    return behind.affords(repository);
  }

  @Override
  public List<Task> tasks(RepositoryId repository, TaskQuery query) {
    return call(() -> behind.tasks(repository, query));
  }

  @Override
  public Task task(TaskId id) {
    return call(() -> behind.task(id));
  }

  @Override
  public Issue issue(TaskId id) {
    return call(() -> behind.issue(id));
  }

  @Override
  public List<IssueEvent> events(TaskId id) {
    return call(() -> behind.events(id));
  }

  @Override
  public Task createIssue(RepositoryId repository, IssueDraft draft) {
    return call(() -> behind.createIssue(repository, draft));
  }

  @Override
  public void setIssueOpen(TaskId id, boolean open) {
    tell(() -> behind.setIssueOpen(id, open));
  }

  @Override
  public Instant pullRequestOpenedAt(RepositoryId repository, long number) {
    return call(() -> behind.pullRequestOpenedAt(repository, number));
  }

  @Override
  public void commentOnPullRequest(
      RepositoryId repository, long number, String markdown, String marker) {
    tell(() -> behind.commentOnPullRequest(repository, number, markdown, marker));
  }

  @Override
  public void closePullRequest(RepositoryId repository, long number) {
    tell(() -> behind.closePullRequest(repository, number));
  }

  @Override
  public Optional<PullRequest> findPullRequest(RepositoryId repository, String branch) {
    return call(() -> behind.findPullRequest(repository, branch));
  }

  @Override
  public PullRequest openPullRequest(Claim claim, PullRequestDraft draft) {
    return call(() -> behind.openPullRequest(claim, draft));
  }

  @Override
  public void comment(TaskId id, String markdown, String marker) {
    tell(() -> behind.comment(id, markdown, marker));
  }

  @Override
  public void label(TaskId id, Set<String> add, Set<String> remove) {
    tell(() -> behind.label(id, add, remove));
  }

  @Override
  public void close() {
    behind.close();
  }
}
