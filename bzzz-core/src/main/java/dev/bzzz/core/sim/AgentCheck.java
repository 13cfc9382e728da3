package dev.bzzz.core.sim;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimEffect.Announce;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Watches one process of an honest agent: what it knows, what it is after, what it claims. */
final class AgentCheck {
  private static final int MAX_GRANTS = 3;

  private static final Duration GRANT_WINDOW = Duration.ofMinutes(10);

  /** Announcements that say how a compare-and-swap ended, or what follows from its end. */
  private static final Set<Announce.Kind> OUTCOMES =
      java.util.EnumSet.complementOf(java.util.EnumSet.of(Announce.Kind.TROUBLE));

  private final String name;
  private final int slots;
  private final World world;
  private final Verdict verdict;
  private final Tally tally;
  private final Map<TaskId, Watched> tasks = new TreeMap<>();
  private int held;
  private int working;
  private int unknowns;
  private long roomSince;
  private @Nullable Instant lastEnd;
  private Duration betweenEnds = ChronoUnit.FOREVER.getDuration();

  /** One task as this process knows it. */
  private static final class Watched {
    private long knownSeq;
    private String knownAt = "";
    private long knownSince;
    private boolean interrupted;
    private long knewWhenSent;
    private String knewAtWhenSent = "";
    private @Nullable String sent;
    private long watchedWhenSent;
    private int movesWhenSent;

    long watching(String position, long now) {
      return knownAt.equals(position) && !interrupted ? now - knownSince : 0;
    }

    private boolean unknown;
    private int pushes;
    private long releasedAt = Long.MIN_VALUE;
    private List<Instant> grants = List.of();
  }

  AgentCheck(SimAgent agent, World world, Verdict verdict, Tally tally) {
    this.name = agent.name();
    this.slots = agent.slots();
    this.world = world;
    this.verdict = verdict;
    this.tally = tally;
    this.roomSince = world.now();
  }

  /** What it knew of a task when it last sent a compare-and-swap for it. */
  long knew(TaskId task) {
    return watched(task).knewWhenSent;
  }

  /** Where it knew a task's ref to be when it last sent a compare-and-swap for it. */
  String knewAt(TaskId task) {
    return watched(task).knewAtWhenSent;
  }

  /** Since when it has room for one more task, as far as can be seen; empty when it has none. */
  Optional<Long> roomSince() {
    return held < slots && working < slots && unknowns == 0
        ? Optional.of(roomSince)
        : Optional.empty();
  }

  /** Whether it may take a task, or has tried too often, or given it up, a short while ago. */
  boolean mayTake(TaskId id) {
    Watched task = watched(id);
    // By a slow clock that takes longer.
    long window = Micros.of(GRANT_WINDOW) / 10 * 11;
    return task.grants.size() < MAX_GRANTS
        && (task.releasedAt == Long.MIN_VALUE || world.now() - task.releasedAt > window);
  }

  /** How often it has asked to move a claim, but to DONE. */
  int pushes(TaskId task) {
    return watched(task).pushes;
  }

  /** It asks the host to move these claims, in one push. */
  void pushes(List<ClaimEffect.Cas> moves, Instant now) {
    tally.pushed();
    boolean ends =
        moves.stream().allMatch(each -> each.request().next().record().state() == ClaimState.DONE);
    if (ends) {
      Duration since =
          lastEnd == null ? ChronoUnit.FOREVER.getDuration() : Duration.between(lastEnd, now);
      betweenEnds = since.compareTo(betweenEnds) < 0 ? since : betweenEnds;
      lastEnd = now;
    }
  }

  /** The shortest time between two pushes for nothing but to say that work is done. */
  Duration betweenEnds() {
    return betweenEnds;
  }

  private void unknown(Watched task, boolean unknown) {
    if (task.unknown != unknown) {
      task.unknown = unknown;
      unknowns += unknown ? 1 : -1;
      roomSince = world.now();
    }
  }

  /** Grants of this process that are live at the host. */
  void holds(int change) {
    held += change;
    roomSince = world.now();
    verdict.require(
        held <= slots, Invariant.S9, () -> name + " was granted " + held + " tasks at once");
  }

  /** Works under way. */
  void works(int change) {
    working += change;
    roomSince = world.now();
    verdict.require(
        working <= slots, Invariant.S9, () -> name + " works on " + working + " tasks at once");
  }

  /** It was shown a tip by the host. */
  void saw(Tip tip, Register register) {
    Watched task = watched(tip.task());
    if (tip.damage().isPresent() || tip.record().isEmpty()) {
      task.interrupted = true;
      return;
    }
    // Only what lies behind the known is older; of another history the host's counts.
    if (!tip.position().equals(task.knownAt) && !register.isPast(task.knownAt, tip.position())) {
      task.knownAt = tip.position();
      task.knownSeq = tip.record().get().record().seq();
      task.interrupted = true;
    }
    if (task.interrupted && tip.position().equals(task.knownAt)) {
      task.interrupted = false;
      task.knownSince = world.now();
    }
  }

  /**
   * For how many microseconds it had been shown the claim that a record follows, and nothing else,
   * when it first sent that record. Sent again, since nobody told how it ended, it waits no more.
   */
  long watchedBefore(SignedRecord next) {
    Watched task = watched(next.record().task());
    return next.id().equals(task.sent) ? task.watchedWhenSent : 0;
  }

  /** It sends a compare-and-swap; whether that is a new attempt to become holder. */
  boolean sends(CasRequest request, Register register, Instant now) {
    Watched task = watched(request.task());
    SignedRecord next = request.next();
    task.knewWhenSent = task.knownSeq;
    task.knewAtWhenSent = task.knownAt;
    if (request.repairs()) {
      return false; // nobody's claim hangs on it
    }
    task.pushes += next.record().state() == ClaimState.DONE ? 0 : 1;
    boolean again = next.id().equals(task.sent);
    verdict.require(
        !task.unknown || again,
        Invariant.S10,
        () -> name + " sends " + Story.text(next) + " and has not read how the one before ended");
    unknown(task, false);
    if (next.record().state() == ClaimState.RELEASED) {
      task.releasedAt = world.now();
    }
    if (again) {
      return false;
    }
    task.sent = next.id();
    task.watchedWhenSent = task.watching(request.expected().position(), world.now());
    task.movesWhenSent = register.moves();
    if (next.record().grant().isPresent()) {
      return false;
    }
    attempts(task, next, now);
    return true;
  }

  private void attempts(Watched task, SignedRecord next, Instant now) {
    tally.attempted();
    task.grants =
        Stream.concat(
                task.grants.stream().filter(at -> at.plus(GRANT_WINDOW).isAfter(now)),
                Stream.of(now))
            .toList();
    verdict.require(
        task.grants.size() <= MAX_GRANTS,
        Invariant.S9,
        () ->
            name + " makes grant record number " + task.grants.size() + " by " + Story.text(next));
  }

  /**
   * It hears how a compare-and-swap ended.
   *
   * @param vandalised whether somebody moved the ref by hand: then what was written may be gone
   */
  void hears(CasRequest request, CasResult result, Register register, boolean vandalised) {
    Watched task = watched(request.task());
    String id = request.next().id();
    boolean written = register.wasAt(id, task.movesWhenSent);
    if (result instanceof CasResult.Won won) {
      saw(won.tip(), register);
      verdict.require(
          written || request.repairs(),
          Invariant.S7,
          () -> name + " is told it won with " + Story.text(request.next()) + ", and never did");
    } else if (result instanceof CasResult.Lost lost) {
      saw(lost.now(), register);
      verdict.require(
          !written || vandalised,
          Invariant.S7,
          () -> name + " is told it lost with " + Story.text(request.next()) + ", and did not");
    } else if (result instanceof CasResult.Refused) {
      verdict.require(
          !written || vandalised,
          Invariant.S7,
          () -> name + " is told " + Story.text(request.next()) + " was refused, and it was not");
    } else {
      unknown(task, !request.repairs());
    }
  }

  /** It reads the answer to a read that began after the ref had moved so often. */
  void reads(Tip tip, Register register, int movesBefore) {
    saw(tip, register);
    verdict.require(
        register.wasAt(tip.position(), movesBefore),
        Invariant.S7,
        () -> name + " reads a tip of #" + tip.task().number() + " that was not there");
    unknown(watched(tip.task()), false);
  }

  /** It tells what has happened. */
  void announces(Announce effect) {
    verdict.require(
        !watched(effect.tip().task()).unknown || !OUTCOMES.contains(effect.kind()),
        Invariant.S10,
        () ->
            name
                + " says "
                + effect.kind()
                + " of #"
                + effect.tip().task().number()
                + " and has not read how its compare-and-swap ended");
    if (effect.kind() == Announce.Kind.GRANTED) {
      tally.latency(Micros.of(effect.took()));
    }
  }

  /** It starts working under a grant. */
  void starts(TaskId task, Register register, String grant) {
    verdict.require(
        !watched(task).unknown,
        Invariant.S10,
        () -> name + " works on #" + task.number() + " and has not read whether it may");
    verdict.require(
        register.wasAt(grant, 0),
        Invariant.S1,
        () -> name + " works on #" + task.number() + " under a grant that the ledger never had");
  }

  private Watched watched(TaskId task) {
    Watched known = tasks.get(task);
    if (known == null) {
      known = new Watched();
      tasks.put(task, known);
    }
    return known;
  }
}
