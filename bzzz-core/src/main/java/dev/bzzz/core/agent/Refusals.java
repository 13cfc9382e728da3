package dev.bzzz.core.agent;

import dev.bzzz.core.Bounded;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.task.TaskId;
import java.util.Map;
import java.util.Optional;

/**
 * Knows which tasks the ledger has refused this agent so often that it does not try for them now.
 * Safe for use by many threads.
 */
final class Refusals {
  /**
   * After so many refusals in a row a task counts as out of reach: a claim machine tries for one no
   * more often within ten minutes.
   */
  static final int ENOUGH = 3;

  /** So many refused tasks are known; an older one counts as free again. */
  static final int MAX_TASKS = 10_000;

  private final Map<TaskId, Refused> refused = Bounded.map(MAX_TASKS);

  private record Refused(int times, String why, boolean underWay) {}

  /** A move is about to be tried: until it is answered, the task may be in reach. */
  synchronized void trying(CasRequest request) {
    if (grants(request)) {
      refused.computeIfPresent(
          request.task(), (task, last) -> new Refused(last.times(), last.why(), true));
    }
  }

  /** How the move ended. Only what was refused, and so surely not made, counts. */
  synchronized void answered(CasRequest request, CasResult result) {
    if (!grants(request)) {
      return;
    }
    Refused last = refused.remove(request.task());
    if (result instanceof CasResult.Refused now) {
      int times = last == null ? 1 : last.times() + 1;
      refused.put(request.task(), new Refused(times, now.why(), false));
    }
  }

  /** Why this agent cannot take a task now; empty when nothing keeps it from trying. */
  synchronized Optional<String> why(TaskId task) {
    return Optional.ofNullable(refused.get(task))
        .filter(each -> each.times() >= ENOUGH && !each.underWay())
        .map(Refused::why);
  }

  /** Its own checkpoints and answers count too; that does no harm while it holds the task. */
  private static boolean grants(CasRequest request) {
    return request.next().record().state() == ClaimState.HELD;
  }
}
