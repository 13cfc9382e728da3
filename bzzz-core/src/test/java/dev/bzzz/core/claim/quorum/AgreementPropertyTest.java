package dev.bzzz.core.claim.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.LongStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** Acceptors and proposers keep one register, whatever the network and the crashes do. */
class AgreementPropertyTest {
  private static final RecordPool POOL = new RecordPool(RecordPool::rightly);
  private static final int MUTANT_SCHEDULES = 3_000;

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void everySchedulesAnswersAreThoseOfOneRegister(
      @ForAll long seed,
      @ForAll @IntRange(max = 30) int loses,
      @ForAll @IntRange(max = 20) int doubles,
      @ForAll @IntRange(max = 20) int crashes,
      @ForAll @IntRange(max = 5) int vanishes,
      @ForAll @IntRange(max = 3) int renewals) {
    Schedule schedule =
        new Schedule(seed, new Schedule.Rules(loses, doubles, crashes, vanishes, renewals), POOL);

    assertThat(schedule.violation()).isEmpty();
  }

  @Example
  void aVoterThatForgetsItsPromiseIsFound() {
    assertKilled(
        (now, question) -> {
          Acceptor.Outcome right = RecordPool.rightly(now, question);
          Register after = right.after();
          return new Acceptor.Outcome(
              new Register(after.accepted(), after.accepted(), after.value()), right.vote());
        });
  }

  @Example
  void aVoterThatForgetsItsValueIsFound() {
    assertKilled(
        (now, question) -> {
          Acceptor.Outcome right = RecordPool.rightly(now, question);
          return question instanceof Question.Accept && right.vote().granted()
              ? new Acceptor.Outcome(
                  new Register(right.after().promised(), now.accepted(), now.value()), right.vote())
              : right;
        });
  }

  @Example
  void aVoterThatAcceptsWhatItPromisedNotToIsFound() {
    assertKilled(
        (now, question) ->
            question instanceof Question.Accept accept && accept.ballot().above(now.accepted())
                ? Acceptor.accept(
                    new Register(now.accepted(), now.accepted(), now.value()),
                    accept.ballot(),
                    accept.value(),
                    accept.next())
                : RecordPool.rightly(now, question));
  }

  private static void assertKilled(RecordPool.Rule mutant) {
    RecordPool pool = new RecordPool(mutant);
    Schedule.Rules rules = new Schedule.Rules(15, 10, 10, 1, 0);

    Optional<String> found =
        LongStream.range(0, MUTANT_SCHEDULES)
            .mapToObj(seed -> new Schedule(seed, rules, pool).violation())
            .flatMap(Optional::stream)
            .findFirst();

    assertThat(found).isPresent();
  }
}
