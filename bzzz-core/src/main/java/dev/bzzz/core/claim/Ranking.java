package dev.bzzz.core.claim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.task.TaskId;
import java.util.List;
import java.util.Optional;

/**
 * A machine that tells whom it lets go first. For checks and for people: asking changes nothing.
 * Confined to its driver.
 */
public interface Ranking {
  /**
   * How the agents stand that may try for a task now, in this agent's own view; empty when it has
   * not made up its mind about the task, or does not rank agents.
   */
  Optional<Order> order(TaskId task);

  /**
   * An order of agents.
   *
   * @param term the term that is tried for
   * @param by what the agents are ranked by
   * @param agents the best first
   * @param place how many this agent lets go before itself
   */
  record Order(long term, By by, List<AgentId> agents, int place) {
    /** Copies the list. */
    public Order {
      agents = List.copyOf(agents);
    }
  }

  /** What agents are ranked by. */
  enum By {
    /** What those say of themselves who are heard. */
    PRESENCES,
    /** The names in the policy, where nobody is heard. */
    POLICY,
    /** Bids that were sealed and then opened. */
    BIDS
  }
}
