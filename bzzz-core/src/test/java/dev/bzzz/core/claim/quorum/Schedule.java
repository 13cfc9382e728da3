package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.quorum.ProposerEffect.Result;
import dev.bzzz.core.sim.RegisterHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

/**
 * One run of acceptors and proposers over a network that loses, doubles, delays and reorders, with
 * voters that crash before and after they write, and proposers that vanish. Epochs follow each
 * other, and voters come into each of them one by one. Everything is drawn from one seed; time is
 * the number of steps.
 */
final class Schedule {
  private static final int PROPOSERS = 3;
  private static final int OPERATIONS = 4;
  private static final int MAX_STEPS = 3_000;
  private static final int MAX_IN_FLIGHT = 60;
  private static final int TAKING_OVER = 10; // percent of all steps

  private final Random random;
  private final Rules rules;
  private final RecordPool pool;
  private final Succession voters;
  private final List<Mail> flight = new ArrayList<>();
  private final List<Operation> running = new ArrayList<>();
  private final RegisterHistory history = new RegisterHistory();
  private final TreeSet<String> denied = new TreeSet<>();
  private final TreeSet<String> seen = new TreeSet<>();
  private long step;
  private boolean calm;

  /**
   * What goes wrong, in percent.
   *
   * @param loses of all messages
   * @param doubles of all messages
   * @param crashes of all questions, half of them after the voter has written
   * @param vanishes of all operations
   * @param renewals of all steps, after which the committee is another
   */
  record Rules(int loses, int doubles, int crashes, int vanishes, int renewals) {}

  private sealed interface Mail {
    record Ask(Operation from, int round, AgentId voter, Question question) implements Mail {}

    record Reply(Operation to, int round, AgentId voter, Answer answer) implements Mail {}
  }

  /** A proposer at work, with what it remembers of the attempts before. */
  private static final class Operation {
    private final Seat seat;
    private final Membership membership;
    private final int left;
    private final Optional<SignedRecord> record;
    private final Proposer proposer;
    private final long began;
    private Instant now = Instant.EPOCH;

    private Operation(Setting setting, Seat seat, int left, Random random, long began) {
      this.seat = seat;
      this.membership = setting.membership();
      this.left = left;
      this.record =
          setting.goal() instanceof Goal.Move move ? Optional.of(move.next()) : Optional.empty();
      this.proposer = new Proposer(setting, seat.memory().trips(), random);
      this.began = began;
    }
  }

  private record Seat(AgentId self, Memory memory) {}

  Schedule(long seed, Rules rules, RecordPool pool) {
    this.random = new Random(seed);
    this.rules = rules;
    this.pool = pool;
    this.voters = new Succession(pool, random);
  }

  /** Runs to the end, and then reads in peace; why no register explains it, or empty. */
  Optional<String> violation() {
    for (int i = 0; i < PROPOSERS; i++) {
      begin(new Seat(pool.agent(i), new Memory()), OPERATIONS, Optional.empty());
    }
    while (!running.isEmpty() && step < MAX_STEPS) {
      tick();
    }
    running.forEach(this::unknown);
    running.clear();
    flight.clear();
    calm = true;
    voters.settle();
    begin(new Seat(pool.agent(PROPOSERS), new Memory()), 1, Optional.empty());
    for (int i = 0; i < MAX_STEPS && !running.isEmpty(); i++) {
      tick();
    }
    if (!running.isEmpty()) {
      return Optional.of("a majority lives and hears, and yet nothing is decided");
    }
    denied.retainAll(seen);
    return denied.isEmpty()
        ? history.violation()
        : Optional.of("was lost or refused, and is there: " + denied);
  }

  private void tick() {
    step++;
    if (chance(rules.renewals())) {
      voters.renew();
    } else if (chance(TAKING_OVER)) {
      voters.takeOver();
    }
    boolean deliver = !flight.isEmpty() && (flight.size() > MAX_IN_FLIGHT || random.nextInt(8) > 0);
    if (deliver) {
      Mail mail = flight.remove(random.nextInt(flight.size()));
      if (chance(rules.doubles())) {
        flight.add(mail);
      }
      if (!chance(rules.loses())) {
        take(mail);
      }
    } else if (!running.isEmpty()) {
      Operation operation = running.get(random.nextInt(running.size()));
      if (chance(rules.vanishes())) {
        running.remove(operation);
        unknown(operation);
        return;
      }
      operation.now = operation.proposer.deadline().orElse(operation.now);
      feed(operation, new ProposerInput.Tick());
    }
  }

  private void take(Mail mail) {
    if (mail instanceof Mail.Ask ask) {
      boolean crashes = chance(rules.crashes());
      if (crashes && random.nextBoolean()) {
        return; // before it wrote anything
      }
      Answer answer = voters.answer(ask.voter(), ask.from().membership, ask.question());
      if (!crashes) {
        flight.add(new Mail.Reply(ask.from(), ask.round(), ask.voter(), answer));
      }
    } else if (mail instanceof Mail.Reply reply && running.contains(reply.to())) {
      feed(reply.to(), new ProposerInput.Heard(reply.round(), reply.voter(), reply.answer()));
    }
  }

  private void feed(Operation operation, ProposerInput input) {
    for (ProposerEffect effect : operation.proposer.on(input, operation.now)) {
      if (effect instanceof ProposerEffect.Ask ask) {
        for (AgentId voter : operation.membership.committee().voters()) {
          flight.add(new Mail.Ask(operation, ask.round(), voter, ask.question()));
        }
      } else if (effect instanceof ProposerEffect.Done done) {
        running.remove(operation);
        end(operation, done.result());
      }
    }
  }

  private void begin(Seat seat, int left, Optional<Value> known) {
    boolean reads = left % 2 == 0 || calm;
    Optional<SignedRecord> record = reads ? Optional.empty() : pool.next(known, seat.self(), left);
    Goal goal =
        record
            .<Goal>map(next -> new Goal.Move(pool.tip(known), next, voters.membership().policy()))
            .orElseGet(Goal.Read::new);
    Membership membership = voters.membership();
    Setting setting =
        new Setting(
            pool.task(),
            goal,
            membership,
            seat.self(),
            Instant.MAX,
            record.filter(each -> seat.memory().wasSent(each.id())).isPresent(),
            seat.memory().highest(pool.task()),
            record.flatMap(each -> seat.memory().takeLead(pool.task(), membership)));
    Operation operation = new Operation(setting, seat, left, random, step);
    running.add(operation);
    feed(operation, new ProposerInput.Tick());
  }

  private void end(Operation operation, Result result) {
    Seat seat = operation.seat;
    seat.memory().saw(pool.task(), operation.proposer.highest());
    if (operation.proposer.sent()) {
      operation.record.ifPresent(record -> seat.memory().sent(record.id()));
    }
    Optional<Value> known = Optional.empty();
    if (result instanceof Result.Decided decided) {
      seat.memory().decided(pool.task(), decided);
      known = decided.value();
      known.ifPresent(value -> value.chain().forEach(record -> seen.add(record.id())));
      note(operation, decided);
    } else if (result instanceof Result.Refused) {
      operation.record.ifPresent(record -> denied.add(record.id()));
    } else {
      unknown(operation);
    }
    if (operation.left > 1) {
      begin(seat, operation.left - 1, known);
    }
  }

  private void note(Operation operation, Result.Decided decided) {
    String now = decided.value().map(Value::position).orElse(RegisterHistory.UNWRITTEN);
    String record = operation.record.map(SignedRecord::id).orElse("");
    String expected = operation.record.flatMap(each -> each.record().prev()).orElse("");
    switch (decided.ending()) {
      case SEEN -> history.saw(operation.began, step, now);
      case WON -> history.won(operation.began, step, expected, record);
      case LOST -> {
        history.lost(operation.began, step, expected, now);
        denied.add(record);
      }
      case UNKNOWN -> unknown(operation);
      default -> throw new AssertionError("unhandled ending: " + decided);
    }
  }

  private void unknown(Operation operation) {
    operation.record.ifPresent(
        record -> history.unknown(operation.began, record.record().prev().orElse(""), record.id()));
  }

  private boolean chance(int percent) {
    return !calm && random.nextInt(100) < percent;
  }
}
