package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimEffect.Announce;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.FencingToken;
import dev.bzzz.core.claim.LedgerView;
import dev.bzzz.core.claim.Ranking;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.TaskId;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One start of an agent: the production machine, with virtual threads, calls, work and clock around
 * it, as {@code Driver}, {@code Runtime} and {@code Watch} are in production.
 */
final class Process implements ClaimEffect.Handler, HostLink {
  private static final URI OBJECTS = URI.create("sim:objects");
  private static final int MAX_IDLE_POLLS = 8;

  private final SimAgent agent;
  private final AgentId id;
  private final Simulation simulation;
  private final Engine engine;
  private final LedgerClient ledger;
  private final PullRequests pullRequests;
  private final SimClock clock;
  private final AgentCheck check;
  private final BeliefCheck beliefs;
  private final Caller caller;
  private final SimRandom chance;
  private final Deque<Supplier<ClaimInput>> inbox = new ArrayDeque<>();
  private final Map<TaskId, FencingToken> works = new TreeMap<>();
  private final Hearsay hearsay = new Hearsay();
  private final List<TaskId> tried = new ArrayList<>();
  private final ForgeSight forge;
  private @Nullable LedgerView seen;
  private @Nullable LedgerView taken;
  private int idlePolls = 1;
  private boolean alive = true;
  private boolean draining;
  private boolean looking;
  private final long startedAt;
  private int effectsToLive = Integer.MAX_VALUE;

  Process(SimAgent agent, Simulation simulation, SimClock clock, SimRandom chance) {
    this.agent = agent;
    this.id = agent.signer().id();
    this.simulation = simulation;
    this.clock = clock;
    this.startedAt = simulation.world().now();
    this.chance = chance;
    this.check =
        new AgentCheck(agent, simulation.world(), simulation.verdict(), simulation.tally());
    this.beliefs = new BeliefCheck(agent.name(), simulation.verdict());
    this.caller = new Caller(agent.name(), Optional.of(id), this);
    this.engine = new Engine(this, agent, simulation, new SimRandom(chance.nextLong()));
    this.ledger = agent.equipment().ledger().get();
    this.pullRequests = agent.equipment().pullRequests().get();
    this.forge = new ForgeSight(simulation.host(), id, simulation.scenario().pace().poll());
  }

  void start() {
    engine.start();
    poll();
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
    return works.isEmpty();
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
  private void give(Supplier<ClaimInput> input) {
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
    engine.on(input).ifPresent(effects -> apply(input, effects));
  }

  private void apply(ClaimInput input, List<ClaimEffect> effects) {
    noted(input, effects);
    int done = 0;
    for (ClaimEffect effect : effects) {
      effect.applyTo(this);
      if (++done >= effectsToLive) {
        die(0);
        return;
      }
    }
    tried.forEach(simulation.views()::tries);
    tried.clear();
    if (!effects.isEmpty() && effectsToLive < Integer.MAX_VALUE) {
      die(0); // it was to die in this step, after its last effect at the latest
    } else if (!draining) {
      engine.schedule();
    }
  }

  private void poll() {
    if (agent.paused()) {
      wait(1);
    } else if (alive) {
      scan(() -> wait(idlePolls));
    }
  }

  private void scan(Runnable then) {
    Instant began = clock.at(simulation.world().now());
    ledger.scan(
        this,
        reply -> {
          reply.value().ifPresent(view -> observed(view, began));
          then.run();
        });
  }

  private void observed(LedgerView view, Instant began) {
    idlePolls = view == seen ? Math.min(2 * idlePolls, MAX_IDLE_POLLS) : 1;
    seen = view;
    give(
        () -> {
          taken = view;
          view.tips().forEach(tip -> check.saw(tip, simulation.host().register(tip.task())));
          ClaimInput.Observed observed = forge.observed(view, began, idlePolls);
          beliefs.looks(
              forge.looks(),
              simulation.world().now() - startedAt,
              Micros.of(simulation.scenario().pace().poll()));
          return observed;
        });
  }

  private void wait(int polls) {
    long period = Micros.of(simulation.scenario().pace().poll()) * polls;
    simulation.world().after(period - period / 10 + chance.between(0, period / 5), this::poll);
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

  @Override
  public void read(ClaimEffect.Read effect) {
    if (!beliefs.exists(effect.task(), simulation.host().knows(effect.task()))) {
      return;
    }
    Register register = simulation.host().register(effect.task());
    int moves = register.moves();
    ledger.read(
        effect.task(),
        this,
        reply ->
            give(
                () ->
                    reply
                        .value()
                        .<ClaimInput>map(tip -> read(effect, tip, register, moves))
                        .orElseGet(() -> new ClaimInput.ReadFailed(effect.call(), reply.why()))));
  }

  private ClaimInput read(ClaimEffect.Read effect, Tip tip, Register register, int moves) {
    check.reads(tip, register, moves);
    return new ClaimInput.ReadAnswered(effect.call(), tip);
  }

  @Override
  public void cas(ClaimEffect.Cas effect) {
    TaskId task = effect.request().task();
    if (!beliefs.exists(task, simulation.host().knows(task))) {
      return;
    }
    Register register = simulation.host().register(task);
    simulation.story().tell(agent.name(), () -> "asks for " + Story.text(effect.request().next()));
    if (check.sends(effect.request(), register, clock.at(simulation.world().now()))) {
      beliefs.tries(task, forge.lists(task));
      tried.add(task);
    }
    ledger.cas(effect.request(), this, result -> answered(effect, result, register));
  }

  private void answered(ClaimEffect.Cas effect, CasResult result, Register register) {
    simulation
        .story()
        .tell(
            agent.name(),
            () ->
                "hears "
                    + result.getClass().getSimpleName()
                    + " for "
                    + Story.text(effect.request().next()));
    give(
        () -> {
          check.hears(
              effect.request(),
              result,
              register,
              simulation.check().task(effect.request().task()).forced());
          return new ClaimInput.CasAnswered(effect.call(), result);
        });
  }

  @Override
  public void startWork(ClaimEffect.StartWork effect) {
    Claim claim = effect.claim();
    TaskId task = claim.task();
    check.starts(task, simulation.host().register(task), claim.token().grant());
    if (works.put(task, claim.token()) == null) {
      check.works(1);
    }
    simulation.story().tell(agent.name(), () -> "works on #" + task.number());
    Optional<String> finished = agent.finishedWork(claim.token());
    Pace pace = simulation.scenario().pace();
    boolean fails = finished.isEmpty() && chance.percent(pace.failingPercent());
    String head = finished.orElseGet(() -> chance.hex(40));
    long took = finished.isPresent() ? 0 : chance.between(pace.minWork(), pace.maxWork());
    simulation
        .world()
        .after(
            took,
            () -> {
              if (alive && claim.token().equals(works.get(task))) {
                workEnds(claim, fails ? Optional.empty() : Optional.of(head));
              }
            });
  }

  private void workEnds(Claim claim, Optional<String> head) {
    ended(claim.task());
    simulation
        .story()
        .tell(
            agent.name(),
            () -> (head.isPresent() ? "finishes" : "fails at") + " #" + claim.task().number());
    head.ifPresent(commit -> agent.finished(claim.token(), commit));
    give(
        () ->
            head.<ClaimInput>map(
                    commit ->
                        new ClaimInput.WorkSucceeded(claim.task(), claim.token(), commit, OBJECTS))
                .orElseGet(
                    () ->
                        new ClaimInput.WorkFailed(
                            claim.task(), claim.token(), "the tests are red")));
  }

  private void ended(TaskId task) {
    if (works.remove(task) != null) {
      check.works(-1);
    }
  }

  @Override
  public void stopWork(ClaimEffect.StopWork effect) {
    ended(effect.task());
  }

  @Override
  public void openPullRequest(ClaimEffect.OpenPullRequest effect) {
    pullRequests.open(effect.claim(), this, reply -> give(() -> opened(effect, reply)));
  }

  private static ClaimInput opened(ClaimEffect.OpenPullRequest effect, HostReply<Long> reply) {
    if (reply.value().isEmpty()) {
      return new ClaimInput.PullRequestFailed(effect.call(), reply.why(), false);
    }
    long number = reply.value().get();
    if (number == PullRequests.BRANCH_MISSING) {
      return new ClaimInput.BranchMissing(effect.call(), "the branch is gone");
    }
    return number == PullRequests.REFUSED
        ? new ClaimInput.PullRequestFailed(effect.call(), "the host refuses it for good", true)
        : new ClaimInput.PullRequestOpened(effect.call(), number);
  }

  @Override
  public void closePullRequest(ClaimEffect.ClosePullRequest effect) {
    simulation
        .story()
        .tell(agent.name(), () -> "closes pull request " + effect.number() + ": " + effect.why());
    call(host -> host.closePull(effect.number()), reply -> {});
  }

  @Override
  public void callHuman(ClaimEffect.CallHuman effect) {
    callHuman(effect.tip());
  }

  private void callHuman(Tip tip) {
    SignedRecord escalated = tip.record().orElseThrow();
    simulation.story().tell(agent.name(), () -> "calls a human: " + Story.text(escalated));
    call(host -> host.callHuman(escalated), reply -> {});
  }

  @Override
  public void broadcast(ClaimEffect.Broadcast effect) {
    simulation.mesh().broadcast(agent.index(), effect.wire());
    simulation.post().telling(effect.wire()).ifPresent(hearsay::note);
  }

  /** A message arrives. */
  void hear(byte[] wire) {
    give(() -> new ClaimInput.Heard(wire));
  }

  private void noted(ClaimInput input, List<ClaimEffect> effects) {
    if (input instanceof ClaimInput.Heard heard
        && effects.stream().noneMatch(ClaimEffect.Dropped.class::isInstance)) {
      simulation.post().telling(heard.wire()).ifPresent(hearsay::note);
      if (agent.equipment().coverage() != Coverage.ALL) {
        beliefs.believes(simulation.post(), heard.wire(), id);
      }
    }
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
    return Optional.ofNullable(taken);
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

  @Override
  public void look(ClaimEffect.Look effect) {
    if (forge.plan().hint(effect.repository(), clock.at(simulation.world().now())) && !looking) {
      looking = true;
      scan(() -> looking = false);
    }
  }

  @Override
  public void leave(ClaimEffect.Leave effect) {
    forge.plan().leave(effect.repository(), effect.until());
  }

  @Override
  public void dropped(ClaimEffect.Dropped effect) {
    simulation.tally().dropped();
    simulation.story().tell(agent.name(), () -> "drops a message: " + effect.reason());
  }

  @Override
  public void announce(Announce effect) {
    check.announces(effect);
    if (effect.kind() == Announce.Kind.ESCALATED
        && effect.tip().record().filter(last -> last.record().actor().equals(id)).isPresent()) {
      callHuman(effect.tip());
    }
    simulation
        .story()
        .tell(
            agent.name(),
            () ->
                "says "
                    + effect.kind()
                    + " #"
                    + effect.tip().task().number()
                    + (effect.detail().isEmpty() ? "" : ": " + effect.detail()));
  }
}
