package dev.bzzz.core.claim.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.claim.quorum.ProposerEffect.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What an attempt costs, where nobody is in its way and where somebody is. */
class ProposerTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int MAX_STEPS = 100;

  private final RecordPool pool = new RecordPool(RecordPool::rightly);
  private final Map<AgentId, Register> registers = new TreeMap<>();
  private final Random random = new Random(8);
  private final List<Question> asked = new ArrayList<>();
  private final AgentId alice = pool.agent(0);
  private final AgentId bob = pool.agent(1);
  private final Memory ofAlice = new Memory();
  private final Memory ofBob = new Memory();
  private Instant now = Instant.EPOCH;

  @Test
  void whoeverIsTheFirstToReadATaskMovesItInOneRound() {
    Result seen = read(alice, ofAlice);

    Result moved = grant(alice, ofAlice);

    assertThat(seen).isInstanceOf(Result.Decided.class);
    assertThat(((Result.Decided) seen).value()).isEmpty();
    assertThat(ending(moved)).isEqualTo(Goal.Ending.WON);
    assertThat(asked).hasSize(2);
    assertThat(asked.get(0)).isInstanceOf(Question.Query.class);
    assertThat(asked.get(1)).isInstanceOf(Question.Accept.class);
  }

  @Test
  void theSecondToReadATaskTakesNothingFromTheFirst() {
    read(alice, ofAlice);
    read(bob, ofBob);

    Result moved = grant(alice, ofAlice);

    assertThat(ending(moved)).isEqualTo(Goal.Ending.WON);
    assertThat(asked).hasSize(3);
    assertThat(asked.get(2)).isInstanceOf(Question.Accept.class);
  }

  @Test
  void whoeverReadFirstAndWasOvertakenHearsThatItHasLost() {
    read(alice, ofAlice);
    read(bob, ofBob);
    Result overtakes = grant(bob, ofBob);

    Result late = grant(alice, ofAlice);

    assertThat(ending(overtakes)).isEqualTo(Goal.Ending.WON);
    assertThat(ending(late)).isEqualTo(Goal.Ending.LOST);
  }

  @Test
  void aPromiseServesOneMoveOnly() {
    read(alice, ofAlice);
    Setting first = setting(alice, ofAlice, move(alice, 1));
    Setting second = setting(alice, ofAlice, move(alice, 2));

    assertThat(first.lead()).isPresent();
    assertThat(second.lead()).isEmpty();
  }

  @Test
  void readingWhatIsKnownWritesNothing() {
    read(alice, ofAlice);
    grant(alice, ofAlice);
    Map<AgentId, Register> before = new TreeMap<>(registers);

    Result seen = read(bob, ofBob);

    assertThat(ending(seen)).isEqualTo(Goal.Ending.SEEN);
    assertThat(((Result.Decided) seen).lead()).isEmpty();
    assertThat(registers).isEqualTo(before);
  }

  private static Goal.Ending ending(Result result) {
    assertThat(result).isInstanceOf(Result.Decided.class);
    return ((Result.Decided) result).ending();
  }

  private Result read(AgentId who, Memory memory) {
    return run(setting(who, memory, new Goal.Read()), memory);
  }

  private Result grant(AgentId who, Memory memory) {
    return run(setting(who, memory, move(who, 1)), memory);
  }

  private Goal move(AgentId who, int variant) {
    SignedRecord next = pool.next(Optional.empty(), who, variant).orElseThrow();
    return new Goal.Move(Tip.none(pool.task()), next, pool.membership().policy());
  }

  private Setting setting(AgentId who, Memory memory, Goal goal) {
    Optional<Proposer.Lead> lead =
        goal instanceof Goal.Read
            ? Optional.empty()
            : memory.takeLead(pool.task(), pool.membership());
    return new Setting(
        pool.task(),
        goal,
        pool.membership(),
        who,
        now.plus(LONG),
        false,
        memory.highest(pool.task()),
        lead);
  }

  /** Runs an attempt, with voters that all answer at once. */
  private Result run(Setting setting, Memory memory) {
    Proposer proposer = new Proposer(setting, memory.trips(), random);
    List<ProposerEffect> effects = new ArrayList<>(proposer.on(new ProposerInput.Tick(), now));
    for (int i = 0; i < MAX_STEPS; i++) {
      if (effects.isEmpty()) {
        now = proposer.deadline().orElseThrow();
        effects.addAll(proposer.on(new ProposerInput.Tick(), now));
        continue;
      }
      ProposerEffect effect = effects.remove(0);
      if (effect instanceof ProposerEffect.Done done) {
        if (done.result() instanceof Result.Decided decided) {
          memory.decided(pool.task(), decided);
        }
        memory.saw(pool.task(), proposer.highest());
        return done.result();
      }
      ProposerEffect.Ask ask = (ProposerEffect.Ask) effect;
      asked.add(ask.question());
      for (AgentId voter : pool.membership().committee().voters()) {
        Answer answer = answer(voter, ask.question());
        effects.addAll(proposer.on(new ProposerInput.Heard(ask.round(), voter, answer), now));
      }
    }
    throw new AssertionError("not over after " + MAX_STEPS + " steps");
  }

  private Answer answer(AgentId voter, Question question) {
    Register before = registers.getOrDefault(voter, Register.EMPTY);
    Acceptor.Outcome outcome = pool.acceptor().on(before, question);
    registers.put(voter, outcome.after());
    return outcome.vote();
  }
}
