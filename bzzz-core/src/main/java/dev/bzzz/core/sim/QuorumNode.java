package dev.bzzz.core.sim;

import dev.bzzz.core.Signer;
import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.claim.quorum.QuorumPeer;
import dev.bzzz.core.claim.quorum.QuorumPeer.Step;
import dev.bzzz.core.claim.quorum.VoterDisk;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One peer of a simulated quorum: votes, and, where it is an agent, reads and moves registers. */
final class QuorumNode {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MAX_OPERATIONS = 40;

  /** So often a register is read that others read at the same time, too. */
  private static final int MAX_TRIES = 2;

  /** The longest it takes until what was written is on the disk. */
  private static final long MAX_DISK_MICROS = 5_000;

  private final int index;
  private final Signer signer;
  private final QuorumSimulation simulation;
  private final SimRandom chance;
  private final QuorumMoves moves;
  private final Map<TaskId, Tip> known = new TreeMap<>();
  private VoterDisk disk;
  private @Nullable QuorumPeer peer;
  private @Nullable Operation current;
  private int policies = 1;
  private int operations;
  private int tries;
  private long pausedUntil;

  /** A read or a move under way. */
  private static final class Operation {
    final long began;
    final TaskId task;
    final Optional<CasRequest> request;
    final QuorumPeer.Attempt attempt;
    long tickAt = Long.MAX_VALUE;

    Operation(long began, TaskId task, Optional<CasRequest> request, QuorumPeer.Attempt attempt) {
      this.began = began;
      this.task = task;
      this.request = request;
      this.attempt = attempt;
    }
  }

  QuorumNode(int index, Signer signer, QuorumSimulation simulation, SimRandom chance) {
    this.index = index;
    this.signer = signer;
    this.simulation = simulation;
    this.chance = chance;
    this.disk = simulation.disk(chance);
    this.moves = new QuorumMoves(signer, simulation.world(), chance);
  }

  int index() {
    return index;
  }

  Signer signer() {
    return signer;
  }

  String name() {
    return "agent-" + index;
  }

  void boot() {
    if (peer != null) {
      return;
    }
    simulation.story().tell(name(), () -> "starts");
    QuorumPeer.Seat seat =
        new QuorumPeer.Seat(
            signer,
            simulation.records(),
            repository -> simulation.electorate().seen(policies),
            disk);
    peer = new QuorumPeer(seat, (to, question) -> simulation.ask(this, to, question), chance);
    if (index < simulation.scenario().agents()) {
      later();
    }
  }

  void crash(Crash.Disk fate) {
    simulation.story().tell(name(), () -> "dies, and its disk: " + fate);
    peer = null;
    known.clear();
    Operation broken = current;
    current = null;
    if (broken != null) {
      unknown(broken);
    }
    switch (fate) {
      case KEPT -> {}
      case UNSYNCED_LOST -> disk.crash();
      case LOST -> disk = simulation.disk(chance);
      default -> throw new AssertionError("unhandled fate: " + fate);
    }
  }

  void pause(long until) {
    simulation.story().tell(name(), () -> "stands still");
    pausedUntil = Math.max(pausedUntil, until);
  }

  /** It has seen all policies there are. */
  void learn() {
    policies = simulation.electorate().count();
    simulation.story().tell(name(), () -> "sees the policy that names other voters");
  }

  /** Whether it answers now. */
  boolean awake() {
    return peer != null && simulation.world().now() >= pausedUntil;
  }

  /** Its answer, with its disk waited for at once; empty when it has died. */
  Optional<byte[]> answer(byte[] question) {
    return Optional.ofNullable(peer).map(voter -> voter.answer(question).get());
  }

  /** Answers as soon as its disk has what it tells of, unless it has died by then. */
  void answer(byte[] question, Consumer<byte[]> back) {
    QuorumPeer asked = peer;
    if (asked != null) {
      Supplier<byte[]> answer = asked.answer(question);
      long wait = chance.between(0, MAX_DISK_MICROS);
      simulation
          .world()
          .after(
              wait,
              () ->
                  whenAwake(
                      () -> {
                        if (peer == asked) {
                          back.accept(answer.get());
                        }
                      }));
    }
  }

  /** Does something now, or when it goes on; not at all when it has died by then. */
  void whenAwake(Runnable action) {
    if (simulation.world().now() < pausedUntil) {
      simulation.world().at(pausedUntil, () -> whenAwake(action));
    } else if (peer != null) {
      action.run();
    }
  }

  private void later() {
    QuorumPeer mine = peer;
    long wait = chance.between(0, chance.percent(80) ? 20_000 : 1_000_000);
    simulation.world().after(wait, () -> whenAwake(() -> next(mine)));
  }

  private void next(@Nullable QuorumPeer mine) {
    if (peer != mine || current != null || operations >= MAX_OPERATIONS || simulation.over()) {
      return;
    }
    operations++;
    TaskId task = simulation.task((int) chance.between(1, simulation.scenario().tasks()));
    Optional<CasRequest> move =
        chance.percent(25)
            ? Optional.empty()
            : Optional.ofNullable(known.get(task))
                .flatMap(tip -> moves.next(tip, simulation.electorate().seen(policies).head()));
    begin(task, move);
  }

  /** Reads a register, once all is calm; like everybody who does not get through, it asks again. */
  void readAtLast(TaskId task) {
    if (peer != null && current == null) {
      tries = MAX_TRIES;
      begin(task, Optional.empty());
    }
  }

  private void begin(TaskId task, Optional<CasRequest> request) {
    QuorumPeer asking = Objects.requireNonNull(peer);
    Instant until = Micros.instant(simulation.world().now()).plus(PATIENCE);
    QuorumPeer.Attempt attempt =
        request.map(wanted -> asking.move(wanted, until)).orElseGet(() -> asking.read(task, until));
    Operation operation = new Operation(simulation.world().now(), task, request, attempt);
    current = operation;
    request.ifPresent(
        wanted -> {
          simulation.tally().attempted();
          simulation.story().tell(name(), () -> "asks for " + Story.text(wanted.next()));
        });
    take(operation, attempt.tick(Micros.instant(simulation.world().now())));
  }

  private void take(Operation operation, List<Step> steps) {
    for (Step step : steps) {
      if (step instanceof Step.Ask ask) {
        simulation.story().tell(name(), () -> "asks the voters to " + ask.what());
        simulation.send(this, ask, answer -> heard(operation, answer));
      } else {
        end(operation, step);
        return;
      }
    }
    operation
        .attempt
        .deadline()
        .map(Micros::of)
        .filter(at -> at < operation.tickAt || operation.tickAt <= simulation.world().now())
        .ifPresent(
            at -> {
              operation.tickAt = at;
              simulation.world().at(at, () -> whenAwake(() -> tick(operation)));
            });
  }

  private void tick(Operation operation) {
    if (current == operation) {
      operation.tickAt = Long.MAX_VALUE;
      take(operation, operation.attempt.tick(Micros.instant(simulation.world().now())));
    }
  }

  private void heard(Operation operation, QuorumSimulation.Reply reply) {
    if (current == operation) {
      Instant now = Micros.instant(simulation.world().now());
      take(operation, operation.attempt.heard(reply.round(), reply.voter(), reply.answer(), now));
    }
  }

  private void end(Operation operation, Step step) {
    current = null;
    RegisterHistory history = simulation.history(operation.task);
    long now = simulation.world().now();
    known.remove(operation.task);
    simulation.story().tell(name(), () -> "hears " + text(step));
    if (step instanceof Step.Seen seen) {
      history.saw(operation.began, now, seen.tip().position());
      known.put(operation.task, seen.tip());
    } else if (step instanceof Step.Moved moved) {
      ended(operation, moved.result());
    } else if (--tries > 0) {
      begin(operation.task, Optional.empty());
      return;
    } else {
      simulation.unread(this, operation.task);
    }
    later();
  }

  private void ended(Operation operation, CasResult result) {
    CasRequest request = operation.request.orElseThrow();
    RegisterHistory history = simulation.history(operation.task);
    long now = simulation.world().now();
    String expected = request.expected().position();
    if (result instanceof CasResult.Won won) {
      simulation.tally().granted();
      simulation.tally().latency(now - operation.began);
      history.won(operation.began, now, expected, request.next().id());
      known.put(operation.task, won.tip());
    } else if (result instanceof CasResult.Lost lost) {
      history.lost(operation.began, now, expected, lost.now().position());
      known.put(operation.task, lost.now());
    } else if (result instanceof CasResult.Unknown) {
      unknown(operation);
    }
  }

  private void unknown(Operation operation) {
    operation.request.ifPresent(
        request ->
            simulation
                .history(operation.task)
                .unknown(operation.began, request.expected().position(), request.next().id()));
  }

  private static String text(Step step) {
    if (step instanceof Step.Seen seen) {
      return seen.tip().record().map(Story::text).orElse("nothing");
    }
    return step instanceof Step.Moved moved
        ? moved.result().getClass().getSimpleName()
        : "no majority";
  }
}
