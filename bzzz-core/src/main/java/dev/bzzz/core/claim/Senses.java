package dev.bzzz.core.claim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Spans;
import dev.bzzz.core.message.Letter;
import dev.bzzz.core.message.Mailroom;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.presence.Echoes;
import dev.bzzz.core.presence.Latencies;
import dev.bzzz.core.presence.LocalHealth;
import dev.bzzz.core.presence.Presence;
import dev.bzzz.core.presence.Roster;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one agent knows of the others: who is alive, with which slots free and which tasks, and how
 * long messages and the ledger take. Without a mesh it hears nobody.
 */
final class Senses implements Mailroom.Authority {
  /** The longest and shortest interval between two presences. */
  static final Duration MAX_EVERY = Duration.ofSeconds(30);

  static final Duration MIN_EVERY = Duration.ofSeconds(1);

  /** So often an agent with nothing to do doubles its interval, as long as it says the same. */
  static final int MAX_DOUBLINGS = 2;

  /** Where more are heard, one that has nothing to do does so at once, and once more often. */
  static final int CROWD = 64;

  /** The longest interval of an agent with nothing to do. */
  static final Duration MAX_IDLE_EVERY = Duration.ofMinutes(1);

  /** The shortest and longest time that one better agent is given. */
  static final Duration MIN_DELAY = Duration.ofMillis(250);

  static final Duration MAX_DELAY = Duration.ofSeconds(3);

  private static final Duration MIN_SETTLE = Duration.ofMillis(20);
  private static final Duration FIRST_SETTLE = Duration.ofMillis(100);

  private final ClaimDesk desk;
  private final Optional<Mailroom> mailroom;
  private final Roster roster = new Roster();
  private final Echoes echoes = new Echoes();
  private final LocalHealth health = new LocalHealth();
  private final Latencies ledger = new Latencies();
  private Duration every = MAX_EVERY;
  private Instant awakeSince = Instant.MIN;
  private Instant lastHeard = Instant.MIN;
  private Instant lastInterval = Instant.MIN;

  Senses(ClaimDesk desk, ClaimContext context) {
    this.desk = desk;
    this.mailroom = context.mesh().map(link -> new Mailroom(link, this, context.post(link)));
  }

  @Override
  public boolean knows(AgentId sender) {
    for (LedgerView view : desk.views()) {
      if (named(view.policy(), sender)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean authorises(AgentId sender, RepositoryId repository) {
    Optional<LedgerView> view = desk.view(repository);
    return view.isPresent() && named(view.get().policy(), sender);
  }

  /** Whether a policy names a key, as an agent's or as a voter's. */
  private static boolean named(ClaimPolicy policy, AgentId key) {
    return policy.authorises(key)
        || (policy.committee().isPresent() && policy.committee().get().voters().contains(key));
  }

  Roster roster() {
    return roster;
  }

  Echoes echoes() {
    return echoes;
  }

  /** Whether anybody else is heard, so that silence means something. */
  boolean sighted() {
    return !roster.isEmpty();
  }

  /** How often presences come of agents that have something to do. */
  Duration every() {
    return every;
  }

  /**
   * How often they come of one that has nothing to do, and has said so that many times more; but of
   * one that doubts itself as often as of others, since each interval tells it how well it hears.
   */
  Duration idleEvery(int repeats) {
    int wanted = roster.size() > CROWD ? MAX_DOUBLINGS + 1 : Math.min(repeats, MAX_DOUBLINGS);
    int doublings = health.patience() > 1 ? 0 : wanted;
    return shorter(Spans.times(every, 1L << doublings), MAX_IDLE_EVERY);
  }

  /** How long one better agent is given before the next one tries. */
  Duration delay() {
    Duration measured = echoes.p95().plus(echoes.p95()).plus(ledger.p95());
    return clamp(measured, MIN_DELAY, MAX_DELAY);
  }

  /**
   * How long news takes to get around, and back: so long an agent waits that has just become free,
   * since another may have become free at the same time.
   */
  Duration settle() {
    if (mailroom.isEmpty()) {
      return Duration.ZERO;
    }
    Duration measured = echoes.p95().plus(echoes.p95());
    return measured.isZero() ? FIRST_SETTLE : clamp(measured, MIN_SETTLE, delay());
  }

  /**
   * From when on this agent can have heard the others, having started or slept: what it has
   * measured by then are the fastest answers, which tell nothing of the others.
   */
  Instant oriented() {
    return mailroom.isEmpty() ? Instant.MIN : awakeSince.plus(FIRST_SETTLE);
  }

  /**
   * Since when the holder of a record is doubted for what it says, or does not say; empty when it
   * is not, or when this agent hears nobody and so cannot tell.
   *
   * @param since when the record was first seen
   */
  Optional<Instant> doubtedSince(AgentId holder, TaskId task, Instant since, Instant now) {
    if (!sighted()) {
      return Optional.empty();
    }
    Optional<Presence> presence = roster.find(holder);
    if (presence.filter(known -> known.omits(task, since)).isPresent()) {
      return presence.map(known -> known.past().get(0).at());
    }
    Instant heard = later(presence.map(Presence::heardAt).orElse(since), awakeSince);
    Duration interval =
        presence.map(known -> shorter(known.availability().every(), usual(task))).orElse(every);
    Instant gone = heard.plus(Roster.patience(interval, health.patience()));
    return now.isBefore(gone) ? Optional.empty() : Optional.of(gone);
  }

  /**
   * The longest interval at which whoever works in a task's repository speaks. Who announces a
   * longer one would buy time to be silent.
   */
  private Duration usual(TaskId task) {
    return desk.view(task.repository()).map(Senses::interval).orElse(MAX_EVERY);
  }

  private static Duration interval(LedgerView view) {
    Duration tenth = Spans.part(view.policy().timing().suspectAfter(), 10);
    return clamp(tenth, MIN_EVERY, MAX_EVERY);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /** A call to the ledger was answered. */
  void measured(Duration took) {
    ledger.add(took);
  }

  /** This agent has just started, or has slept: it cannot have heard anybody before. */
  void awake(Instant now) {
    awakeSince = now;
  }

  /** The forges and ledgers were looked at. */
  void observed() {
    Duration shortest = MAX_EVERY;
    for (LedgerView view : desk.views()) {
      shortest = shorter(interval(view), shortest);
    }
    every = shortest;
  }

  /** Opens a message; empty when it may not be acted on. */
  Optional<Letter> hear(byte[] wire, Instant now) {
    if (mailroom.isEmpty()) {
      return Optional.empty();
    }
    Mailroom.Opened opened = mailroom.get().open(wire, now);
    if (opened instanceof Mailroom.Opened.Dropped dropped) {
      desk.emit(new ClaimEffect.Dropped(dropped.reason()));
      return Optional.empty();
    }
    Letter letter = ((Mailroom.Opened.Accepted) opened).letter();
    if (letter.from().equals(desk.self())) {
      return Optional.empty(); // its own words, come back to it
    }
    lastHeard = now;
    echoes.heard(letter.from(), letter.seq(), now);
    if (letter.message() instanceof Message.Availability said) {
      for (Message.Echo echo : said.heard()) {
        if (echo.peer().equals(desk.self())) {
          echoes.toldBack(echo, now);
        }
      }
    }
    return Optional.of(letter);
  }

  /**
   * One interval is over: judges this agent's own health, and then who else is gone.
   *
   * @param late how much later than wanted this comes
   */
  List<Roster.Change> interval(Duration late, Instant now) {
    health.interval(late, every, !lastHeard.isBefore(lastInterval) || !deaf(now));
    lastInterval = now;
    return roster.sweep(health.patience(), awakeSince, now);
  }

  /** Whether most of the others should have been heard since they were. */
  private boolean deaf(Instant now) {
    int overdue = 0;
    for (Presence presence : roster.live()) {
      overdue += now.isAfter(presence.heardAt().plus(presence.availability().every())) ? 1 : 0;
    }
    return 2 * overdue > roster.size();
  }

  static Duration clamp(Duration value, Duration min, Duration max) {
    Duration least = value.compareTo(min) < 0 ? min : value;
    return least.compareTo(max) > 0 ? max : least;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
