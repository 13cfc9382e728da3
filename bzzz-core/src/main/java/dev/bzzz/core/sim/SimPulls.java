package dev.bzzz.core.sim;

import dev.bzzz.core.claim.TaskFacts;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.task.TaskId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The pull requests of the simulated host. Like the big forges it refuses a second open one of a
 * branch, and allows one more when the first is merged or closed.
 */
final class SimPulls {
  private final HostCheck check;
  private final BooleanSupplier refuses;
  private final Map<String, List<SimPull>> byBranch = new TreeMap<>();
  private final Map<TaskId, List<String>> branches = new TreeMap<>();
  private final Map<Long, Long> openedAt = new TreeMap<>();
  private final Set<TaskId> several = new TreeSet<>();
  private long lastNumber;

  SimPulls(long lastNumber, HostCheck check, BooleanSupplier refuses) {
    this.lastNumber = lastNumber;
    this.check = check;
    this.refuses = refuses;
  }

  List<SimPull> of(String branch) {
    return List.copyOf(byBranch.getOrDefault(branch, List.of()));
  }

  /**
   * Opens one.
   *
   * @param event the number of this event
   */
  long open(TaskId task, String branch, long event) {
    if (refuses.getAsBoolean()) {
      return PullRequests.REFUSED;
    }
    List<SimPull> same = byBranch.computeIfAbsent(branch, name -> new ArrayList<>());
    if (same.stream().anyMatch(SimPull::open)) {
      return PullRequests.CONFLICT;
    }
    if (same.isEmpty()) {
      branches.computeIfAbsent(task, id -> new ArrayList<>()).add(branch);
    }
    same.add(new SimPull(++lastNumber, task, branch, PullRequest.State.OPEN));
    openedAt.put(lastNumber, event);
    if (of(task).size() > 1) {
      several.add(task);
    }
    check.pullOpened(same);
    return lastNumber;
  }

  /** Merges or closes one; empty when it is not open. */
  Optional<SimPull> end(long number, PullRequest.State how) {
    for (List<SimPull> same : byBranch.values()) {
      for (int i = 0; i < same.size(); i++) {
        SimPull pull = same.get(i);
        if (pull.number() == number && pull.open()) {
          same.set(i, pull.ended(how));
          return Optional.of(pull);
        }
      }
    }
    return Optional.empty();
  }

  /** The event by which one was opened; 0 for none. */
  long openedAt(long number) {
    return openedAt.getOrDefault(number, 0L);
  }

  /** What the forge says about those of a task, ordered by number. */
  List<TaskFacts.Pull> facts(TaskId task) {
    return of(task).stream()
        .map(SimPull::fact)
        .sorted(Comparator.comparingLong(TaskFacts.Pull::number))
        .toList();
  }

  /** Those of a task. */
  List<SimPull> of(TaskId task) {
    List<String> known = branches.get(task);
    if (known == null) {
      return List.of();
    }
    List<SimPull> found = new ArrayList<>();
    known.forEach(branch -> found.addAll(byBranch.get(branch)));
    return found;
  }

  /** Whether a task has an open one besides that which stands for its finished work. */
  boolean strays(TaskId task, OptionalLong recorded) {
    return recorded.isPresent()
        && several.contains(task)
        && of(task).stream().anyMatch(pull -> pull.open() && pull.number() != recorded.getAsLong());
  }

  /**
   * Whether one of these tasks has several open ones, or one too many.
   *
   * @param recorded the one that stands for a task's finished work
   */
  boolean ambiguous(Predicate<TaskId> which, Function<TaskId, OptionalLong> recorded) {
    for (TaskId task : several) {
      if ((open(task) > 1 || strays(task, recorded.apply(task))) && which.test(task)) {
        return true;
      }
    }
    return false;
  }

  private int open(TaskId task) {
    int open = 0;
    for (SimPull pull : of(task)) {
      open += pull.open() ? 1 : 0;
    }
    return open;
  }

  /** All open ones, by branch. */
  List<SimPull> allOpen() {
    return byBranch.values().stream().flatMap(List::stream).filter(SimPull::open).toList();
  }
}
