package dev.bzzz.core.task;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.repo.Feature;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.repo.TaskQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A forge for reading only, which notes what it was asked. */
final class FakeForge implements RepositoryProvider {
  final List<String> asked = new ArrayList<>();
  private final Map<RepositoryId, Map<Long, Issue>> issues = new TreeMap<>();
  private final Map<RepositoryId, Repository> repositories = new TreeMap<>();
  private final Map<RepositoryId, BzzzException> broken = new TreeMap<>();
  private final Map<TaskId, BzzzException> damaged = new TreeMap<>();
  private final Map<String, PullRequest> pullRequests = new TreeMap<>();

  FakeForge with(Repository repository, Issue... all) {
    repositories.put(repository.id(), repository);
    Map<Long, Issue> byNumber = issues.computeIfAbsent(repository.id(), id -> new TreeMap<>());
    for (Issue issue : all) {
      byNumber.put(issue.number(), issue);
    }
    return this;
  }

  void breaks(Repository repository, BzzzException error) {
    broken.put(repository.id(), error);
  }

  /** Leaves an issue out of listings and refuses to show it. */
  void damages(TaskId id, BzzzException error) {
    damaged.put(id, error);
    issues.get(id.repository()).remove(id.number());
  }

  void pullRequest(String branch, PullRequest.State state) {
    pullRequests.put(
        branch, new PullRequest(99, "t", "b", branch, "main", "d".repeat(40), state, "ann"));
  }

  @Override
  public List<Task> tasks(RepositoryId repository, TaskQuery query) {
    asked.add("tasks " + repositories.get(repository).name());
    if (broken.containsKey(repository)) {
      throw broken.get(repository);
    }
    return issues.get(repository).values().stream()
        .filter(query::matches)
        .map(issue -> TaskParser.parse(repositories.get(repository), issue))
        .toList();
  }

  @Override
  public Task task(TaskId id) {
    asked.add("task " + repositories.get(id.repository()).name() + "#" + id.number());
    return TaskParser.parse(repositories.get(id.repository()), issue(id));
  }

  @Override
  public Issue issue(TaskId id) {
    if (damaged.containsKey(id)) {
      throw damaged.get(id);
    }
    Issue issue = issues.get(id.repository()).get(id.number());
    if (issue == null) {
      throw new NotFound("no issue " + id);
    }
    return issue;
  }

  @Override
  public Optional<PullRequest> findPullRequest(RepositoryId repository, String branch) {
    asked.add("pull " + branch);
    return Optional.ofNullable(pullRequests.get(branch));
  }

  @Override
  public String kind() {
    return "fake";
  }

  @Override
  public Set<Feature> features() {
    return Set.of();
  }

  @Override
  public List<Repository> repositories(Consumer<BzzzException> unreadable) {
    return List.copyOf(repositories.values());
  }

  @Override
  public Repository repository(RepositoryName name) {
    throw notAsked();
  }

  @Override
  public Task createIssue(RepositoryId repository, IssueDraft draft) {
    throw notAsked();
  }

  @Override
  public void setIssueOpen(TaskId id, boolean open) {
    throw notAsked();
  }

  @Override
  public PullRequest openPullRequest(Claim claim, PullRequestDraft draft) {
    throw notAsked();
  }

  @Override
  public void comment(TaskId id, String markdown, String marker) {
    throw notAsked();
  }

  @Override
  public void label(TaskId id, Set<String> add, Set<String> remove) {
    throw notAsked();
  }

  @Override
  public void close() {}

  private static AssertionError notAsked() {
    return new AssertionError("whoever looks for tasks only reads issues and pull requests");
  }
}
