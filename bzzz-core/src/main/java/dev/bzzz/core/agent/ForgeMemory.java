package dev.bzzz.core.agent;

import dev.bzzz.core.Bounded;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueEvent;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A forge that answers from memory what it was asked before, except about repositories that are
 * due: about those it asks anew, each question once for each look. What was never asked it asks
 * always; errors it does not remember. Confined to one thread.
 */
final class ForgeMemory extends ForwardingForge {
  /** Most answers of each kind that are remembered. */
  static final int MAX_ANSWERS = 4096;

  private final Answers<RepositoryId, List<Task>> tasks = new Answers<>();
  private final Answers<TaskId, Task> task = new Answers<>();
  private final Answers<TaskId, Issue> issues = new Answers<>();
  private final Map<TaskId, Instant> opened = Bounded.lru(MAX_ANSWERS);
  private final Answers<TaskId, List<IssueEvent>> events = new Answers<>();
  private final Answers<Branch, Optional<PullRequest>> pulls = new Answers<>();
  private final SortedSet<RepositoryId> listed = new TreeSet<>();
  private Predicate<RepositoryId> due = repository -> true;
  private long look;

  private record Branch(RepositoryId repository, String name) {}

  private record Answer<V>(V value, long look) {}

  /** Answers to one kind of question. */
  private final class Answers<K, V> {
    private final Map<K, Answer<V>> known = Bounded.lru(MAX_ANSWERS);

    V get(RepositoryId about, K question, Supplier<V> ask) {
      Answer<V> answer = known.get(question);
      if (answer == null || (answer.look() != look && due.test(about))) {
        answer = new Answer<>(ask.get(), look);
        known.put(question, answer);
      }
      return answer.value();
    }
  }

  ForgeMemory(RepositoryProvider behind) {
    super(behind);
  }

  /** A look begins, for which these repositories are due. */
  void begin(Predicate<RepositoryId> isDue) {
    due = isDue;
    look++;
    listed.clear();
  }

  /** The repositories whose open tasks were listed by the forge since the look began. */
  SortedSet<RepositoryId> listed() {
    return Collections.unmodifiableSortedSet(listed);
  }

  @Override
  public List<Task> tasks(RepositoryId repository, TaskQuery query) {
    if (!query.equals(TaskQuery.open())) {
      return super.tasks(repository, query);
    }
    return tasks.get(
        repository,
        repository,
        () -> {
          List<Task> found = super.tasks(repository, query);
          listed.add(repository);
          return found;
        });
  }

  @Override
  public Task task(TaskId id) {
    return task.get(id.repository(), id, () -> super.task(id));
  }

  @Override
  public Issue issue(TaskId id) {
    return issues.get(id.repository(), id, () -> super.issue(id));
  }

  @Override
  public Instant pullRequestOpenedAt(RepositoryId repository, long number) {
    // It never changes.
    return opened.computeIfAbsent(
        new TaskId(repository, number), id -> super.pullRequestOpenedAt(repository, number));
  }

  @Override
  public List<IssueEvent> events(TaskId id) {
    return events.get(id.repository(), id, () -> super.events(id));
  }

  @Override
  public Optional<PullRequest> findPullRequest(RepositoryId repository, String branch) {
    return pulls.get(
        repository,
        new Branch(repository, branch),
        () -> super.findPullRequest(repository, branch));
  }
}
