package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.Ranking;
import dev.bzzz.core.task.TaskId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One start of an agent: the production machine, and around it a clock and an inbox, as of {@code
 * Driver} in production. It lives until it dies, and stands still while its agent is paused.
 */
final class Process implements HostLink {
  private final SimAgent agent;
  private final AgentId id;
  private final Simulation simulation;
  private final Engine engine;
  private final SimWatch watch;
  private final SimRuntime runtime;
  private final SimClock clock;
  private final AgentCheck check;
  private final BeliefCheck beliefs;
  private final Caller caller;
  private final Deque<Supplier<ClaimInput>> inbox = new ArrayDeque<>();
  private final Hearsay hearsay = new Hearsay();
  private boolean alive = true;
  private boolean draining;
  private int effectsToLive = Integer.MAX_VALUE;

  Process(SimAgent agent, Simulation simulation, SimClock clock, SimRandom chance) {
    this.agent = agent;
    this.id = agent.signer().id();
    this.simulation = simulation;
    this.clock = clock;
    this.check =
        new AgentCheck(agent, simulation.world(), simulation.verdict(), simulation.tally());
    this.beliefs = new BeliefCheck(agent.name(), simulation.verdict());
    this.caller = new Caller(agent.name(), Optional.of(id), this);
    this.engine = new Engine(this, agent, simulation, new SimRandom(chance.nextLong()));
    LedgerClient ledger = agent.equipment().ledger().get();
    this.watch = new SimWatch(this, simulation, ledger, chance);
    this.runtime = new SimRuntime(this, simulation, ledger, chance);
  }

  void start() {
    engine.start();
    watch.poll();
  }

  SimAgent agent() {
    return agent;
  }

  SimWatch watch() {
    return watch;
  }

  BeliefCheck beliefs() {
    return beliefs;
  }

  /** What its clock shows. */
  Instant time() {
    return clock.at(simulation.world().now());
  }

  SimClock clock() {
    return clock;
  }

  AgentCheck check() {
    return check;
  }

  boolean alive() {
    return alive;
  }

  /** Whether it has room for one more task. */
  boolean idle() {
    return runtime.idle();
  }

  /** Dies at once, or in the next step with effects, after so many of them. */
  void die(int afterEffects) {
    if (afterEffects == 0) {
      end();
      simulation.story().tell(agent.name(), () -> "dies");
    } else {
      effectsToLive = afterEffects;
    }
  }

  /** It lives no more, for whatever reason. */
  void end() {
    alive = false;
    agent.died();
  }

  /** Goes on after a pause: first what came meanwhile, then what it wanted to do by itself. */
  void resume() {
    draining = true;
    while (alive && !inbox.isEmpty()) {
      step(inbox.remove().get());
    }
    draining = false;
    if (alive) {
      engine.schedule();
    }
  }

  /** Gives the machine an input, now or when the process goes on, and it is made only then. */
  void give(Supplier<ClaimInput> input) {
    if (!alive) {
      return;
    }
    if (agent.paused()) {
      inbox.add(input);
    } else {
      step(input.get());
    }
  }

  /** Gives the machine an input and does what it wants done. */
  void step(ClaimInput input) {
    Optional<List<ClaimEffect>> effects = engine.on(input);
    if (effects.isPresent()) {
      apply(input, effects.get());
    }
  }

  private void apply(ClaimInput input, List<ClaimEffect> effects) {
    noted(input, effects);
    int done = 0;
    for (ClaimEffect effect : effects) {
      effect.applyTo(runtime);
      if (++done >= effectsToLive) {
        die(0);
        return;
      }
    }
    runtime.tellTries();
    if (!effects.isEmpty() && effectsToLive < Integer.MAX_VALUE) {
      die(0); // it was to die in this step, after its last effect at the latest
    } else if (!draining) {
      engine.schedule();
    }
  }

  @Override
  public <T> void call(Function<SimHost, T> step, Consumer<HostReply<T>> answer) {
    simulation
        .calls()
        .call(
            agent.index(),
            host -> {
              simulation.check().caller(caller);
              return step.apply(host);
            },
            reply -> {
              if (alive) {
                answer.accept(reply);
              }
            });
  }

  /** A message arrives. */
  void hear(SimPost.Parcel parcel) {
    give(() -> new ClaimInput.Heard(simulation.post().hand(parcel)));
  }

  private void noted(ClaimInput input, List<ClaimEffect> effects) {
    if (input instanceof ClaimInput.Heard heard && !dropped(effects)) {
      simulation.post().telling(heard.wire()).ifPresent(hearsay::note);
      if (agent.equipment().coverage() != Coverage.ALL) {
        beliefs.believes(simulation.post(), heard.wire(), id);
      }
    }
  }

  private static boolean dropped(List<ClaimEffect> effects) {
    for (ClaimEffect effect : effects) {
      if (effect instanceof ClaimEffect.Dropped) {
        return true;
      }
    }
    return false;
  }

  /** Whom its machine lets go first at a task, if it can tell. */
  Optional<Ranking.Order> order(TaskId task) {
    return engine.order(task);
  }

  Hearsay hearsay() {
    return hearsay;
  }

  /**
   * The last look at the ledger that its machine has taken in; one that stands still takes none.
   */
  Optional<LedgerView> seen() {
    return watch.taken();
  }

  String name() {
    return agent.name();
  }

  String protocol() {
    return agent.equipment().protocol().name();
  }

  AgentId id() {
    return id;
  }
}
