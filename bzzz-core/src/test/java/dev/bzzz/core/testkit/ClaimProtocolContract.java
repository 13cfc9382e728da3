package dev.bzzz.core.testkit;

import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.ADOPTED;
import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.ANSWERED;
import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.CHALLENGED;
import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.DONE;
import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.GRANTED;
import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.PUBLISHED;
import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.RELEASED;
import static dev.bzzz.core.claim.ClaimEffect.Announce.Kind.TAKEN_OVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.CasRequest;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimLedger;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.OptimisticProtocol;
import dev.bzzz.core.machine.Machine;
import dev.bzzz.core.sim.FaultClass;
import dev.bzzz.core.sim.Recorder;
import dev.bzzz.core.sim.Recording;
import dev.bzzz.core.sim.Replay;
import dev.bzzz.core.sim.Run;
import dev.bzzz.core.sim.Scenario;
import dev.bzzz.core.sim.Scenarios;
import dev.bzzz.core.sim.Simulator;
import dev.bzzz.core.task.TaskId;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every claim protocol must bring about: a fleet of agents that does each task once, whatever
 * crashes, freezes or gets lost. Single situations come first, each with what has to happen then;
 * simulated scenarios, in which everything goes wrong and every invariant is checked, last. All of
 * it runs under virtual time; an extending class supplies the protocol.
 */
public abstract class ClaimProtocolContract {
  /** The protocol under test; may be asked for more than one machine. */
  protected abstract ClaimProtocol protocol();

  @Test
  void hasANameThatAConfigurationCanChooseItBy() {
    assertThat(protocol().name()).matches("[a-z][a-z0-9.-]{0,49}");
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    List<String> first = story(11);
    List<String> second = story(11);

    assertThat(first).isEqualTo(second).isNotEmpty();
  }

  @Test
  void whatItDecidedIsDecidedAgainWhenARecordingIsReplayed(@TempDir Path dir) {
    ClaimFleet fleet = fleet(12, 3, 2);
    fleet.meshLoss = OptionalInt.of(20);
    fleet.elect(3);
    List<Recorder> recorders = fleet.record(dir);

    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);
    FleetMember restarted = fleet.members.get(0);
    restarted.crash();
    restarted.boot();
    fleet.runFor(Duration.ofSeconds(2));
    recorders.forEach(Recorder::close);

    for (FleetMember member : fleet.members) {
      Replay replay =
          Recording.replay(
              dir.resolve(member.name + ".jsonl"), name -> protocol(), QuickSignature::verify);
      assertThat(replay.difference()).as(member.name).isEmpty();
      assertThat(replay.ending()).isEmpty();
      assertThat(replay.starts()).isEqualTo(member == restarted ? 2 : 1);
      assertThat(replay.effects()).isPositive();
    }
  }

  private List<String> story(long seed) {
    ClaimFleet fleet = fleet(seed, 3, 6);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);
    return fleet.story;
  }

  private ClaimFleet fleet(long seed, int agents, int tasks) {
    return new ClaimFleet(protocol(), seed, agents, tasks);
  }

  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void everyTaskIsDoneOnceWhenAllGoesWell() {
    ClaimFleet fleet = fleet(1, 3, 12);

    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);
    fleet.runFor(Duration.ofSeconds(1)); // for the last answer to arrive

    assertThat(fleet.tasks).allMatch(task -> fleet.record(task).term() == 1);
    assertThat(fleet.pullRequests).hasSize(12);
    assertThat(fleet.count(GRANTED)).isEqualTo(12);
    assertThat(fleet.count(DONE)).isEqualTo(12);
  }

  @Test
  void theTaskOfACrashedHolderIsTakenOverAndDone() {
    ClaimFleet fleet = fleet(3, 2, 1);
    fleet.members.forEach(member -> member.workTime = Duration.ofSeconds(30));
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);
    FleetMember first = fleet.holder(fleet.tasks.get(0));
    FleetMember second = fleet.other(first);

    first.crash();
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);

    assertThat(fleet.record(fleet.tasks.get(0)).term()).isEqualTo(2);
    assertThat(fleet.record(fleet.tasks.get(0)).holder()).isEqualTo(second.identity.id());
    assertThat(second.has(CHALLENGED)).isTrue();
  }

  @Test
  void aFrozenHolderCannotPublishAfterATakeover() {
    ClaimFleet fleet = fleet(4, 2, 1);
    fleet.members.forEach(member -> member.workTime = Duration.ofSeconds(10));
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);
    FleetMember frozen = fleet.holder(fleet.tasks.get(0));

    frozen.pause(Duration.ofMinutes(10));
    fleet.runUntil(() -> frozen.has(TAKEN_OVER), HOUR);

    assertThat(frozen.has(PUBLISHED)).isFalse();
    assertThat(fleet.ledger.branch(fleet.repository, "bzzz/1/t1")).isEmpty();
    assertThat(fleet.ledger.branch(fleet.repository, "bzzz/1/t2")).isPresent();
    assertThat(fleet.pullRequests).hasSize(1);
  }

  @Test
  void aHolderThatWorksForLongShowsLifeAndIsLeftAlone() {
    ClaimFleet fleet = fleet(5, 3, 1);
    fleet.members.forEach(member -> member.workTime = Duration.ofMinutes(30));

    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);

    assertThat(fleet.record(fleet.tasks.get(0)).term()).isEqualTo(1);
    assertThat(fleet.count(CHALLENGED)).isZero();
  }

  @Test
  void aHolderThatWakesWithinTheGraceAnswersAndKeepsItsClaim() {
    ClaimFleet fleet = fleet(6, 2, 1);
    fleet.members.forEach(member -> member.workTime = Duration.ofMinutes(5));
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);
    FleetMember slow = fleet.holder(fleet.tasks.get(0));

    slow.pause(Duration.ofHours(2));
    fleet.runUntil(() -> fleet.allIn(ClaimState.CHALLENGED), HOUR);
    slow.resume();
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);

    assertThat(slow.has(ANSWERED)).isTrue();
    assertThat(fleet.record(fleet.tasks.get(0)).term()).isEqualTo(1);
  }

  @Test
  void aRestartedHolderGoesOnWithItsTask() {
    ClaimFleet fleet = fleet(7, 1, 1);
    FleetMember member = fleet.members.get(0);
    member.workTime = Duration.ofSeconds(30);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);

    member.crash();
    member.boot();
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);

    assertThat(member.has(ADOPTED)).isTrue();
    assertThat(fleet.record(fleet.tasks.get(0)).term()).isEqualTo(1);
  }

  @Test
  void publishedWorkOfADeadHolderGetsItsPullRequestFromAnother() {
    ClaimFleet fleet = fleet(8, 2, 1);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.PUBLISHED), HOUR);
    FleetMember dead = fleet.holder(fleet.tasks.get(0));

    dead.crash();
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);

    assertThat(fleet.record(fleet.tasks.get(0)).actor()).isEqualTo(fleet.other(dead).identity.id());
    assertThat(fleet.pullRequests).hasSize(1);
  }

  @Test
  void aTaskNobodyCanDoIsTriedFiveTimesAndThenHandedToAHuman() {
    ClaimFleet fleet = fleet(9, 3, 1);
    fleet.members.forEach(member -> member.worksWell = false);

    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.ESCALATED), Duration.ofHours(5));

    assertThat(fleet.record(fleet.tasks.get(0)).term()).isEqualTo(5);
    assertThat(fleet.count(RELEASED)).isEqualTo(5);
    assertThat(fleet.pullRequests).isEmpty();
  }

  @Test
  void anAgentThatStopsGivesUpWhatItHolds() {
    ClaimFleet fleet = fleet(10, 1, 2);
    FleetMember member = fleet.members.get(0);
    member.workTime = Duration.ofMinutes(10);
    fleet.start();
    fleet.runUntil(() -> member.has(GRANTED), HOUR);

    member.stop();
    fleet.runUntil(() -> member.has(RELEASED), Duration.ofSeconds(10));
    fleet.runFor(Duration.ofMinutes(1));

    assertThat(member.working).isEmpty();
    assertThat(fleet.count(GRANTED)).isEqualTo(1);
  }

  @Test
  void aChallengerWhoseTaskIsWithdrawnIsFreeForAnother() {
    ClaimFleet fleet = fleet(11, 2, 2);
    fleet.members.forEach(member -> member.workTime = Duration.ofMinutes(1));
    TaskId withdrawn = fleet.tasks.get(0);
    TaskId other = fleet.tasks.remove(1);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);
    fleet.holder(withdrawn).crash();
    fleet.runUntil(() -> fleet.allIn(ClaimState.CHALLENGED), HOUR);

    fleet.tasks.set(0, other);
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);

    assertThat(fleet.record(withdrawn).state()).isEqualTo(ClaimState.CHALLENGED);
  }

  @Test
  void aHolderHearsThatAnotherHasFinishedWhatItPublished() {
    ClaimFleet fleet = fleet(12, 2, 1);
    fleet.start();
    fleet.runUntil(() -> fleet.members.stream().anyMatch(member -> member.has(PUBLISHED)), HOUR);
    FleetMember slow = fleet.holder(fleet.tasks.get(0));
    slow.pause(Duration.ofHours(1));
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);

    slow.resume();
    fleet.runUntil(() -> slow.has(DONE), HOUR);

    assertThat(fleet.record(fleet.tasks.get(0)).actor()).isEqualTo(fleet.other(slow).identity.id());
    assertThat(fleet.pullRequests).hasSize(1);
  }

  @Test
  void stoppedWorkThatSucceedsAfterAllIsNotPublished() {
    ClaimFleet fleet = fleet(13, 1, 1);
    FleetMember member = fleet.members.get(0);
    member.workTime = Duration.ofSeconds(5);
    AtomicInteger refusals = new AtomicInteger();
    InvocationHandler refusesToRelease =
        (proxy, method, arguments) ->
            method.getName().equals("cas")
                    && ((CasRequest) arguments[0]).next().record().state() == ClaimState.RELEASED
                    && refusals.incrementAndGet() <= 3
                ? new CasResult.Refused("busy", Duration.ofSeconds(1))
                : method.invoke(fleet.ledger, arguments);
    fleet.faults =
        ledger ->
            (ClaimLedger)
                Proxy.newProxyInstance(
                    ClaimLedger.class.getClassLoader(),
                    new Class<?>[] {ClaimLedger.class},
                    refusesToRelease);
    fleet.start();
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);

    fleet.runFor(Duration.ofSeconds(4));
    member.stop();
    fleet.runUntil(() -> !fleet.allIn(ClaimState.HELD), HOUR);

    assertThat(refusals).hasValueGreaterThan(3);
    assertThat(fleet.record(fleet.tasks.get(0)).state()).isEqualTo(ClaimState.RELEASED);
  }

  @Test
  void finishedWorkWaitsForAHostThatLetsNobodyIn() {
    ClaimFleet fleet = fleet(13, 1, 1);
    AtomicInteger refusals = new AtomicInteger();
    InvocationHandler refusesToPublish =
        (proxy, method, arguments) ->
            method.getName().equals("cas")
                    && ((CasRequest) arguments[0]).next().record().state() == ClaimState.PUBLISHED
                    && refusals.incrementAndGet() <= 20
                ? new CasResult.Refused("not authorized", Duration.ofSeconds(1))
                : method.invoke(fleet.ledger, arguments);
    fleet.faults =
        ledger ->
            (ClaimLedger)
                Proxy.newProxyInstance(
                    ClaimLedger.class.getClassLoader(),
                    new Class<?>[] {ClaimLedger.class},
                    refusesToPublish);
    fleet.start();

    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);

    assertThat(refusals).hasValueGreaterThan(20);
    assertThat(fleet.record(fleet.tasks.get(0)).term()).isEqualTo(1);
  }

  /** Few of them: `./bzzz sim` runs as many as one likes. */
  @Test
  void everyInvariantHoldsWhateverGoesWrong() {
    Simulator simulator = Simulator.of(protocol());

    for (long seed = 0; seed < 4; seed++) {
      Scenario scenario = Scenarios.random(seed, protocol().name(), 3, 4, FaultClass.all());

      assertThat(simulator.check(scenario).violations()).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void agentsOfAnotherProtocolShareTheRepository() {
    Simulator simulator = Simulator.of(protocol(), new Neighbour());
    Scenario alone = Scenario.of(protocol().name(), 3, 12, 1);
    Scenario shared =
        new Scenario(
            alone.seed(),
            List.of(alone.fleets().get(0), new Scenario.Fleet(Neighbour.NAME, 3, 1)),
            alone.tasks(),
            alone.timing(),
            alone.pace(),
            alone.faultPhase(),
            alone.faults());

    Run run = simulator.check(shared);

    assertThat(run.violations()).isEmpty();
    assertThat(run.statistics().grants()).isEqualTo(12);
  }

  /** Another protocol, under a name that the tested one does not have. */
  private static final class Neighbour implements ClaimProtocol {
    static final String NAME = "neighbour";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
      return new OptimisticProtocol().machine(context);
    }
  }
}
