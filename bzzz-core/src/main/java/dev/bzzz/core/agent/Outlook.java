package dev.bzzz.core.agent;

import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.TaskFacts;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What one look leaves for this agent to do. A damaged claim waits for people, so nobody waits for
 * it. Confined to one thread.
 */
final class Outlook {
  private final Idleness idleness;
  private final List<TaskId> candidates;
  private final Map<TaskId, TaskFacts> facts;
  private final Map<TaskId, Tip> tips = new HashMap<>();

  Outlook(
      Idleness idleness,
      List<TaskId> candidates,
      List<LedgerView> views,
      Map<TaskId, TaskFacts> facts) {
    this.idleness = idleness;
    this.candidates = candidates;
    this.facts = facts;
    views.forEach(view -> view.tips().forEach(tip -> tips.put(tip.task(), tip)));
  }

  /** Whether nobody works on one of these open tasks and there is none this agent could take. */
  boolean quiet(List<Task> open) {
    boolean busy =
        open.stream()
            .map(task -> tips.getOrDefault(task.id(), Tip.none(task.id())))
            .filter(tip -> tip.damage().isEmpty())
            .anyMatch(this::worked);
    return !busy && free().allMatch(task -> why(task).isPresent());
  }

  /** Why this agent cannot take the tasks that it would take otherwise, in their order. */
  Stream<String> refused() {
    return free().flatMap(task -> why(task).stream());
  }

  /** One that was challenged in vain is not worked on if its grant is refused. */
  private boolean worked(Tip tip) {
    Optional<ClaimState> state = tip.state();
    boolean inVain =
        state.equals(Optional.of(ClaimState.CHALLENGED)) && why(tip.task()).isPresent();
    return !inVain && state.filter(each -> each.live() || each == ClaimState.PUBLISHED).isPresent();
  }

  private Stream<TaskId> free() {
    return candidates.stream()
        .filter(task -> !idleness.gaveUp(task))
        .map(task -> tips.getOrDefault(task, Tip.none(task)))
        .filter(tip -> tip.damage().isEmpty())
        .filter(
            tip ->
                tip.state().map(ClaimState.RELEASED::equals).orElse(true)
                    || facts.getOrDefault(tip.task(), TaskFacts.NONE).revives(tip))
        .map(Tip::task);
  }

  private Optional<String> why(TaskId task) {
    return idleness.refusals().why(task);
  }

  /** What each of these tasks takes. */
  static SortedMap<TaskId, SortedSet<Skill>> skills(List<Task> tasks) {
    SortedMap<TaskId, SortedSet<Skill>> skills = new TreeMap<>();
    tasks.forEach(task -> skills.put(task.id(), new TreeSet<>(task.skills())));
    return skills;
  }
}
