package dev.bzzz.core.task;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.repo.TaskQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Looks for tasks in the repositories an agent watches. Each look lists every repository once; the
 * forge is asked about single issues and pull requests only where a task that is not finished
 * depends on them. Safe for use by many threads.
 */
public final class TaskSource {
  /** How many dependencies one look asks the forge about; further ones count as unknown. */
  public static final int MAX_LOOKUPS = 500;

  private final List<Watched> watched;
  private final DependencyRule rule;

  /** Watches these repositories. */
  public TaskSource(List<Watched> watched, DependencyRule rule) {
    this.watched = List.copyOf(watched);
    this.rule = rule;
  }

  /** A repository with the forge it is on. */
  public record Watched(RepositoryProvider provider, Repository repository) {}

  /** A repository or an issue that could not be looked at this time. */
  public record Trouble(Repository repository, BzzzException error) {}

  /**
   * What one look found.
   *
   * @param open open tasks of all repositories, ordered by repository and number
   * @param dependencies what they wait for
   * @param closed for each repository that could be listed, the tasks somebody holds or has
   *     published though their issue is closed or no longer labelled
   * @param troubles what could not be looked at; its tasks are missing above
   */
  public record Snapshot(
      List<Task> open,
      Dependencies dependencies,
      Map<RepositoryId, List<TaskId>> closed,
      List<Trouble> troubles) {
    /** Copies the collections. */
    public Snapshot {
      open = List.copyOf(open);
      closed = Map.copyOf(closed);
      troubles = List.copyOf(troubles);
    }
  }

  /**
   * Looks at every repository. Blocks on the forge.
   *
   * @param views the repositories' claims, read <em>before</em> this call: then a claimed task that
   *     is not among the open ones is closed, and not merely new
   */
  public Snapshot look(Collection<LedgerView> views) {
    return look(views, List.of());
  }

  /**
   * The same where some finished tasks are known to be new again, so that it matters what they
   * depend on.
   */
  public Snapshot look(Collection<LedgerView> views, Collection<TaskId> revived) {
    return new Look(views, revived).run();
  }

  /** One look: gathers as it goes. */
  private final class Look {
    private final Map<TaskId, Tip> tips = new TreeMap<>();
    private final SortedMap<TaskRef, Task> open = new TreeMap<>();
    private final Map<RepositoryName, Watched> listed = new TreeMap<>();
    private final Map<RepositoryId, List<TaskId>> closed = new TreeMap<>();
    private final List<Trouble> troubles = new ArrayList<>();
    private final Set<TaskId> revived;

    Look(Collection<LedgerView> views, Collection<TaskId> revived) {
      this.revived = Set.copyOf(revived);
      views.forEach(view -> view.tips().forEach(tip -> tips.put(tip.task(), tip)));
    }

    Snapshot run() {
      watched.forEach(this::list);
      Map<TaskRef, DependencyFacts> facts = new TreeMap<>();
      int lookups = 0;
      for (TaskRef dependency : wantedDependencies()) {
        if (lookups++ < MAX_LOOKUPS) {
          facts.put(dependency, facts(dependency));
        }
      }
      return new Snapshot(
          List.copyOf(open.values()),
          new Dependencies(rule, facts, open.values()),
          closed,
          troubles);
    }

    private void list(Watched each) {
      Repository repository = each.repository();
      List<Task> tasks;
      try {
        tasks = each.provider().tasks(repository.id(), TaskQuery.open());
      } catch (BzzzException e) {
        troubles.add(new Trouble(repository, e));
        return;
      }
      Set<TaskId> ids = new TreeSet<>();
      for (Task task : tasks) {
        open.put(task.ref(), task);
        ids.add(task.id());
      }
      listed.put(repository.name(), each);
      List<TaskId> gone = new ArrayList<>();
      for (Tip tip : tips.values()) {
        if (tip.task().repository().equals(repository.id())
            && tip.state().filter(s -> s.live() || s == ClaimState.PUBLISHED).isPresent()
            && !ids.contains(tip.task())
            && isClosed(each, tip.task())) {
          gone.add(tip.task());
        }
      }
      closed.put(repository.id(), gone);
    }

    /** An issue that is not listed may also be damaged: then it is not known to be closed. */
    private boolean isClosed(Watched on, TaskId id) {
      try {
        Task task = on.provider().task(id);
        return !task.open() || !task.labelled();
      } catch (NotFound e) {
        return true;
      } catch (BzzzException e) {
        troubles.add(new Trouble(on.repository(), e));
        return false;
      }
    }

    /**
     * Dependencies of tasks somebody might take, also from a holder that falls silent; of the
     * others nobody needs to know.
     */
    private TreeSet<TaskRef> wantedDependencies() {
      TreeSet<TaskRef> wanted = new TreeSet<>();
      for (Task task : open.values()) {
        Optional<ClaimState> claim = claim(task.id());
        if (revived.contains(task.id())
            || claim.map(c -> c == ClaimState.RELEASED || c.live()).orElse(true)) {
          wanted.addAll(task.dependsOn());
        }
      }
      return wanted;
    }

    private DependencyFacts facts(TaskRef dependency) {
      Watched on = listed.get(dependency.repository());
      if (on == null) {
        return DependencyFacts.unknown();
      }
      TaskId id = new TaskId(on.repository().id(), dependency.number());
      try {
        boolean issueOpen = open.containsKey(dependency) || on.provider().task(id).open();
        return new DependencyFacts(true, issueOpen, issueOpen && merged(on, id), claim(id));
      } catch (NotFound e) {
        return DependencyFacts.unknown();
      } catch (BzzzException e) {
        troubles.add(new Trouble(on.repository(), e));
        return DependencyFacts.unknown();
      }
    }

    /** Asked only when the answer can change anything. */
    private boolean merged(Watched on, TaskId id) {
      boolean ask =
          rule == DependencyRule.MERGED
              && claim(id)
                  .filter(s -> s == ClaimState.PUBLISHED || s == ClaimState.DONE)
                  .isPresent();
      return ask
          && Optional.ofNullable(tips.get(id))
              .flatMap(Tip::record)
              .map(SignedRecord::record)
              .map(record -> record.work().branch())
              .flatMap(branch -> on.provider().findPullRequest(id.repository(), branch))
              .filter(found -> found.state() == PullRequest.State.MERGED)
              .isPresent();
    }

    private Optional<ClaimState> claim(TaskId id) {
      return Optional.ofNullable(tips.get(id)).flatMap(Tip::state);
    }
  }
}
