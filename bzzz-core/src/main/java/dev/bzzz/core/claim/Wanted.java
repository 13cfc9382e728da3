package dev.bzzz.core.claim;

import dev.bzzz.core.presence.Presence;
import dev.bzzz.core.task.TaskId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The tasks that an agent would take, in the order in which it lets them wait for its turn: the
 * most wanted first. Where more slots are free than it considers tasks at once, all of those slots'
 * tasks are wanted alike, and it considers a few at which it has the best chances: otherwise a
 * large swarm would stand in line for those at the head, and leave the others for later.
 */
final class Wanted {
  /** So many free tasks wait for their turn at once. */
  static final int MAX_CONSIDERED = 64;

  /** And so many where the agent has chosen them by its chances. */
  static final int MAX_CHOSEN = 8;

  private final ClaimDesk desk;
  private List<TaskClaim> listed = List.of();
  private List<TaskClaim> ordered = List.of();
  private int most = MAX_CONSIDERED;
  private boolean stale;
  private int heard;

  Wanted(ClaimDesk desk) {
    this.desk = desk;
  }

  /** These are wanted now, the most wanted first. */
  void list(List<TaskClaim> claims) {
    listed = claims;
    stale = true;
  }

  /** What is known of some task has changed: perhaps it is free now, or not any more. */
  void changed() {
    stale = true;
  }

  /** Those that are free, in the order in which they wait for their turn. */
  List<TaskClaim> free() {
    // When the order was made by an agent that has just started it had heard of nobody.
    if (stale || desk.senses().roster().size() > 2 * heard) {
      stale = false;
      heard = desk.senses().roster().size();
      order();
    }
    return ordered;
  }

  /** How many of them may wait at once. */
  int most() {
    return most;
  }

  private void order() {
    ordered = new ArrayList<>(listed.size());
    for (TaskClaim claim : listed) {
      if (Rivalry.free(claim)) {
        ordered.add(claim);
      }
    }
    int alike = Math.min(freeSlots(), ordered.size());
    most = alike > MAX_CONSIDERED ? MAX_CHOSEN : MAX_CONSIDERED;
    if (most == MAX_CHOSEN) {
      sortByChances(ordered.subList(0, alike));
      desk.strategy().considers(first(2 * MAX_CHOSEN)); // of some it may be too early to try again
    }
  }

  private void sortByChances(List<TaskClaim> claims) {
    Map<TaskClaim, Double> chances = new IdentityHashMap<>();
    for (TaskClaim claim : claims) {
      chances.put(claim, desk.strategy().chances(claim.id(), claim.contention().term()));
    }
    claims.sort(Comparator.comparing(chances::get, Comparator.reverseOrder()));
  }

  private SortedSet<TaskId> first(int count) {
    SortedSet<TaskId> first = new TreeSet<>();
    for (TaskClaim claim : ordered.subList(0, Math.min(count, ordered.size()))) {
      first.add(claim.id());
    }
    return first;
  }

  /** Of everybody who is heard, and of this agent; so many tasks are taken soon. */
  private int freeSlots() {
    long free = desk.freeSlots();
    for (Presence presence : desk.senses().roster().live()) {
      free += presence.availability().free();
    }
    return (int) Math.min(free, TaskClaims.MAX_TASKS);
  }
}
