package dev.bzzz.examples.cli;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.BzzzException;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.Dependencies;
import dev.bzzz.core.task.DependencyRule;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.task.TaskSource;
import dev.bzzz.core.task.TaskState;
import dev.bzzz.git.local.LocalForge;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Issues and claims of some repositories, put together as one look found them. */
final class Overview {
  private final RepositoryProvider forge;
  private final ClaimLedger ledger;
  private final Map<TaskId, Tip> tips = new TreeMap<>();
  private final Map<TaskId, ClaimPolicy> policies = new TreeMap<>();
  private final Set<RepositoryId> scanned = new TreeSet<>();
  private final Set<String> troubles = new LinkedHashSet<>();

  Overview(RepositoryProvider forge, ClaimLedger ledger) {
    this.forge = forge;
    this.ledger = ledger;
  }

  /**
   * A task with where it stands.
   *
   * @param record the newest valid record of its claim
   * @param holder name of who holds it or did the work
   * @param waits why it cannot be taken yet
   */
  record Row(
      Task task,
      TaskState state,
      Optional<ClaimRecord> record,
      Optional<String> holder,
      Optional<String> waits) {}

  /**
   * Looks at repositories. What is damaged is left out and told by {@link #troubles}.
   *
   * @param closed whether closed issues are wanted too
   */
  List<Row> look(List<Repository> repositories, DependencyRule rule, boolean closed) {
    List<LedgerView> views = new ArrayList<>();
    List<TaskSource.Watched> watched = new ArrayList<>();
    for (Repository repository : repositories) {
      watched.add(new TaskSource.Watched(forge, repository));
      scan(repository).ifPresent(views::add);
      if (forge instanceof LocalForge folder) {
        read(() -> folder.damage(repository.id())).forEach(troubles::add);
      }
    }
    TaskSource.Snapshot snapshot = new TaskSource(watched, rule).look(views);
    snapshot.troubles().forEach(trouble -> unreadable(trouble.error()));
    Map<TaskId, Task> tasks = new LinkedHashMap<>();
    for (Repository repository : repositories) {
      snapshot.open().stream()
          .filter(task -> task.id().repository().equals(repository.id()))
          .forEach(task -> tasks.put(task.id(), task));
      if (closed) {
        read(() -> forge.tasks(repository.id(), TaskQuery.all()))
            .forEach(task -> tasks.putIfAbsent(task.id(), task));
      }
    }
    repositories.forEach(repository -> tellDamage(repository, tasks.keySet()));
    return tasks.values().stream()
        .map(task -> row(task, snapshot.dependencies()))
        .sorted((a, b) -> a.task().ref().compareTo(b.task().ref()))
        .toList();
  }

  /**
   * The repositories of these names, or when none is named every one of the forge, as an agent
   * watches them; those that cannot be read are troubles.
   */
  List<Repository> repositories(Collection<RepositoryName> names) {
    return names.isEmpty()
        ? forge.repositories(this::unreadable)
        : names.stream()
            .flatMap(name -> read(() -> List.of(forge.repository(name))).stream())
            .toList();
  }

  /** What could not be read, one line each, each line once. */
  List<String> troubles() {
    return List.copyOf(troubles);
  }

  private void unreadable(BzzzException error) {
    troubles.add(String.valueOf(error.getMessage()));
  }

  private <T> List<T> read(Supplier<List<T>> part) {
    try {
      return part.get();
    } catch (BzzzException e) {
      unreadable(e);
      return List.of();
    }
  }

  private Optional<LedgerView> scan(Repository repository) {
    try {
      LedgerView view = ledger.scan(repository.id());
      scanned.add(repository.id());
      for (Tip tip : view.tips()) {
        tips.put(tip.task(), tip);
        policies.put(tip.task(), view.policy());
      }
      return Optional.of(view);
    } catch (BzzzException e) {
      unreadable(e);
      return Optional.empty();
    }
  }

  /** One line for each task that is shown, and one for all others, which may be many. */
  private void tellDamage(Repository repository, Set<TaskId> shown) {
    List<Tip> damaged =
        tips.values().stream()
            .filter(tip -> tip.task().repository().equals(repository.id()))
            .filter(tip -> tip.damage().isPresent())
            .toList();
    List<Tip> others = damaged.stream().filter(tip -> !shown.contains(tip.task())).toList();
    for (Tip tip : damaged) {
      if (shown.contains(tip.task()) || others.size() == 1) {
        troubles.add(claim(repository, tip) + " is damaged: " + tip.damage().orElseThrow());
      }
    }
    if (others.size() > 1) {
      troubles.add(
          claim(repository, others.get(0))
              + " and "
              + (others.size() - 1)
              + " more are damaged, which are of no task listed here, so nobody waits for them");
    }
  }

  private static String claim(Repository repository, Tip tip) {
    return "the claim of " + repository.name() + "#" + tip.task().number();
  }

  private Row row(Task task, Dependencies dependencies) {
    Optional<ClaimRecord> record =
        Optional.ofNullable(tips.get(task.id())).flatMap(Tip::record).map(SignedRecord::record);
    Optional<String> waits =
        Optional.of(task)
            .filter(Task::open)
            .flatMap(
                each ->
                    each.blocked()
                        .or(() -> dependencies.cycle(each).map(c -> "waits for a cycle: " + c))
                        .or(() -> dependencies.waitsFor(each)));
    TaskState state =
        task.open() && record.isEmpty() && !readable(task.id())
            ? TaskState.UNKNOWN
            : state(task, record.map(ClaimRecord::state), waits.isPresent());
    return new Row(
        task,
        state,
        record,
        record.filter(each -> each.state() != ClaimState.RELEASED).map(this::holder),
        waits.filter(why -> state == TaskState.WAITING));
  }

  private boolean readable(TaskId task) {
    boolean damaged = Optional.ofNullable(tips.get(task)).flatMap(Tip::damage).isPresent();
    return scanned.contains(task.repository()) && !damaged;
  }

  private String holder(ClaimRecord record) {
    AgentId holder = record.holder();
    return Optional.ofNullable(policies.get(record.task()))
        .map(policy -> policy.agents().get(holder))
        .orElse("…" + holder.brief());
  }

  private static TaskState state(Task task, Optional<ClaimState> claim, boolean waits) {
    if (!task.open()) {
      return TaskState.CLOSED;
    }
    if (claim.isEmpty() || claim.get() == ClaimState.RELEASED) {
      return waits ? TaskState.WAITING : TaskState.OPEN;
    }
    return switch (claim.get()) {
      case HELD, CHALLENGED -> TaskState.CLAIMED;
      case PUBLISHED -> TaskState.PUBLISHED;
      case DONE -> TaskState.DONE;
      default -> TaskState.ESCALATED;
    };
  }
}
