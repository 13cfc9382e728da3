package dev.bzzz.core.testkit;

import dev.bzzz.core.LocalValues;
import dev.bzzz.core.Signer;
import dev.bzzz.core.capability.AgentProfile;
import dev.bzzz.core.capability.Capability;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimEffect.Announce;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.TaskFacts;
import dev.bzzz.core.machine.Machine;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.message.DropReason;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.PollPlan;
import dev.bzzz.core.task.TaskId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * One agent of a {@link ClaimFleet}: its process, which may crash, freeze and be started again, and
 * the forge, the ledger and the mesh as it sees them.
 */
final class FleetMember implements ClaimEffect.Handler {
  private final ClaimFleet fleet;
  final String name;
  final Signer identity;
  final List<Announce> announced = new ArrayList<>();
  final TreeSet<TaskId> working = new TreeSet<>();
  final List<DropReason> drops = new ArrayList<>();
  List<Capability> capabilities = List.of();
  ClaimProtocol protocol;
  int slots = 1;

  /** Which tasks it may take. */
  Predicate<TaskId> fits = task -> true;

  Duration workTime = Duration.ofSeconds(2);
  boolean worksWell = true;
  private Machine<ClaimInput, ClaimEffect> machine = new Idle();
  private ClaimLedger view;
  private final List<Runnable> frozen = new ArrayList<>();
  private PollPlan plan = new PollPlan(ClaimFleet.POLL);
  private ClaimInput.Observed told = new ClaimInput.Observed(List.of(), List.of());
  private int incarnation;
  private Instant pausedUntil = ClaimFleet.START;

  /** When this agent asked the forge for its tasks. */
  final List<Instant> listings = new ArrayList<>();

  FleetMember(ClaimFleet fleet, String name, Signer identity, ClaimProtocol protocol) {
    this.fleet = fleet;
    this.view = fleet.ledger;
    this.protocol = protocol;
    this.name = name;
    this.identity = identity;
  }

  void boot() {
    incarnation++;
    working.clear();
    view = fleet.faults.apply(fleet.ledger);
    plan = new PollPlan(ClaimFleet.POLL);
    Random own = new Random(fleet.random.nextLong());
    AgentProfile profile = new AgentProfile(identity.id(), name, capabilities);
    machine =
        protocol.machine(
            new ClaimContext(
                identity, profile, slots, own, meshLink(own), fleet.post, LocalValues.NONE));
    poll(incarnation);
  }

  private Optional<MeshLink> meshLink(Random chance) {
    byte[] boot = new byte[16];
    if (fleet.meshLoss.isPresent()) {
      chance.nextBytes(boot);
    }
    return fleet.meshLoss.isPresent()
        ? Optional.of(
            new MeshLink(
                MeshLink.DEFAULT_NETWORK, HexFormat.of().formatHex(boot), QuickSignature::verify))
        : Optional.empty();
  }

  /** Ends the process without a word. */
  void crash() {
    fleet.story.add(fleet.now() + " " + name + " crashes");
    incarnation++;
    machine = new Idle();
    working.clear();
  }

  void stop() {
    give(incarnation, new ClaimInput.Stop());
  }

  /** Wakes a frozen process up. */
  void resume() {
    fleet.story.add(fleet.now() + " " + name + " wakes");
    pausedUntil = fleet.now();
    List<Runnable> waiting = List.copyOf(frozen);
    frozen.clear();
    waiting.forEach(each -> fleet.later(Duration.ZERO, each));
  }

  void pause(Duration duration) {
    fleet.story.add(fleet.now() + " " + name + " freezes for " + duration);
    pausedUntil = fleet.now().plus(duration);
    Instant until = pausedUntil;
    fleet.later(
        duration,
        () -> {
          if (pausedUntil.equals(until)) {
            resume();
          }
        });
  }

  boolean has(Announce.Kind kind) {
    return announced.stream().anyMatch(each -> each.kind() == kind);
  }

  private void poll(int born) {
    if (born == incarnation) {
      observe(born);
      fleet.later(ClaimFleet.POLL, () -> poll(born));
    }
  }

  private void observe(int born) {
    TreeSet<RepositoryId> listed = new TreeSet<>();
    if (plan.due(fleet.repository, fleet.now())) {
      plan.listed(fleet.repository, fleet.now());
      listings.add(fleet.now());
      listed.add(fleet.repository);
      TreeMap<TaskId, TaskFacts> said = new TreeMap<>(fleet.facts);
      fleet.closed.forEach(task -> said.put(task, TaskFacts.CLOSED));
      List<TaskId> open =
          fleet.tasks.stream().filter(task -> !fleet.closed.contains(task)).filter(fits).toList();
      told = new ClaimInput.Observed(open, List.of(), fleet.skills, said, Optional.empty());
    }
    give(
        born,
        new ClaimInput.Observed(
            told.candidates(),
            List.of(fleet.ledger.scan(fleet.repository)),
            told.skills(),
            told.facts(),
            Optional.of(new ClaimInput.Listing(listed, fleet.now(), ClaimFleet.POLL))));
  }

  private void give(int born, ClaimInput input) {
    if (born != incarnation) {
      return;
    }
    if (fleet.now().isBefore(pausedUntil)) {
      frozen.add(() -> give(born, input));
      return;
    }
    machine.on(input, fleet.now()).forEach(effect -> effect.applyTo(this));
    machine
        .deadline()
        .ifPresent(
            at -> {
              Duration wait = Duration.between(fleet.now(), at);
              fleet.later(wait.isNegative() ? Duration.ZERO : wait, () -> tick(born, at));
            });
  }

  private void tick(int born, Instant at) {
    if (born == incarnation && machine.deadline().filter(at::equals).isPresent()) {
      give(born, new ClaimInput.Tick());
    }
  }

  private void answer(Duration delay, java.util.function.Supplier<ClaimInput> input) {
    int born = incarnation;
    // Half of the way there, half back: the ledger decides in between, alive or not.
    fleet.later(
        delay.dividedBy(2),
        () -> {
          ClaimInput made = input.get();
          fleet.later(delay.dividedBy(2), () -> give(born, made));
        });
  }

  @Override
  public void read(ClaimEffect.Read effect) {
    answer(
        fleet.latency(),
        () -> {
          try {
            return new ClaimInput.ReadAnswered(effect.call(), view.read(effect.task()));
          } catch (dev.bzzz.core.TransientException e) {
            return new ClaimInput.ReadFailed(effect.call(), e.getMessage());
          }
        });
  }

  @Override
  public void cas(ClaimEffect.Cas effect) {
    fleet.story.add(fleet.now() + " " + name + " asks for " + effect.request().next());
    ClaimRecord next = effect.request().next().record();
    fleet.grantsAsked += next.state() == ClaimState.HELD && next.grant().isEmpty() ? 1 : 0;
    answer(
        fleet.latency(),
        () ->
            new ClaimInput.CasAnswered(
                effect.call(), view.cas(effect.request(), Duration.ofSeconds(1))));
  }

  @Override
  public void startWork(ClaimEffect.StartWork effect) {
    Claim claim = effect.claim();
    working.add(claim.task());
    String head = String.format("%040x", fleet.random.nextLong() & Long.MAX_VALUE);
    answer(
        workTime,
        () ->
            worksWell
                ? new ClaimInput.WorkSucceeded(
                    claim.task(), claim.token(), head, URI.create("mem:work"))
                : new ClaimInput.WorkFailed(claim.task(), claim.token(), "the tests are red"));
  }

  @Override
  public void stopWork(ClaimEffect.StopWork effect) {
    working.remove(effect.task());
  }

  @Override
  public void openPullRequest(ClaimEffect.OpenPullRequest effect) {
    answer(
        fleet.latency(),
        () -> {
          String branch = effect.claim().task() + " " + effect.claim().work().branch();
          if (!fleet.pullRequests.containsKey(branch)
              && fleet.ledger.branch(fleet.repository, effect.claim().work().branch()).isEmpty()) {
            return new ClaimInput.BranchMissing(effect.call(), branch + " is gone");
          }
          long number =
              fleet.pullRequests.computeIfAbsent(branch, b -> 100L + fleet.pullRequests.size());
          return new ClaimInput.PullRequestOpened(effect.call(), number);
        });
  }

  @Override
  public void closePullRequest(ClaimEffect.ClosePullRequest effect) {
    fleet.later(fleet.latency(), () -> fleet.closedPulls.add(effect.number()));
  }

  @Override
  public void callHuman(ClaimEffect.CallHuman effect) {
    fleet.later(
        fleet.latency(),
        () -> {
          fleet.calls.add(name);
          fleet.facts.remove(effect.tip().task());
        });
  }

  @Override
  public void announce(Announce effect) {
    fleet.story.add(
        fleet.now()
            + " "
            + name
            + " "
            + effect.kind()
            + " "
            + effect.tip().task().number()
            + " "
            + effect.detail());
    announced.add(effect);
    if (effect.kind() == Announce.Kind.PUBLISHED || effect.kind() == Announce.Kind.RELEASED) {
      working.remove(effect.tip().task());
    }
  }

  @Override
  public void broadcast(ClaimEffect.Broadcast effect) {
    byte[] wire = effect.wire();
    fleet.broadcasts++;
    fleet.members.stream().filter(member -> member != this).forEach(member -> member.hear(wire));
  }

  /** Delivers a message, or loses it. */
  void hear(byte[] wire) {
    int born = incarnation;
    if (fleet.random.nextInt(100) >= fleet.meshLoss.orElse(100)) {
      fleet.later(fleet.latency(), () -> give(born, new ClaimInput.Heard(wire)));
    }
  }

  @Override
  public void look(ClaimEffect.Look effect) {
    int born = incarnation;
    if (plan.hint(effect.repository(), fleet.now())) {
      fleet.later(fleet.latency(), () -> observe(born));
    }
  }

  @Override
  public void leave(ClaimEffect.Leave effect) {
    plan.leave(effect.repository(), effect.until());
  }

  @Override
  public void dropped(ClaimEffect.Dropped effect) {
    drops.add(effect.reason());
  }

  /** A process that is not there. */
  private static final class Idle implements Machine<ClaimInput, ClaimEffect> {
    @Override
    public List<ClaimEffect> on(ClaimInput input, Instant now) {
      return List.of();
    }

    @Override
    public Optional<Instant> deadline() {
      return Optional.empty();
    }
  }
}
