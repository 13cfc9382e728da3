package dev.bzzz.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.capability.Capability;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.RendezvousProtocol;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.message.Outbox;
import dev.bzzz.core.presence.PollerElection;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.PollPlan;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * How a fleet finds its tasks: one agent asks the forge, tells the others, and is replaced when it
 * falls silent. Under virtual time; everybody looks at the ledger once a second.
 */
class DiscoveryTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private static ClaimFleet fleet(int agents) {
    ClaimFleet fleet = new ClaimFleet(new RendezvousProtocol(), 7, agents, 0);
    fleet.meshLoss = OptionalInt.of(0);
    return fleet;
  }

  private static ClaimFleet settled(int agents) {
    ClaimFleet fleet = fleet(agents);
    fleet.start();
    fleet.runFor(Duration.ofSeconds(20));
    return fleet;
  }

  private static long listings(FleetMember member, Instant since) {
    return member.listings.stream().filter(at -> at.isAfter(since)).count();
  }

  private static long listings(ClaimFleet fleet, Instant since) {
    return fleet.members.stream().mapToLong(member -> listings(member, since)).sum();
  }

  /** Members by how often they asked the forge, the one that asks most first. */
  private static List<FleetMember> pollers(ClaimFleet fleet, Instant since) {
    return fleet.members.stream()
        .sorted(Comparator.comparingLong((FleetMember member) -> -listings(member, since)))
        .toList();
  }

  private static FleetMember poller(ClaimFleet fleet) {
    return pollers(fleet, fleet.now().minusSeconds(10)).get(0);
  }

  private static TaskId open(ClaimFleet fleet) {
    TaskId task = new TaskId(fleet.repository, fleet.tasks.size() + 1);
    fleet.tasks.add(task);
    return task;
  }

  private static Outbox mouth(FleetMember member) {
    MeshLink link = new MeshLink(MeshLink.DEFAULT_NETWORK, "1".repeat(32), QuickSignature::verify);
    return new Outbox(member.identity, link, new Random(1));
  }

  private static void announce(ClaimFleet fleet, FleetMember from, Outbox mouth, TaskId task) {
    TreeMap<TaskId, SortedSet<Skill>> tasks = new TreeMap<>();
    tasks.put(task, new TreeSet<>());
    byte[] wire = mouth.write(new Message.Announcement(tasks), fleet.now());
    fleet.members.stream().filter(member -> member != from).forEach(each -> each.hear(wire));
  }

  @Test
  void oneAgentAsksTheForgeAndTheOthersLookNowAndThen() {
    ClaimFleet fleet = settled(6);
    Instant since = fleet.now();

    fleet.runFor(Duration.ofSeconds(100));

    List<FleetMember> pollers = pollers(fleet, since);
    assertThat(listings(pollers.get(0), since)).isBetween(99L, 101L);
    assertThat(pollers.subList(1, 6))
        .allSatisfy(
            member ->
                assertThat(listings(member, since))
                    .isBetween(100L / PollPlan.FALLBACK - 1, 100L / PollPlan.FALLBACK + 1));
  }

  @Test
  void withoutAMeshEverybodyAsks() {
    ClaimFleet fleet = fleet(3);
    fleet.meshLoss = OptionalInt.empty();

    fleet.start();
    fleet.runFor(Duration.ofSeconds(100));

    assertThat(fleet.members).allMatch(member -> member.listings.size() >= 100);
  }

  @Test
  void whenThePollerFallsSilentAnotherTakesOver() {
    ClaimFleet fleet = settled(4);
    poller(fleet).crash();
    Instant died = fleet.now();
    Duration takeover = Duration.ofSeconds(PollerElection.SILENCE + 2);

    fleet.runFor(takeover.plusSeconds(20));

    Instant since = died.plus(takeover);
    List<FleetMember> pollers = pollers(fleet, since);
    assertThat(listings(pollers.get(0), since)).isGreaterThanOrEqualTo(19);
    assertThat(listings(pollers.get(1), since)).isLessThanOrEqualTo(4);
  }

  @Test
  void aNewTaskIsTakenAtOnceThoughOnlyAFewAsk() {
    ClaimFleet fleet = settled(12);
    Instant since = fleet.now();

    TaskId task = open(fleet);
    fleet.runUntil(() -> fleet.ledger.read(task).state().isPresent(), HOUR);

    assertThat(Duration.between(since, fleet.now())).isLessThan(Duration.ofSeconds(3));
    assertThat(listings(fleet, since)).isLessThanOrEqualTo(12);
  }

  @Test
  void aTaskThatThePollerHidesIsFoundByOthers() {
    ClaimFleet fleet = settled(4);
    FleetMember liar = poller(fleet);
    liar.crash();
    Outbox mouth = mouth(liar);
    Instant since = fleet.now();

    TaskId task = open(fleet);
    for (int i = 0; i < 30 && fleet.ledger.read(task).state().isEmpty(); i++) {
      Message lie =
          new Message.Looked(new TreeSet<>(List.of(fleet.repository)), Duration.ofSeconds(1));
      byte[] wire = mouth.write(lie, fleet.now());
      fleet.members.forEach(member -> member.hear(wire));
      fleet.runFor(Duration.ofSeconds(1));
    }

    assertThat(fleet.ledger.read(task).state()).isPresent();
    assertThat(Duration.between(since, fleet.now()))
        .isLessThanOrEqualTo(Duration.ofSeconds(PollPlan.FALLBACK + 3));
  }

  @Test
  void liesAboutTasksLeadToNoGrantAndToALimitedNumberOfCalls() {
    ClaimFleet fleet = settled(4);
    FleetMember liar = fleet.members.get(0);
    liar.crash();
    Outbox mouth = mouth(liar);
    fleet.runFor(Duration.ofSeconds(20));
    Instant since = fleet.now();
    int seconds = 60;

    for (int i = 0; i < 10 * seconds; i++) { // an issue that is closed, not labelled, or not there
      announce(fleet, liar, mouth, new TaskId(fleet.repository, 1 + i % 1000));
      announce(fleet, liar, mouth, new TaskId(new RepositoryId("ee".repeat(16)), 1));
      fleet.runFor(Duration.ofMillis(100));
    }

    assertThat(fleet.grantsAsked).isZero();
    assertThat(fleet.ledger.scan(fleet.repository).tips()).isEmpty();
    assertThat(fleet.members)
        .allSatisfy(
            member ->
                assertThat(listings(member, since))
                    .isLessThanOrEqualTo(PollPlan.HINTS + 2L * seconds + 1));
  }

  @Test
  void whatIsAnnouncedIsLookedUpBeforeAnybodyAsksForIt() {
    ClaimFleet fleet = settled(4);
    fleet.runFor(Duration.ofMillis(100)); // no poll is due just now
    FleetMember speaker = poller(fleet);
    Instant since = fleet.now();

    TaskId task = open(fleet);
    announce(fleet, speaker, mouth(speaker), task);
    fleet.runUntil(() -> fleet.grantsAsked > 0, HOUR);

    FleetMember holder =
        fleet.members.stream().filter(each -> listings(each, since) > 0).findFirst().orElseThrow();
    assertThat(Duration.between(since, fleet.now())).isLessThan(Duration.ofMillis(900));
    assertThat(holder).isNotSameAs(speaker);
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);
  }

  @Test
  void nobodyTriesForATaskOnTheStrengthOfAnOldLook() {
    ClaimFleet fleet = settled(2);
    fleet.members.forEach(member -> member.workTime = Duration.ofSeconds(6));
    List<TaskId> tasks = List.of(open(fleet), open(fleet), open(fleet));
    fleet.runFor(Duration.ofSeconds(3)); // both work, and know that there is a third one
    TaskId third =
        tasks.stream()
            .filter(task -> fleet.ledger.read(task).record().isEmpty())
            .findFirst()
            .orElseThrow();

    fleet.tasks.remove(third); // people close it, and nobody says so
    fleet.runUntil(() -> fleet.allIn(ClaimState.DONE), HOUR);
    fleet.runFor(Duration.ofSeconds(30));

    assertThat(fleet.ledger.read(third).record()).isEmpty();
  }

  @Test
  void whatDoesNotSuitThePollerIsAnnouncedAllTheSame() {
    ClaimFleet fleet = fleet(4);
    fleet.members.forEach(
        member -> member.capabilities = List.of(new Capability(new Skill("java"), 1000)));
    fleet.start();
    fleet.runFor(Duration.ofSeconds(23)); // so that nobody is about to look by itself
    FleetMember poller = poller(fleet);
    poller.fits = task -> false;

    TaskId task = open(fleet);
    fleet.skills.put(task, new TreeSet<>(List.of(new Skill("java"))));
    Instant since = fleet.now();
    fleet.runUntil(() -> fleet.ledger.read(task).record().isPresent(), HOUR);

    assertThat(fleet.holder(task)).isNotSameAs(poller);
    assertThat(Duration.between(since, fleet.now())).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void aHolderHearsThatItsIssueWasClosedThoughItDoesNotAsk() {
    ClaimFleet fleet = settled(4);
    fleet.members.forEach(member -> member.workTime = Duration.ofMinutes(10));
    FleetMember poller = poller(fleet);
    List<TaskId> tasks = List.of(open(fleet), open(fleet));
    fleet.runUntil(() -> fleet.allIn(ClaimState.HELD), HOUR);
    fleet.runFor(Duration.ofSeconds(2));
    TaskId task =
        tasks.stream().filter(each -> fleet.holder(each) != poller).findFirst().orElseThrow();
    Instant since = fleet.now();

    fleet.closed.add(task);
    fleet.runUntil(
        () -> fleet.ledger.read(task).state().filter(ClaimState.RELEASED::equals).isPresent(),
        HOUR);

    assertThat(Duration.between(since, fleet.now())).isLessThan(Duration.ofSeconds(3));
  }
}
