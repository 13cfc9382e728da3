package dev.bzzz.core.sim;

import dev.bzzz.core.claim.TaskFacts;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.task.TaskId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The pull requests of the simulated host. Like the big forges it refuses a second open one of a
 * branch, and allows one more when the first is merged or closed.
 */
final class SimPulls {
  private final HostCheck check;
  private final BooleanSupplier refuses;
  private final Map<String, List<SimPull>> byBranch = new TreeMap<>();
  private final SortedMap<TaskId, TaskFacts> facts = new TreeMap<>();
  private final Set<TaskId> tasks = new TreeSet<>();
  private long lastNumber;

  SimPulls(long lastNumber, HostCheck check, BooleanSupplier refuses) {
    this.lastNumber = lastNumber;
    this.check = check;
    this.refuses = refuses;
  }

  List<SimPull> of(String branch) {
    return List.copyOf(byBranch.getOrDefault(branch, List.of()));
  }

  long open(TaskId task, String branch) {
    if (refuses.getAsBoolean()) {
      return PullRequests.REFUSED;
    }
    List<SimPull> same = byBranch.computeIfAbsent(branch, name -> new ArrayList<>());
    if (same.stream().anyMatch(SimPull::open)) {
      return PullRequests.CONFLICT;
    }
    same.add(new SimPull(++lastNumber, task, branch, true));
    if (!tasks.add(task)) {
      changed(); // only then it has several
    }
    check.pullOpened(same);
    return lastNumber;
  }

  /** Closes one; whether it was open. */
  boolean close(long number) {
    for (List<SimPull> same : byBranch.values()) {
      for (int i = 0; i < same.size(); i++) {
        SimPull pull = same.get(i);
        if (pull.number() == number && pull.open()) {
          same.set(i, pull.closed());
          changed();
          return true;
        }
      }
    }
    return false;
  }

  /** The tasks that have several. */
  SortedMap<TaskId, TaskFacts> facts() {
    return facts;
  }

  /** Whether one of these tasks has several open ones. */
  boolean ambiguous(Predicate<TaskId> which) {
    return facts.entrySet().stream()
        .filter(each -> which.test(each.getKey()))
        .map(Map.Entry::getValue)
        .anyMatch(
            each ->
                each.pulls().stream().filter(pull -> pull.state() == PullRequest.State.OPEN).count()
                    > 1);
  }

  private void changed() {
    SortedMap<TaskId, List<TaskFacts.Pull>> byTask = new TreeMap<>();
    for (List<SimPull> same : byBranch.values()) {
      for (SimPull pull : same) {
        byTask.computeIfAbsent(pull.task(), task -> new ArrayList<>()).add(pull.fact());
      }
    }
    facts.clear();
    byTask.forEach(
        (task, found) -> {
          if (found.size() > 1) {
            found.sort(Comparator.comparingLong(TaskFacts.Pull::number));
            facts.put(task, new TaskFacts(false, found, Optional.empty()));
          }
        });
  }

  /** All open ones, by branch. */
  List<SimPull> allOpen() {
    return byBranch.values().stream().flatMap(List::stream).filter(SimPull::open).toList();
  }
}
