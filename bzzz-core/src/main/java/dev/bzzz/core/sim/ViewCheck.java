package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.Ranking;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.task.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Asks agents, whenever one of them tries for a task, whom they let go first. Those who have been
 * told the same say the same; each acts by what it says; and bids count that were sealed.
 */
final class ViewCheck {
  /** So many agents at most are asked each time. */
  private static final int MAX_ASKED = 8;

  private final Simulation simulation;

  /**
   * What an order may depend on.
   *
   * @param agents whom it ranks, with what they said of themselves
   * @param look the look at the ledger that tells how reliable they are; null where that is nothing
   */
  private record View(String protocol, Ranking.By by, List<Known> agents, @Nullable Look look) {}

  private record Known(AgentId agent, String skills, List<Message> bids) {}

  /** A look, told from others by identity. */
  private static final class Look {
    private final LedgerView view;

    Look(LedgerView view) {
      this.view = view;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Look that && that.view == view;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(view);
    }
  }

  private record Said(String who, List<AgentId> order) {}

  ViewCheck(Simulation simulation) {
    this.simulation = simulation;
  }

  /** One of the agents tries for a task. */
  void tries(TaskId task) {
    Map<View, Said> said = new HashMap<>();
    int asked = 0;
    for (SimAgent agent : simulation.agents()) {
      Optional<Process> process = agent.process();
      if (process.isPresent() && asked++ < MAX_ASKED) {
        Optional<Ranking.Order> order = process.get().order(task);
        order.ifPresent(told -> take(task, process.get(), told, said));
      }
    }
  }

  private void take(TaskId task, Process process, Ranking.Order order, Map<View, Said> said) {
    requireOwnPlace(task, process, order);
    if (order.by() == Ranking.By.BIDS) {
      requireSealed(task, process, order);
    }
    View view = view(task, process, order);
    Said before = said.putIfAbsent(view, new Said(process.name(), order.agents()));
    simulation
        .verdict()
        .require(
            before == null || before.order.equals(order.agents()),
            Invariant.S11,
            () ->
                process.name()
                    + " and "
                    + before.who
                    + " were told the same, and let others go first at #"
                    + task.number()
                    + ": "
                    + names(order.agents())
                    + " and "
                    + names(before.order));
  }

  private void requireOwnPlace(TaskId task, Process process, Ranking.Order order) {
    int place = order.agents().indexOf(process.id());
    simulation
        .verdict()
        .require(
            place < 0 || place == order.place(),
            Invariant.S11,
            () ->
                process.name()
                    + " lets "
                    + order.place()
                    + " others go first at #"
                    + task.number()
                    + " where it sees "
                    + place);
  }

  private void requireSealed(TaskId task, Process process, Ranking.Order order) {
    for (AgentId bidder : order.agents()) {
      simulation
          .verdict()
          .require(
              process.hearsay().sealed(task, order.term(), bidder),
              Invariant.S11,
              () ->
                  process.name()
                      + " counts a bid of "
                      + name(bidder)
                      + " for #"
                      + task.number()
                      + " that it never heard sealed");
    }
  }

  private static View view(TaskId task, Process process, Ranking.Order order) {
    boolean byBids = order.by() == Ranking.By.BIDS;
    Hearsay heard = process.hearsay();
    List<Known> agents = new ArrayList<>();
    for (AgentId agent : new TreeSet<>(order.agents())) {
      List<Message> bids = byBids ? heard.bids(task, order.term(), agent) : List.of();
      agents.add(new Known(agent, heard.skills(agent), bids));
    }
    Look look = byBids ? process.seen().map(Look::new).orElse(null) : null;
    return new View(process.protocol() + "/" + order.term(), order.by(), agents, look);
  }

  private String names(List<AgentId> agents) {
    return agents.stream().map(this::name).toList().toString();
  }

  private String name(AgentId id) {
    Optional<SimAgent> agent =
        simulation.agents().stream().filter(each -> each.signer().id().equals(id)).findFirst();
    return agent.map(SimAgent::name).orElse("the liar");
  }
}
