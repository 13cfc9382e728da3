package dev.bzzz.core.testkit;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.LocalValues;
import dev.bzzz.core.Signer;
import dev.bzzz.core.capability.AgentProfile;
import dev.bzzz.core.capability.Capability;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimEffect.Announce;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.claim.Committee;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.claim.TaskFacts;
import dev.bzzz.core.machine.Machine;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.message.DropReason;
import dev.bzzz.core.message.Post;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.sim.Recorder;
import dev.bzzz.core.task.PollPlan;
import dev.bzzz.core.task.TaskId;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Claim machines of several agents, all of one protocol, on one in-memory ledger under virtual
 * time, in one thread. The same seed gives the same run.
 *
 * <p>For tests that steer: they run the fleet until something holds, do something to whomever it
 * concerns, and look at what single agents announce. What goes wrong by chance, and whether every
 * invariant holds then, is for scenarios of {@link dev.bzzz.core.sim.Simulator}, which are settled
 * before they run.
 */
final class ClaimFleet {
  static final ClaimTiming TIMING =
      new ClaimTiming(
          Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofHours(1), Duration.ofHours(2));
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  final RepositoryId repository = new RepositoryId("00112233445566778899aabbccddeeff");
  final InMemoryLedger ledger = new InMemoryLedger(QuickSignature::verify);

  /** Empty while agents record, since those write messages down as they are sent. */
  private Optional<Post> post = Optional.of(new SharedPost(Post.signed(QuickSignature::verify)));

  final List<Member> members = new ArrayList<>();
  final List<TaskId> tasks = new ArrayList<>();
  final TreeSet<TaskId> closed = new TreeSet<>();
  final TreeMap<TaskId, TaskFacts> facts = new TreeMap<>();
  final TreeSet<Long> closedPulls = new TreeSet<>();
  final List<String> calls = new ArrayList<>();
  final TreeMap<TaskId, SortedSet<Skill>> skills = new TreeMap<>();
  final Map<String, Long> pullRequests = new TreeMap<>();
  final List<String> story = new ArrayList<>();
  private final Random random;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparing(Event::at).thenComparing(Event::order));
  private long orders;
  private Instant now = START;

  /** Changes what the ledger answers: may lose answers, or refuse. */
  UnaryOperator<ClaimLedger> faults = UnaryOperator.identity();

  /** How many of a hundred messages get lost on the mesh; empty when there is no mesh. */
  OptionalInt meshLoss = OptionalInt.empty();

  /** How often the ledger was asked for a grant. */
  int grantsAsked;

  /** How often any message was sent. */
  int broadcasts;

  private record Event(Instant at, long order, Runnable action) {}

  ClaimFleet(ClaimProtocol protocol, long seed, int agents, int taskCount) {
    random = new Random(seed);
    for (int i = 0; i < agents; i++) {
      byte[] key = ByteBuffer.allocate(32).putLong(seed).putInt(i).array();
      members.add(
          new Member("agent-" + i, new QuickSignature(Identity.ofSeed(key).id()), protocol));
    }
    ledger.register(repository, policy(members));
    for (int i = 1; i <= taskCount; i++) {
      tasks.add(new TaskId(repository, i));
    }
  }

  private static ClaimPolicy policy(List<Member> members) {
    Map<AgentId, String> names = new TreeMap<>();
    members.forEach(member -> names.put(member.identity.id(), member.name));
    return ClaimPolicy.of(names, TIMING);
  }

  /** Makes the first agents the committee. */
  void elect(int voters) {
    if (voters > 0) {
      ClaimPolicy policy = policy(members);
      Committee committee =
          Committee.first(
              members.subList(0, voters).stream().map(member -> member.identity.id()).toList());
      ledger.changePolicy(
          repository,
          new ClaimPolicy(
              policy.agents(),
              policy.revoked(),
              policy.ledger(),
              Optional.of(committee),
              policy.timing()));
    }
  }

  /** Records every member to a file of its name; to be closed when they have stopped. */
  List<Recorder> record(Path dir) {
    post = Optional.empty();
    List<Recorder> recorders = new ArrayList<>();
    for (Member member : members) {
      Path file = dir.resolve(member.name + ".jsonl");
      Recorder recorder = Recorder.open(file, member.identity.id(), member.protocol);
      member.protocol = recorder;
      recorders.add(recorder);
    }
    return recorders;
  }

  /** Takes an agent out of the policy. */
  void expel(Member member) {
    ledger.changePolicy(
        repository, policy(members.stream().filter(each -> each != member).toList()));
  }

  /** How often any member announced this. */
  long count(Announce.Kind kind) {
    return members.stream()
        .flatMap(member -> member.announced.stream())
        .filter(each -> each.kind() == kind)
        .count();
  }

  ClaimRecord record(TaskId task) {
    return ledger.read(task).record().orElseThrow().record();
  }

  Member holder(TaskId task) {
    return members.stream()
        .filter(member -> member.identity.id().equals(record(task).holder()))
        .findFirst()
        .orElseThrow();
  }

  /** The first member that is not this one. */
  Member other(Member member) {
    return members.stream().filter(each -> each != member).findFirst().orElseThrow();
  }

  Instant now() {
    return now;
  }

  void start() {
    members.forEach(Member::boot);
  }

  /** Runs until the condition holds; fails the test when that takes longer than {@code limit}. */
  void runUntil(BooleanSupplier condition, Duration limit) {
    Instant end = now.plus(limit);
    while (!condition.getAsBoolean()) {
      Event next = events.poll();
      if (next == null || next.at().isAfter(end)) {
        throw new AssertionError(
            "not reached within " + limit + "; states " + states() + "\n" + tail());
      }
      now = next.at();
      next.action().run();
    }
  }

  void runFor(Duration duration) {
    Instant end = now.plus(duration);
    while (!events.isEmpty() && !events.peek().at().isAfter(end)) {
      Event next = events.remove();
      now = next.at();
      next.action().run();
    }
    now = end;
  }

  boolean allIn(ClaimState... states) {
    return tasks.stream()
        .allMatch(task -> ledger.read(task).state().filter(List.of(states)::contains).isPresent());
  }

  Map<TaskId, Optional<ClaimState>> states() {
    Map<TaskId, Optional<ClaimState>> states = new TreeMap<>();
    tasks.forEach(task -> states.put(task, ledger.read(task).state()));
    return states;
  }

  String tail() {
    return String.join("\n", story.subList(Math.max(0, story.size() - 60), story.size()));
  }

  private void later(Duration delay, Runnable action) {
    events.add(new Event(now.plus(delay), orders++, action));
  }

  private Duration latency() {
    return Duration.ofMillis(1 + random.nextInt(30));
  }

  /** One agent. */
  final class Member implements ClaimEffect.Handler {
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
    private ClaimLedger view = ledger;
    private final List<Runnable> frozen = new ArrayList<>();
    private PollPlan plan = new PollPlan(POLL);
    private ClaimInput.Observed told = new ClaimInput.Observed(List.of(), List.of());
    private int incarnation;
    private Instant pausedUntil = START;

    /** When this agent asked the forge for its tasks. */
    final List<Instant> listings = new ArrayList<>();

    Member(String name, Signer identity, ClaimProtocol protocol) {
      this.protocol = protocol;
      this.name = name;
      this.identity = identity;
    }

    void boot() {
      incarnation++;
      working.clear();
      view = faults.apply(ledger);
      plan = new PollPlan(POLL);
      Random own = new Random(random.nextLong());
      AgentProfile profile = new AgentProfile(identity.id(), name, capabilities);
      machine =
          protocol.machine(
              new ClaimContext(
                  identity, profile, slots, own, meshLink(own), post, LocalValues.NONE));
      poll(incarnation);
    }

    private Optional<MeshLink> meshLink(Random chance) {
      byte[] boot = new byte[16];
      if (meshLoss.isPresent()) {
        chance.nextBytes(boot);
      }
      return meshLoss.isPresent()
          ? Optional.of(
              new MeshLink(
                  MeshLink.DEFAULT_NETWORK, HexFormat.of().formatHex(boot), QuickSignature::verify))
          : Optional.empty();
    }

    /** Ends the process without a word. */
    void crash() {
      story.add(now + " " + name + " crashes");
      incarnation++;
      machine = new Idle();
      working.clear();
    }

    void stop() {
      give(incarnation, new ClaimInput.Stop());
    }

    /** Wakes a frozen process up. */
    void resume() {
      story.add(now + " " + name + " wakes");
      pausedUntil = now;
      List<Runnable> waiting = List.copyOf(frozen);
      frozen.clear();
      waiting.forEach(each -> later(Duration.ZERO, each));
    }

    void pause(Duration duration) {
      story.add(now + " " + name + " freezes for " + duration);
      pausedUntil = now.plus(duration);
      Instant until = pausedUntil;
      later(
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
        later(POLL, () -> poll(born));
      }
    }

    private void observe(int born) {
      TreeSet<RepositoryId> listed = new TreeSet<>();
      if (plan.due(repository, now)) {
        plan.listed(repository, now);
        listings.add(now);
        listed.add(repository);
        TreeMap<TaskId, TaskFacts> said = new TreeMap<>(facts);
        closed.forEach(task -> said.put(task, TaskFacts.CLOSED));
        List<TaskId> open =
            tasks.stream().filter(task -> !closed.contains(task)).filter(fits).toList();
        told = new ClaimInput.Observed(open, List.of(), skills, said, Optional.empty());
      }
      give(
          born,
          new ClaimInput.Observed(
              told.candidates(),
              List.of(ledger.scan(repository)),
              told.skills(),
              told.facts(),
              Optional.of(new ClaimInput.Listing(listed, now, POLL))));
    }

    private void give(int born, ClaimInput input) {
      if (born != incarnation) {
        return;
      }
      if (now.isBefore(pausedUntil)) {
        frozen.add(() -> give(born, input));
        return;
      }
      machine.on(input, now).forEach(effect -> effect.applyTo(this));
      machine
          .deadline()
          .ifPresent(
              at -> {
                Duration wait = Duration.between(now, at);
                later(wait.isNegative() ? Duration.ZERO : wait, () -> tick(born, at));
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
      later(
          delay.dividedBy(2),
          () -> {
            ClaimInput made = input.get();
            later(delay.dividedBy(2), () -> give(born, made));
          });
    }

    @Override
    public void read(ClaimEffect.Read effect) {
      answer(
          latency(),
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
      story.add(now + " " + name + " asks for " + effect.request().next());
      ClaimRecord next = effect.request().next().record();
      grantsAsked += next.state() == ClaimState.HELD && next.grant().isEmpty() ? 1 : 0;
      answer(
          latency(),
          () ->
              new ClaimInput.CasAnswered(
                  effect.call(), view.cas(effect.request(), Duration.ofSeconds(1))));
    }

    @Override
    public void startWork(ClaimEffect.StartWork effect) {
      Claim claim = effect.claim();
      working.add(claim.task());
      String head = String.format("%040x", random.nextLong() & Long.MAX_VALUE);
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
          latency(),
          () -> {
            String branch = effect.claim().task() + " " + effect.claim().work().branch();
            if (!pullRequests.containsKey(branch)
                && ledger.branch(repository, effect.claim().work().branch()).isEmpty()) {
              return new ClaimInput.BranchMissing(effect.call(), branch + " is gone");
            }
            long number = pullRequests.computeIfAbsent(branch, b -> 100L + pullRequests.size());
            return new ClaimInput.PullRequestOpened(effect.call(), number);
          });
    }

    @Override
    public void closePullRequest(ClaimEffect.ClosePullRequest effect) {
      later(latency(), () -> closedPulls.add(effect.number()));
    }

    @Override
    public void callHuman(ClaimEffect.CallHuman effect) {
      later(
          latency(),
          () -> {
            calls.add(name);
            facts.remove(effect.tip().task());
          });
    }

    @Override
    public void announce(Announce effect) {
      story.add(
          now
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
      broadcasts++;
      members.stream().filter(member -> member != this).forEach(member -> member.hear(wire));
    }

    /** Delivers a message, or loses it. */
    void hear(byte[] wire) {
      int born = incarnation;
      if (random.nextInt(100) >= meshLoss.orElse(100)) {
        later(latency(), () -> give(born, new ClaimInput.Heard(wire)));
      }
    }

    @Override
    public void look(ClaimEffect.Look effect) {
      int born = incarnation;
      if (plan.hint(effect.repository(), now)) {
        later(latency(), () -> observe(born));
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
