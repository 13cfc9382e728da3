package dev.bzzz.core.sim;

import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.task.TaskId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at ledger and forge for one process, as {@code Watch} does in production: less often while
 * nothing happens.
 */
final class SimWatch {
  private static final int MAX_IDLE_POLLS = 8;

  private final Process process;
  private final Simulation simulation;
  private final LedgerClient ledger;
  private final SimRandom chance;
  private final ForgeSight forge;
  private final long startedAt;
  private @Nullable LedgerView seen;
  private @Nullable LedgerView taken;
  private int idlePolls = 1;
  private boolean looking;

  SimWatch(Process process, Simulation simulation, LedgerClient ledger, SimRandom chance) {
    this.process = process;
    this.simulation = simulation;
    this.ledger = ledger;
    this.chance = chance;
    this.forge =
        new ForgeSight(simulation.host(), process.id(), simulation.scenario().pace().poll());
    this.startedAt = simulation.world().now();
  }

  /** The last look that the machine has taken in. */
  Optional<LedgerView> taken() {
    return Optional.ofNullable(taken);
  }

  /** Whether the last look at the forge has listed a task. */
  boolean lists(TaskId task) {
    return forge.lists(task);
  }

  void poll() {
    if (process.agent().paused()) {
      wait(1);
    } else if (process.alive()) {
      scan(() -> wait(idlePolls));
    }
  }

  private void scan(Runnable then) {
    Instant began = process.time();
    ledger.scan(
        process,
        reply -> {
          reply.value().ifPresent(view -> observed(view, began));
          then.run();
        });
  }

  private void observed(LedgerView view, Instant began) {
    idlePolls = view == seen ? Math.min(2 * idlePolls, MAX_IDLE_POLLS) : 1;
    seen = view;
    process.give(
        () -> {
          taken = view;
          view.tips()
              .forEach(tip -> process.check().saw(tip, simulation.host().register(tip.task())));
          ClaimInput.Observed observed = forge.observed(view, began, idlePolls);
          told(observed);
          process
              .beliefs()
              .looks(
                  forge.looks(),
                  simulation.world().now() - startedAt,
                  Micros.of(simulation.scenario().pace().poll()));
          return observed;
        });
  }

  /** Who asks the forge, and when, is decided by the plan, and costs calls of the host. */
  private void told(ClaimInput.Observed observed) {
    boolean listed = observed.listing().filter(all -> !all.repositories().isEmpty()).isPresent();
    if (listed) {
      simulation
          .story()
          .tell(
              process.name(),
              () -> "lists the forge: " + observed.candidates().size() + " tasks are open");
    }
  }

  private void wait(int polls) {
    long period = Micros.of(simulation.scenario().pace().poll()) * polls;
    simulation.world().after(period - period / 10 + chance.between(0, period / 5), this::poll);
  }

  /** Looks soon, because of what was heard, if the plan allows it. */
  void look(ClaimEffect.Look effect) {
    if (forge.plan().hint(effect.repository(), process.time()) && !looking) {
      looking = true;
      scan(() -> looking = false);
    }
  }

  /** Leaves the forge to another agent for a while. */
  void leave(ClaimEffect.Leave effect) {
    forge.plan().leave(effect.repository(), effect.until());
  }
}
