package dev.bzzz.core.claim;

import dev.bzzz.core.task.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tasks one machine has in mind; what is finished and wanted by nobody is let go.
 *
 * <p>So is a register in which nothing is valid, for a task that nobody wants: whoever may push
 * could otherwise fill the room with refs of tasks that do not exist. It is told when its task is
 * wanted.
 *
 * <p>Nothing is lost with it: that a register was moved back is noticed by the ledger, which
 * remembers on its own what it has read, and every move is preceded by a read. Kept is what would
 * make this agent a nuisance if it were forgotten: back-offs, cool-downs and used-up quotas.
 */
final class TaskClaims {
  /** Most tasks one machine has in mind; further ones wait until others are let go. */
  static final int MAX_TASKS = 10_000;

  private final ClaimDesk desk;
  private final Map<TaskId, TaskClaim> claims = new LinkedHashMap<>();

  TaskClaims(ClaimDesk desk) {
    this.desk = desk;
  }

  /** A task that the machine has in mind. */
  Optional<TaskClaim> known(TaskId task) {
    return Optional.ofNullable(claims.get(task));
  }

  /** The same for a task that may be new; empty when there is no room for it. */
  Optional<TaskClaim> of(TaskId task) {
    TaskClaim known = claims.get(task);
    if (known == null && claims.size() < MAX_TASKS) {
      known = new TaskClaim(task, desk);
      claims.put(task, known);
    }
    return Optional.ofNullable(known);
  }

  Collection<TaskClaim> all() {
    return claims.values();
  }

  /** All of them at this moment, for loops that may change something. */
  List<TaskClaim> copy() {
    return new ArrayList<>(claims.values());
  }

  /** Takes in what a scan has shown of a task, if that can matter to this machine. */
  void see(Tip tip, boolean told, Instant now) {
    TaskClaim known = claims.get(tip.task());
    if (known != null) {
      known.see(tip, now);
    } else if (!frozen(tip) && (told || !finished(tip))) {
      of(tip.task()).ifPresent(claim -> claim.see(tip, now));
    }
  }

  /**
   * Takes in that people have removed what nobody could mend: a register that never held a valid
   * record is in no scan any more once it is gone.
   */
  void removed(LedgerView view, Instant now) {
    Set<TaskId> scanned = null;
    for (TaskClaim claim : claims.values()) {
      if (frozen(claim.tip()) && claim.id().repository().equals(view.repository())) {
        if (scanned == null) { // mostly nothing is stuck
          scanned = view.tips().stream().map(Tip::task).collect(Collectors.toSet());
        }
        if (!scanned.contains(claim.id())) {
          claim.see(Tip.none(claim.id()), now);
        }
      }
    }
  }

  /** Lets go of what is finished, or cannot be mended, and is wanted by nobody. */
  void letGo(Instant now) {
    claims
        .values()
        .removeIf(
            claim -> {
              boolean over = finished(claim.tip()) || frozen(claim.tip());
              boolean settled = !claim.wanted() && over && claim.resting(now);
              if (settled) {
                desk.forget(claim.id());
              }
              return settled;
            });
  }

  /** Whether only people can say what becomes of it. */
  private static boolean frozen(Tip tip) {
    return tip.damage().isPresent() && tip.record().isEmpty();
  }

  private static boolean finished(Tip tip) {
    ClaimRecord newest = tip.newest();
    return tip.damage().isEmpty()
        && (newest == null
            || newest.state() == ClaimState.DONE
            || newest.state() == ClaimState.ESCALATED);
  }
}
