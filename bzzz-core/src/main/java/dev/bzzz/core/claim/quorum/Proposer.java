package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.claim.quorum.Goal.Verdict;
import dev.bzzz.core.claim.quorum.ProposerEffect.Ask;
import dev.bzzz.core.claim.quorum.ProposerEffect.Done;
import dev.bzzz.core.claim.quorum.ProposerEffect.Result;
import dev.bzzz.core.machine.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * One attempt to read or to move one register: asks the voters, in as many rounds as it takes.
 *
 * <p>A read is one question when a majority has accepted the same ballot: that value is decided,
 * and nothing newer was when the question was asked. Otherwise, and for a move, a majority promises
 * a ballot and tells what it has accepted; the newest of that is the register's value, from which
 * the next one follows; and it is decided once a majority has accepted it. A value that may have
 * been decided is completed before anything is said about it. Whoever wrote last holds the promise
 * of the next ballot and moves in one round; so does whoever was the first to read a register that
 * nobody had asked about.
 *
 * <p>Two proposers can drive each other's ballots up for ever, so each waits a random time before
 * it tries again; {@link Pacing} says how long.
 */
final class Proposer implements Machine<ProposerInput, ProposerEffect> {
  private static final int MAX_QUERIES = 4;

  /**
   * For how long a read asks again and again, in the hope that somebody is just moving the register
   * and will be done. On a slow network that takes longer than to decide what there is.
   */
  private static final Duration HOPE = Duration.ofMillis(250);

  private final Setting setting;
  private final Pacing pacing;
  private final Random random;
  private Tally tally;
  private Phase phase = Phase.NEW;
  private int round;
  private int queries;
  private boolean contended;
  private Instant hopesUntil = Instant.MAX;
  private boolean sent;
  private long highest;
  private Ballot ballot = Ballot.NONE;
  private Ballot next = Ballot.NONE;
  private Optional<Value> proposed = Optional.empty();
  private Goal.Ending ending = Goal.Ending.UNKNOWN;
  private Optional<Instant> wake = Optional.empty();
  private String trouble = "no voter has answered";
  private String objection = "";

  Proposer(Setting setting, RoundTrips trips, Random random) {
    this.setting = setting;
    this.pacing = new Pacing(trips, setting.membership().committee(), random);
    this.random = random;
    this.tally = new Tally(setting.membership().committee());
    this.sent = setting.sent();
    this.highest = setting.highest();
  }

  /**
   * The right to move a register in one round: a majority has promised the ballot and has, as its
   * newest value, accepted this one or none.
   */
  record Lead(Ballot ballot, Optional<Value> value) {}

  private enum Phase {
    NEW,
    QUERY,
    PREPARE,
    ACCEPT,
    PAUSE,
    OVER
  }

  /** Whether the goal's record was sent to a voter. */
  boolean sent() {
    return sent;
  }

  /** The highest round seen on this task. */
  long highest() {
    return highest;
  }

  @Override
  public Optional<Instant> deadline() {
    return wake;
  }

  @Override
  public List<ProposerEffect> on(ProposerInput input, Instant now) {
    if (phase == Phase.OVER) {
      return List.of();
    }
    if (input instanceof ProposerInput.Tick) {
      return onTick(now);
    }
    if (input instanceof ProposerInput.Heard heard) {
      if (heard.answer() instanceof Answer.Vote) {
        pacing.heard(heard.round(), heard.voter(), now);
      }
      return heard.round() == round ? onAnswer(heard, now) : List.of();
    }
    throw new AssertionError("unhandled input: " + input);
  }

  private List<ProposerEffect> onTick(Instant now) {
    if (!now.isBefore(setting.until())) {
      return done(new Result.Undecided(trouble));
    }
    if (phase == Phase.NEW) {
      return begin(now);
    }
    if (wake.filter(at -> !now.isBefore(at)).isEmpty()) {
      return List.of();
    }
    if (phase == Phase.PAUSE) {
      return phaseAfterPause(now);
    }
    trouble = tally + " in time";
    pacing.gaveUp(round);
    return giveUp(now);
  }

  private List<ProposerEffect> begin(Instant now) {
    if (setting.goal() instanceof Goal.Read) {
      ballot = ballot(highest + 1);
      return query(now);
    }
    if (setting.lead().isPresent()) {
      Lead lead = setting.lead().get();
      Verdict verdict = setting.goal().judge(lead.value(), sent);
      if (verdict instanceof Verdict.Write write) {
        ballot = lead.ballot();
        return accept(Optional.of(write.next()), Goal.Ending.WON, now);
      }
    }
    return prepare(now);
  }

  private List<ProposerEffect> phaseAfterPause(Instant now) {
    boolean reads = setting.goal() instanceof Goal.Read && queries < MAX_QUERIES;
    boolean again = contended || now.isBefore(hopesUntil);
    return reads && again ? query(now) : prepare(now);
  }

  private List<ProposerEffect> query(Instant now) {
    hopesUntil = queries++ == 0 ? now.plus(HOPE) : hopesUntil;
    contended = false;
    Question question = new Question.Query(setting.task(), ballot);
    return ask(Phase.QUERY, question, pacing.readPatience(), now);
  }

  private List<ProposerEffect> prepare(Instant now) {
    ballot = ballot(Math.max(highest, ballot.round()) + 1);
    contended = true;
    return ask(Phase.PREPARE, new Question.Prepare(setting.task(), ballot), pacing.patience(), now);
  }

  private List<ProposerEffect> accept(Optional<Value> value, Goal.Ending then, Instant now) {
    proposed = value;
    ending = then;
    next = ballot(ballot.round() + 1);
    sent |= setting.goal() instanceof Goal.Move move && value.get().has(move.next());
    return ask(
        Phase.ACCEPT,
        new Question.Accept(setting.task(), ballot, value.get(), next),
        pacing.patience(),
        now);
  }

  private List<ProposerEffect> ask(Phase then, Question question, Duration patience, Instant now) {
    phase = then;
    round++;
    tally = new Tally(setting.membership().committee());
    pacing.asks(round, now);
    wakeAt(now.plus(patience));
    return List.of(new Ask(round, question));
  }

  private List<ProposerEffect> onAnswer(ProposerInput.Heard heard, Instant now) {
    if (heard.answer() instanceof Answer.Vote vote) {
      highest = Math.max(highest, vote.promised().round());
      tally.vote(heard.voter(), vote);
    } else if (heard.answer() instanceof Answer.Refusal refusal) {
      if (refusal.outdated()) {
        return done(new Result.Outdated(refusal.why()));
      }
      trouble = "voter " + heard.voter().brief() + ": " + refusal.why();
      tally.refuse(heard.voter());
    } else {
      tally.refuse(heard.voter()); // an answer to another question
    }
    return count(now);
  }

  private List<ProposerEffect> count(Instant now) {
    Optional<List<ProposerEffect>> end = decidedBefore();
    if (end.isPresent()) {
      return end.get();
    }
    if (phase == Phase.PREPARE && tally.granted()) {
      return decide(now);
    }
    if (phase == Phase.ACCEPT && tally.granted()) {
      return finished();
    }
    boolean hopeless = phase == Phase.QUERY ? tally.complete() : tally.cannotBeGranted();
    return hopeless && phase != Phase.PAUSE ? giveUp(now) : List.of();
  }

  /**
   * The end, where a majority turns out to have accepted one ballot already and nothing is to be
   * written on top of it; whether they granted what they were asked does not matter for that.
   */
  private Optional<List<ProposerEffect>> decidedBefore() {
    Optional<Answer.Vote> top = tally.decided();
    if (top.isPresent()
        && setting.goal().judge(top.get().value(), sent) instanceof Verdict.Keep keep) {
      return Optional.of(decided(keep.ending(), top.get()));
    }
    return Optional.empty();
  }

  /** A majority has promised: its newest value is the register's. */
  private List<ProposerEffect> decide(Instant now) {
    Answer.Vote top = tally.newestGranted();
    Verdict verdict = setting.goal().judge(top.value(), sent);
    if (verdict instanceof Verdict.Stop stop) {
      objection = stop.why();
      return sent ? bury(top.value(), now) : done(new Result.Refused(objection));
    }
    if (verdict instanceof Verdict.Write write) {
      return accept(Optional.of(write.next()), Goal.Ending.WON, now);
    }
    Goal.Ending end = ((Verdict.Keep) verdict).ending();
    // A value may have been decided or not; now it will be. Where there is none, none was.
    return top.value().isPresent() ? accept(top.value(), end, now) : decided(end, top);
  }

  /** What was sent before may be with a voter still: it counts no more below a newer ballot. */
  private List<ProposerEffect> bury(Optional<Value> value, Instant now) {
    return value.isPresent()
        ? accept(value, Goal.Ending.REFUSED, now)
        : done(new Result.Undecided(objection));
  }

  /** The round has come to nothing. Nobody is in the way of what only has to be accepted anew. */
  private List<ProposerEffect> giveUp(Instant now) {
    return phase == Phase.QUERY && tally.inherited() ? prepare(now) : pause(now);
  }

  private List<ProposerEffect> pause(Instant now) {
    phase = Phase.PAUSE;
    wakeAt(now.plus(pacing.pause()));
    return List.of();
  }

  /** A majority said the same: there is nothing to be written. */
  private List<ProposerEffect> decided(Goal.Ending end, Answer.Vote top) {
    boolean leads = top.value().isEmpty() && tally.promised(ballot);
    Optional<Lead> lead =
        leads ? Optional.of(new Lead(ballot, Optional.empty())) : Optional.empty();
    return done(new Result.Decided(end, top.value(), top.accepted(), lead));
  }

  /** A majority has accepted what was proposed. */
  private List<ProposerEffect> finished() {
    Value value = proposed.orElseThrow();
    return done(
        ending == Goal.Ending.REFUSED
            ? new Result.Refused(objection)
            : new Result.Decided(
                ending, Optional.of(value), ballot, Optional.of(new Lead(next, proposed))));
  }

  private List<ProposerEffect> done(Result result) {
    phase = Phase.OVER;
    wake = Optional.empty();
    return List.of(new Done(result));
  }

  private void wakeAt(Instant at) {
    wake = Optional.of(at.isBefore(setting.until()) ? at : setting.until());
  }

  private Ballot ballot(long number) {
    long epoch = setting.membership().epoch();
    return new Ballot(epoch, number, setting.self().value(), random.nextLong());
  }
}
