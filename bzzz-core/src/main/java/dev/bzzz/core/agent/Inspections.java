package dev.bzzz.core.agent;

import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the worker says of the watched repositories before their tasks are claimed. It is asked once
 * for each head commit, and again only while it cannot tell. Confined to one thread at a time.
 */
final class Inspections {
  private final AgentParts parts;
  private final Troubles troubles;
  private final Map<RepositoryId, Inspected> inspected = new HashMap<>();
  private List<String> objections = List.of();

  Inspections(AgentParts parts, Troubles troubles) {
    this.parts = parts;
    this.troubles = troubles;
  }

  /** What was said against repositories at the last look. */
  List<String> objections() {
    return objections;
  }

  private record Inspected(String head, Optional<String> objection) {}

  /**
   * Those of the tasks that the worker can do as their repositories are now; of the others it is
   * told once why not.
   *
   * @param views the heads of the repositories
   * @param watched the repositories of the tasks, among others
   */
  List<TaskId> fit(List<Task> tasks, List<LedgerView> views, Collection<Repository> watched) {
    Set<RepositoryId> wanted =
        tasks.stream().map(task -> task.id().repository()).collect(Collectors.toSet());
    Map<RepositoryId, String> heads = new TreeMap<>();
    views.forEach(view -> heads.put(view.repository(), view.head()));
    Set<RepositoryId> fit = new HashSet<>();
    List<String> against = new ArrayList<>();
    for (Repository each : watched) {
      if (wanted.contains(each.id()) && heads.containsKey(each.id())) {
        objection(each, heads.get(each.id()))
            .ifPresentOrElse(against::add, () -> fit.add(each.id()));
      }
    }
    objections = List.copyOf(against);
    return tasks.stream().map(Task::id).filter(task -> fit.contains(task.repository())).toList();
  }

  private Optional<String> objection(Repository repository, String head) {
    Inspected known = inspected.get(repository.id());
    Optional<String> objection =
        known != null && known.head().equals(head) ? known.objection() : inspect(repository, head);
    String what = "take tasks of " + repository.name();
    objection.ifPresentOrElse(why -> troubles.tell(what, why), () -> troubles.over(what));
    return objection;
  }

  private Optional<String> inspect(Repository repository, String head) {
    try {
      Optional<String> objection = parts.worker().objection(repository, head, parts.workspaces());
      inspected.put(repository.id(), new Inspected(head, objection));
      return objection;
    } catch (RuntimeException e) { // a claim made now would only be given up again
      return Optional.of(Runtime.message(e));
    }
  }
}
