package dev.bzzz.core.sim;

import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimEffect.Announce;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.FencingToken;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.TaskId;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Carries out what the machine of one process orders, as {@code Runtime} does in production: calls
 * to ledger and forge, work, messages. Answers come as inputs.
 */
final class SimRuntime implements ClaimEffect.Handler {
  private static final URI OBJECTS = URI.create("sim:objects");

  private final Process process;
  private final Simulation simulation;
  private final LedgerClient ledger;
  private final PullRequests pullRequests;
  private final SimRandom chance;
  private final Map<TaskId, FencingToken> works = new TreeMap<>();
  private final List<TaskId> tried = new ArrayList<>();

  SimRuntime(Process process, Simulation simulation, LedgerClient ledger, SimRandom chance) {
    this.process = process;
    this.simulation = simulation;
    this.ledger = ledger;
    this.pullRequests = process.agent().equipment().pullRequests().get();
    this.chance = chance;
  }

  /** Whether no work is under way. */
  boolean idle() {
    return works.isEmpty();
  }

  /** Tells whoever compares views which tasks were tried for in a step. */
  void tellTries() {
    tried.forEach(simulation.views()::tries);
    tried.clear();
  }

  @Override
  public void read(ClaimEffect.Read effect) {
    if (!process.beliefs().exists(effect.task(), simulation.host().knows(effect.task()))) {
      return;
    }
    Register register = simulation.host().register(effect.task());
    int moves = register.moves();
    ledger.read(
        effect.task(),
        process,
        reply ->
            process.give(
                () ->
                    reply
                        .value()
                        .<ClaimInput>map(tip -> read(effect, tip, register, moves))
                        .orElseGet(() -> new ClaimInput.ReadFailed(effect.call(), reply.why()))));
  }

  private ClaimInput read(ClaimEffect.Read effect, Tip tip, Register register, int moves) {
    process.check().reads(tip, register, moves);
    if (tip.damage().isEmpty()) {
      simulation.check().learnt(process, register);
    }
    return new ClaimInput.ReadAnswered(effect.call(), tip);
  }

  @Override
  public void together(ClaimEffect.Together effect) {
    process.check().pushes(effect.moves(), process.time());
    effect.moves().forEach(this::ask);
  }

  @Override
  public void cas(ClaimEffect.Cas effect) {
    process.check().pushes(List.of(effect), process.time());
    ask(effect);
  }

  private void ask(ClaimEffect.Cas effect) {
    TaskId task = effect.request().task();
    if (!process.beliefs().exists(task, simulation.host().knows(task))) {
      return;
    }
    Register register = simulation.host().register(task);
    simulation
        .story()
        .tell(process.name(), () -> "asks for " + Story.text(effect.request().next()));
    if (process.check().sends(effect.request(), register, process.time())) {
      process.beliefs().tries(task, process.watch().lists(task));
      tried.add(task);
    }
    ledger.cas(effect.request(), process, result -> answered(effect, result, register));
  }

  private void answered(ClaimEffect.Cas effect, CasResult result, Register register) {
    simulation
        .story()
        .tell(
            process.name(),
            () ->
                "hears "
                    + result.getClass().getSimpleName()
                    + " for "
                    + Story.text(effect.request().next()));
    process.give(
        () -> {
          process
              .check()
              .hears(
                  effect.request(),
                  result,
                  register,
                  simulation.check().task(effect.request().task()).forced());
          if (result instanceof CasResult.Lost || result instanceof CasResult.Refused) {
            simulation.check().learnt(process, register);
          }
          return new ClaimInput.CasAnswered(effect.call(), result);
        });
  }

  @Override
  public void startWork(ClaimEffect.StartWork effect) {
    Claim claim = effect.claim();
    TaskId task = claim.task();
    process.check().starts(task, simulation.host().register(task), claim.token().grant());
    if (works.put(task, claim.token()) == null) {
      process.check().works(1);
    }
    simulation.story().tell(process.name(), () -> "works on #" + task.number());
    Optional<String> finished = process.agent().finishedWork(claim.token());
    Pace pace = simulation.scenario().pace();
    boolean fails = finished.isEmpty() && chance.percent(pace.failingPercent());
    String head = finished.orElseGet(() -> chance.hex(40));
    long took = finished.isPresent() ? 0 : chance.between(pace.minWork(), pace.maxWork());
    simulation
        .world()
        .after(
            took,
            () -> {
              if (process.alive() && claim.token().equals(works.get(task))) {
                workEnds(claim, fails ? Optional.empty() : Optional.of(head));
              }
            });
  }

  private void workEnds(Claim claim, Optional<String> head) {
    ended(claim.task());
    simulation
        .story()
        .tell(
            process.name(),
            () -> (head.isPresent() ? "finishes" : "fails at") + " #" + claim.task().number());
    head.ifPresent(commit -> process.agent().finished(claim.token(), commit));
    process.give(
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
      process.check().works(-1);
    }
  }

  @Override
  public void stopWork(ClaimEffect.StopWork effect) {
    ended(effect.task());
  }

  @Override
  public void openPullRequest(ClaimEffect.OpenPullRequest effect) {
    pullRequests.open(effect.claim(), process, reply -> process.give(() -> opened(effect, reply)));
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
        .tell(process.name(), () -> "closes pull request " + effect.number() + ": " + effect.why());
    process.call(host -> host.closePull(effect.number()), reply -> {});
  }

  @Override
  public void callHuman(ClaimEffect.CallHuman effect) {
    callHuman(effect.tip());
  }

  private void callHuman(Tip tip) {
    SignedRecord escalated = tip.record().orElseThrow();
    simulation.story().tell(process.name(), () -> "calls a human: " + Story.text(escalated));
    process.call(host -> host.callHuman(escalated), reply -> {});
  }

  @Override
  public void broadcast(ClaimEffect.Broadcast effect) {
    simulation.mesh().broadcast(process.agent().index(), effect.wire());
    simulation.post().telling(effect.wire()).ifPresent(process.hearsay()::note);
  }

  @Override
  public void look(ClaimEffect.Look effect) {
    process.watch().look(effect);
  }

  @Override
  public void leave(ClaimEffect.Leave effect) {
    process.watch().leave(effect);
  }

  @Override
  public void dropped(ClaimEffect.Dropped effect) {
    simulation.tally().dropped();
    simulation.story().tell(process.name(), () -> "drops a message: " + effect.reason());
  }

  @Override
  public void announce(Announce effect) {
    process.check().announces(effect);
    if (effect.kind() == Announce.Kind.ESCALATED
        && effect
            .tip()
            .record()
            .filter(last -> last.record().actor().equals(process.id()))
            .isPresent()) {
      callHuman(effect.tip());
    }
    simulation
        .story()
        .tell(
            process.name(),
            () ->
                "says "
                    + effect.kind()
                    + " #"
                    + effect.tip().task().number()
                    + (effect.detail().isEmpty() ? "" : ": " + effect.detail()));
  }
}
