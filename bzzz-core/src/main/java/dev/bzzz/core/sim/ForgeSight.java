package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.TaskFacts;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.PollPlan;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** What one process knows of the forge: what it said when this process asked it last. */
final class ForgeSight {
  private final SimHost host;
  private final AgentId self;
  private final Duration poll;
  private final PollPlan plan;
  private List<TaskId> open = List.of();
  private int looks;
  private SortedMap<TaskId, TaskFacts> facts = Collections.emptySortedMap();

  ForgeSight(SimHost host, AgentId self, Duration poll) {
    this.host = host;
    this.self = self;
    this.poll = poll;
    this.plan = new PollPlan(poll);
  }

  /** How often it has asked the forge for its tasks. */
  int looks() {
    return looks;
  }

  /** Whether the forge has listed a task when it was last asked. */
  boolean lists(TaskId task) {
    return open.contains(task);
  }

  PollPlan plan() {
    return plan;
  }

  /**
   * What a look at the ledger brings, and at the forge unless that is left to another agent.
   *
   * @param began when the look began, by the process's clock
   * @param polls how many polls after it the next one comes
   */
  ClaimInput.Observed observed(LedgerView view, Instant began, int polls) {
    SortedSet<RepositoryId> listed = new TreeSet<>();
    if (!view.policy().authorises(self)) {
      open = List.of();
      facts = Collections.emptySortedMap();
    } else if (plan.due(view.repository(), began)) {
      plan.listed(view.repository(), began);
      looks++;
      listed.add(view.repository());
      open = host.open();
      facts = host.facts();
    }
    return new ClaimInput.Observed(
        open,
        List.of(view),
        Collections.emptySortedMap(),
        facts,
        Optional.of(new ClaimInput.Listing(listed, began, poll.multipliedBy(polls))));
  }
}
