package dev.bzzz.core.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.TestAgents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClaimMachineBoundsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final RepositoryId REPOSITORY = ClaimFixture.TASK.repository();

  private final ClaimMachine machine =
      new ClaimMachine(
          new ClaimContext(TestAgents.agent(2), 1, new Random(1)),
          "test",
          (task, term, now) -> now);

  @Test
  void finishedTasksThatNobodyWantsTakeNoRoom() {
    List<Tip> tips = new ArrayList<>();
    Tip done = done();
    for (int number = 1; number <= 20_000; number++) {
      tips.add(new Tip(new TaskId(REPOSITORY, number), "at", done.chain(), Optional.empty()));
    }

    List<ClaimEffect> effects = machine.on(observed(List.of(), tips), NOW);

    assertThat(machine.tasks()).isZero();
    assertThat(effects).isEmpty();
    assertThat(machine.deadline()).isEmpty();
  }

  @Test
  void garbageInRegistersOfTasksThatNobodyWantsTakesNoRoomAndIsNotTold() {
    List<Tip> tips = new ArrayList<>();
    for (int number = 1; number <= TaskClaims.MAX_TASKS + 5; number++) {
      tips.add(garbage(number));
    }
    machine.on(observed(List.of(), tips), NOW);
    assertThat(machine.tasks()).isZero();

    TaskId free = new TaskId(REPOSITORY, TaskClaims.MAX_TASKS + 10);
    List<ClaimEffect> effects = machine.on(observed(List.of(free), tips), NOW);

    assertThat(machine.tasks()).isEqualTo(1);
    assertThat(effects)
        .singleElement()
        .isInstanceOfSatisfying(
            ClaimEffect.Read.class, read -> assertThat(read.task()).isEqualTo(free));
  }

  @Test
  void garbageInTheRegisterOfATaskIsToldOnceWhenItIsWantedAndLetGoWhenItIsNot() {
    Tip garbage = garbage(3);
    List<TaskId> wanted = List.of(garbage.task());
    assertThat(machine.on(observed(List.of(), List.of(garbage)), NOW)).isEmpty();

    List<ClaimEffect> first = machine.on(observed(wanted, List.of(garbage)), NOW);
    List<ClaimEffect> again = machine.on(observed(wanted, List.of(garbage)), NOW);
    machine.on(observed(List.of(), List.of(garbage)), NOW.plus(Duration.ofSeconds(1)));

    assertThat(first)
        .singleElement()
        .isInstanceOfSatisfying(
            ClaimEffect.Announce.class,
            told ->
                assertThat(told.detail()).contains("'bzzz claims reset " + garbage.task() + "'"));
    assertThat(again).isEmpty();
    assertThat(machine.tasks()).isZero();
  }

  @Test
  void whatPeopleHaveRemovedIsFreeAndWhatIsStillThereIsNot() {
    List<TaskId> wanted = List.of(garbage(1).task(), garbage(2).task(), garbage(3).task());
    machine.on(observed(wanted, List.of(garbage(1), garbage(2), garbage(3))), NOW);

    List<ClaimEffect> effects = machine.on(observed(wanted, List.of(garbage(1), garbage(3))), NOW);

    assertThat(effects)
        .singleElement()
        .isInstanceOfSatisfying(
            ClaimEffect.Read.class, read -> assertThat(read.task()).isEqualTo(garbage(2).task()));
  }

  @Test
  void noMoreTasksAreKeptInMindThanTheLimit() {
    List<TaskId> candidates = new ArrayList<>();
    for (int number = 1; number <= TaskClaims.MAX_TASKS + 5; number++) {
      candidates.add(new TaskId(REPOSITORY, number));
    }

    List<ClaimEffect> effects = machine.on(observed(candidates, List.of()), NOW);

    assertThat(machine.tasks()).isEqualTo(TaskClaims.MAX_TASKS);
    assertThat(effects).singleElement().isInstanceOf(ClaimEffect.Read.class);
  }

  @Test
  void aTaskIsLetGoWhenItIsFinishedAndNoLongerWanted() {
    Tip done = done();
    machine.on(observed(List.of(done.task()), List.of()), NOW);
    assertThat(machine.tasks()).isEqualTo(1);

    machine.on(observed(List.of(done.task()), List.of(done)), NOW);
    assertThat(machine.tasks()).as("a read is under way").isEqualTo(1);
    machine.on(new ClaimInput.ReadAnswered(new dev.bzzz.core.machine.CallId(1), done), NOW);
    machine.on(observed(List.of(done.task()), List.of(done)), NOW);
    assertThat(machine.tasks()).as("it is still wanted").isEqualTo(1);
    machine.on(observed(List.of(), List.of(done)), NOW.plus(Duration.ofSeconds(1)));

    assertThat(machine.tasks()).isZero();
    assertThat(machine.deadline()).isEmpty();
  }

  private static Tip garbage(long number) {
    return new Tip(
        new TaskId(REPOSITORY, number), "garbage", List.of(), Optional.of("it is garbage"));
  }

  private static Tip done() {
    SignedRecord held = ClaimFixture.granted(ClaimFixture.ALICE);
    SignedRecord published = next(held, step -> step.publish(ClaimFixture.HEAD));
    SignedRecord done = next(published, step -> step.done(OptionalLong.of(7)));
    return new Tip(ClaimFixture.TASK, "at", List.of(done, published, held), Optional.empty());
  }

  private static SignedRecord next(
      SignedRecord prev, java.util.function.Function<NextRecord, ClaimRecord> step) {
    NextRecord next = NextRecord.after(prev, ClaimFixture.stamp(ClaimFixture.ALICE));
    return RecordCodec.sign(step.apply(next), ClaimFixture.ALICE);
  }

  private static ClaimInput observed(List<TaskId> candidates, List<Tip> tips) {
    LedgerView view = new LedgerView(REPOSITORY, ClaimFixture.POLICY, TestAgents.policyOf(3), tips);
    return new ClaimInput.Observed(candidates, List.of(view));
  }
}
