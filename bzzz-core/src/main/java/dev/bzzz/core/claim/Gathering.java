package dev.bzzz.core.claim;

import dev.bzzz.core.claim.ClaimEffect.Cas;
import dev.bzzz.core.claim.ClaimEffect.Together;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Brings moves of one repository together that can go in one call: the records that finished work
 * is done, which nobody waits for, and one other move or the first of them that waits no longer.
 *
 * <p>Not with a publication: that moves two refs or none, and whoever else goes with it could keep
 * it from being made.
 */
final class Gathering {
  private final ClaimDesk desk;
  private final SortedSet<TaskId> waiting = new TreeSet<>();

  Gathering(ClaimDesk desk) {
    this.desk = desk;
  }

  /** A task whose record may wait, or need not any more. */
  void waits(TaskId task, boolean waits) {
    if (waits) {
      waiting.add(task);
    } else {
      waiting.remove(task);
    }
  }

  /** Those that wait for a move like the ones among the effects. */
  List<TaskId> riders(List<ClaimEffect> effects) {
    if (waiting.isEmpty()) {
      return List.of();
    }
    Set<RepositoryId> moving = new TreeSet<>();
    for (ClaimEffect effect : effects) {
      if (effect instanceof Cas cas && gathers(cas)) {
        moving.add(cas.request().task().repository());
      }
    }
    return waiting.stream().filter(task -> moving.contains(task.repository())).toList();
  }

  /** The effects, in which those that go together are one. */
  List<ClaimEffect> together(List<ClaimEffect> effects) {
    Map<RepositoryId, List<Cas>> groups = new TreeMap<>();
    for (ClaimEffect effect : effects) {
      if (effect instanceof Cas cas && gathers(cas)) {
        List<Cas> group =
            groups.computeIfAbsent(cas.request().task().repository(), key -> new ArrayList<>());
        boolean joins = group.isEmpty() || ends(cas) || group.stream().allMatch(Gathering::ends);
        if (joins && group.size() < Together.MAX) {
          group.add(cas);
        }
      }
    }
    groups.values().removeIf(group -> group.size() < 2);
    return groups.isEmpty() ? effects : joined(effects, groups);
  }

  private static List<ClaimEffect> joined(
      List<ClaimEffect> effects, Map<RepositoryId, List<Cas>> groups) {
    List<ClaimEffect> joined = new ArrayList<>();
    for (ClaimEffect effect : effects) {
      List<Cas> group =
          effect instanceof Cas cas
              ? groups.getOrDefault(cas.request().task().repository(), List.of())
              : List.of();
      if (!group.contains(effect)) {
        joined.add(effect);
      } else if (group.get(0).equals(effect)) {
        joined.add(new Together(group));
      }
    }
    return joined;
  }

  /** Whether others may go with it. A repair is for its task alone. */
  private boolean gathers(Cas cas) {
    return cas.request().updates().isEmpty()
        && !cas.request().repairs()
        && desk.view(cas.request().task().repository()).filter(LedgerView::gathers).isPresent();
  }

  private static boolean ends(Cas cas) {
    return cas.request().next().record().state() == ClaimState.DONE;
  }
}
