package dev.bzzz.core.task;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What has to be done before what, as one look at all repositories found it. A pure function of
 * what it is given; immutable.
 */
public final class Dependencies {
  /** How many tasks of a long cycle are named. */
  private static final int MAX_SHOWN = 10;

  private final DependencyRule rule;
  private final Map<TaskRef, DependencyFacts> facts;
  private final Map<TaskRef, String> cycles;

  /**
   * Judges dependencies by these facts.
   *
   * @param facts of every task that one of {@code open} depends on; a missing one is unknown
   * @param open all open tasks, whose dependencies may form cycles
   */
  public Dependencies(
      DependencyRule rule, Map<TaskRef, DependencyFacts> facts, Collection<Task> open) {
    this.rule = rule;
    this.facts = new TreeMap<>(facts);
    this.cycles = cycles(open);
  }

  /** Why the task has to wait, naming each dependency; empty when all are met. */
  public Optional<String> waitsFor(Task task) {
    List<String> reasons = new ArrayList<>();
    for (TaskRef dependency : task.dependsOn()) {
      unmet(dependency).ifPresent(why -> reasons.add(dependency + ", which " + why));
    }
    return reasons.isEmpty()
        ? Optional.empty()
        : Optional.of("waits for " + String.join("; for ", reasons));
  }

  /** The cycle because of which the task would wait for ever, as text; empty without one. */
  public Optional<String> cycle(Task task) {
    return Optional.ofNullable(cycles.get(task.ref()));
  }

  private Optional<String> unmet(TaskRef dependency) {
    return facts.getOrDefault(dependency, DependencyFacts.unknown()).unmet(rule);
  }

  /**
   * For every task that reaches a cycle of unmet dependencies, that cycle. Each task and each
   * dependency is looked at once; a loop instead of recursion, as strangers choose the depth.
   */
  private Map<TaskRef, String> cycles(Collection<Task> open) {
    Map<TaskRef, List<TaskRef>> edges = new TreeMap<>();
    for (Task task : open) {
      List<TaskRef> unmet = task.dependsOn().stream().filter(d -> unmet(d).isPresent()).toList();
      edges.put(task.ref(), unmet);
    }
    Map<TaskRef, String> found = new HashMap<>();
    Set<TaskRef> seen = new HashSet<>();
    for (TaskRef start : edges.keySet()) {
      if (!seen.contains(start)) {
        walk(start, edges, seen, found);
      }
    }
    return found;
  }

  private static void walk(
      TaskRef start,
      Map<TaskRef, List<TaskRef>> edges,
      Set<TaskRef> seen,
      Map<TaskRef, String> found) {
    Map<TaskRef, Iterator<TaskRef>> path = new LinkedHashMap<>();
    Deque<TaskRef> last = new ArrayDeque<>();
    TaskRef at = start;
    while (true) {
      Iterator<TaskRef> ahead = path.get(at);
      if (ahead == null) {
        seen.add(at);
        ahead = edges.getOrDefault(at, List.of()).iterator();
        path.put(at, ahead);
        last.push(at);
      }
      Optional<TaskRef> next = Optional.empty();
      while (ahead.hasNext() && next.isEmpty()) {
        TaskRef candidate = ahead.next();
        if (path.containsKey(candidate) || found.containsKey(candidate)) {
          String cycle =
              path.containsKey(candidate) ? describe(path, candidate) : found.get(candidate);
          path.keySet().forEach(task -> found.put(task, cycle));
          return;
        }
        next = Optional.of(candidate).filter(task -> !seen.contains(task));
      }
      if (next.isPresent()) {
        at = next.get();
        continue;
      }
      path.remove(last.pop());
      if (last.isEmpty()) {
        return;
      }
      at = last.element();
    }
  }

  private static String describe(Map<TaskRef, Iterator<TaskRef>> path, TaskRef first) {
    List<TaskRef> tasks = new ArrayList<>(path.keySet());
    List<TaskRef> cycle = new ArrayList<>(tasks.subList(tasks.indexOf(first), tasks.size()));
    Collections.rotate(cycle, -cycle.indexOf(Collections.min(cycle)));
    StringBuilder text = new StringBuilder();
    int shown = Math.min(cycle.size(), MAX_SHOWN);
    cycle.subList(0, shown).forEach(task -> text.append(task).append(" → "));
    return text.append(shown < cycle.size() ? "… → " : "").append(cycle.get(0)).toString();
  }
}
