package dev.bzzz.core.testkit;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.claim.ClaimEffect.Announce;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.ClaimRecord;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.claim.Committee;
import dev.bzzz.core.claim.InMemoryLedger;
import dev.bzzz.core.claim.TaskFacts;
import dev.bzzz.core.message.Post;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.sim.Recorder;
import dev.bzzz.core.task.TaskId;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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
  static final Duration POLL = Duration.ofSeconds(1);
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  final RepositoryId repository = new RepositoryId("00112233445566778899aabbccddeeff");
  final InMemoryLedger ledger = new InMemoryLedger(QuickSignature::verify);

  /** Empty while agents record, since those write messages down as they are sent. */
  Optional<Post> post = Optional.of(new SharedPost(Post.signed(QuickSignature::verify)));

  final List<FleetMember> members = new ArrayList<>();
  final List<TaskId> tasks = new ArrayList<>();
  final TreeSet<TaskId> closed = new TreeSet<>();
  final TreeMap<TaskId, TaskFacts> facts = new TreeMap<>();
  final TreeSet<Long> closedPulls = new TreeSet<>();
  final List<String> calls = new ArrayList<>();
  final TreeMap<TaskId, SortedSet<Skill>> skills = new TreeMap<>();
  final Map<String, Long> pullRequests = new TreeMap<>();
  final List<String> story = new ArrayList<>();
  final Random random;
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
          new FleetMember(
              this, "agent-" + i, new QuickSignature(Identity.ofSeed(key).id()), protocol));
    }
    ledger.register(repository, policy(members));
    for (int i = 1; i <= taskCount; i++) {
      tasks.add(new TaskId(repository, i));
    }
  }

  private static ClaimPolicy policy(List<FleetMember> members) {
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
    for (FleetMember member : members) {
      Path file = dir.resolve(member.name + ".jsonl");
      Recorder recorder = Recorder.open(file, member.identity.id(), member.protocol);
      member.protocol = recorder;
      recorders.add(recorder);
    }
    return recorders;
  }

  /** Takes an agent out of the policy. */
  void expel(FleetMember member) {
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

  FleetMember holder(TaskId task) {
    return members.stream()
        .filter(member -> member.identity.id().equals(record(task).holder()))
        .findFirst()
        .orElseThrow();
  }

  /** The first member that is not this one. */
  FleetMember other(FleetMember member) {
    return members.stream().filter(each -> each != member).findFirst().orElseThrow();
  }

  Instant now() {
    return now;
  }

  void start() {
    members.forEach(FleetMember::boot);
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

  void later(Duration delay, Runnable action) {
    events.add(new Event(now.plus(delay), orders++, action));
  }

  Duration latency() {
    return Duration.ofMillis(1 + random.nextInt(30));
  }
}
