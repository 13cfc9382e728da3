package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Signer;
import dev.bzzz.core.claim.quorum.QuorumPeer.Step;
import dev.bzzz.core.claim.quorum.Records;
import dev.bzzz.core.claim.quorum.VoterDisk;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * One run of a quorum ledger, without git host and claim machines: peers vote, and read and move
 * registers by chance, each of which must behave like one register (S7). What goes wrong are
 * crashes, disks, pauses, partitions and the traffic between peers; other faults have no place
 * here. Confined to one thread.
 */
final class QuorumSimulation {
  /** For so long after the last fault registers are moved, and then come to rest. */
  private static final Duration AFTER = Duration.ofSeconds(2);

  private static final Duration REST = Duration.ofSeconds(8);
  private static final Duration READING = Duration.ofSeconds(12);

  /** The longest it takes until a peer sees a new policy. */
  private static final Duration POLICY_DELAY = Duration.ofSeconds(5);

  private final Scenario scenario;
  private final World world = new World();
  private final Story story;
  private final Verdict verdict;
  private final Tally tally = new Tally();
  private final Records records;
  private final Weather weather;
  private final SimRandom chance;
  private final Voting voting;
  private final RepositoryId repository;
  private final Electorate electorate;
  private final List<QuorumNode> nodes = new ArrayList<>();
  private final Map<TaskId, RegisterHistory> histories = new TreeMap<>();
  private final Set<Integer> forgetful = new TreeSet<>(); // peers that lose their disks
  private boolean resting;

  /** A voter's answer to a question of a round. */
  record Reply(int round, AgentId voter, byte[] answer) {}

  QuorumSimulation(Scenario scenario, Voting voting, boolean traced) {
    this.scenario = scenario;
    this.voting = voting;
    this.story = new Story(world, traced);
    this.verdict = new Verdict(world, story);
    SimKeys keys = new SimKeys(scenario.seed(), Coverage.ALL);
    this.records = new Records(keys);
    this.weather = new Weather(scenario, world, SimRandom.of(scenario.seed(), 1));
    this.chance = SimRandom.of(scenario.seed(), 3);
    SimRandom names = SimRandom.of(scenario.seed(), 0);
    this.repository = new RepositoryId(names.hex(32));
    List<Signer> signers = new ArrayList<>();
    for (int i = 0; i < Electorate.peers(scenario); i++) {
      signers.add(keys.signer(i));
    }
    this.electorate = new Electorate(scenario, voting, signers, names);
    for (Signer signer : signers) {
      int index = nodes.size();
      nodes.add(new QuorumNode(index, signer, this, SimRandom.of(scenario.seed(), 1000L + index)));
    }
    for (int number = 1; number <= scenario.tasks(); number++) {
      histories.put(task(number), new RegisterHistory());
    }
  }

  Run run() {
    nodes.forEach(node -> world.at(0, node::boot));
    scenario.faults().forEach(this::plan);
    if (electorate.count() > 1) {
      long change = Micros.of(scenario.faultPhase()) / 2;
      nodes.forEach(
          node -> world.at(change + chance.between(Duration.ZERO, POLICY_DELAY), node::learn));
    }
    Duration quiet = scenario.quietFrom().plus(AFTER);
    step(quiet);
    resting = true;
    Duration rested = quiet.plus(REST);
    step(rested);
    int slot = 0;
    for (TaskId task : histories.keySet()) {
      Duration at = rested.plus(READING.multipliedBy(slot++));
      nodes.forEach(node -> world.at(Micros.of(at), () -> node.readAtLast(task)));
    }
    step(rested.plus(READING.multipliedBy(slot)));
    histories.forEach(this::explained);
    return new Run(
        scenario,
        verdict.violations(),
        tally.statistics(scenario.tasks(), world.events()),
        Micros.duration(world.now()),
        story.trace());
  }

  private void step(Duration until) {
    boolean more = true;
    while (more) {
      more = world.step(Micros.of(until));
    }
  }

  private void explained(TaskId task, RegisterHistory history) {
    Optional<String> violation = history.violation();
    verdict.require(
        violation.isEmpty(),
        Invariant.S7,
        () -> "#" + task.number() + ": " + violation.orElseThrow());
  }

  private void plan(Fault fault) {
    long at = Micros.of(fault.at());
    if (fault instanceof Crash crash) {
      QuorumNode node = nodes.get(crash.agent());
      Crash.Disk fate = fate(crash);
      world.at(at, () -> node.crash(fate));
      crash.restartAfter().ifPresent(later -> world.at(at + Micros.of(later), node::boot));
    } else if (fault instanceof Pause pause) {
      world.at(at, () -> nodes.get(pause.agent()).pause(Micros.of(pause.end())));
    }
  }

  /**
   * What becomes of a disk. Where more are lost than a quorum promises to bear, nobody is left who
   * knows what was decided: those keep what was synced.
   */
  private Crash.Disk fate(Crash crash) {
    boolean bearable =
        forgetful.contains(crash.agent()) || forgetful.size() < Electorate.mayForget(scenario);
    if (crash.disk() != Crash.Disk.LOST) {
      return crash.disk();
    }
    if (bearable) {
      forgetful.add(crash.agent());
    }
    return bearable ? Crash.Disk.LOST : Crash.Disk.UNSYNCED_LOST;
  }

  /** A peer has not learnt what a register holds; that must not be so in the end. */
  void unread(QuorumNode node, TaskId task) {
    verdict.require(
        !resting
            || !lively()
            || world.now() < Micros.of(scenario.quietFrom().plus(AFTER).plus(REST)),
        Invariant.L1,
        () -> node.name() + " cannot read #" + task.number() + ", though all voters live");
  }

  /** Whether everybody who has died comes back and knows what it knew. */
  private boolean lively() {
    return scenario.faults().stream()
        .noneMatch(
            fault ->
                fault instanceof Crash crash
                    && (crash.restartAfter().isEmpty() || crash.disk() == Crash.Disk.LOST));
  }

  /** Sends a question to its voters; each answer is brought back, if nothing befalls it. */
  void send(QuorumNode from, Step.Ask ask, Consumer<Reply> back) {
    for (AgentId id : ask.voters()) {
      QuorumNode to = node(id);
      carry(
          from,
          to,
          () ->
              to.answer(
                  ask.question(),
                  answer ->
                      carry(to, from, () -> back.accept(new Reply(ask.round(), id, answer)))));
    }
  }

  /** Asks a voter at once; empty when it cannot be reached. */
  Optional<byte[]> ask(QuorumNode from, AgentId id, byte[] question) {
    QuorumNode to = node(id);
    boolean lost =
        weather.parted(from.index(), to.index())
            || weather.strikesMessage().filter(QuorumSimulation::loses).isPresent();
    return lost || !to.awake() ? Optional.empty() : to.answer(question);
  }

  private static boolean loses(Fault.Mesh fault) {
    return fault.kind() == Fault.Mesh.Kind.LOSS;
  }

  private void carry(QuorumNode from, QuorumNode to, Runnable delivery) {
    if (from == to) {
      delivery.run();
      return;
    }
    if (weather.parted(from.index(), to.index())) {
      return;
    }
    long delay = chance.between(scenario.pace().minGossip(), scenario.pace().maxGossip());
    Optional<Fault.Mesh> struck = weather.strikesMessage();
    long more = struck.map(fault -> chance.between(0, Micros.of(fault.delay()))).orElse(0L);
    if (struck.isEmpty()) {
      world.after(delay, () -> to.whenAwake(delivery));
      return;
    }
    switch (struck.get().kind()) {
      case LOSS -> {}
      case DUPLICATION -> {
        world.after(delay, () -> to.whenAwake(delivery));
        world.after(delay + more, () -> to.whenAwake(delivery));
      }
      case REORDER -> world.after(delay + more, () -> to.whenAwake(delivery));
      default -> throw new AssertionError("unhandled fault: " + struck.get());
    }
  }

  private QuorumNode node(AgentId id) {
    return nodes.stream().filter(node -> node.signer().id().equals(id)).findFirst().orElseThrow();
  }

  VoterDisk disk(SimRandom names) {
    return new VoterDisk(names, voting.synced());
  }

  TaskId task(int number) {
    return new TaskId(repository, number);
  }

  /** Whether registers are moved no more. */
  boolean over() {
    return resting;
  }

  RegisterHistory history(TaskId task) {
    return histories.get(task);
  }

  Scenario scenario() {
    return scenario;
  }

  World world() {
    return world;
  }

  Story story() {
    return story;
  }

  Tally tally() {
    return tally;
  }

  Records records() {
    return records;
  }

  Electorate electorate() {
    return electorate;
  }
}
