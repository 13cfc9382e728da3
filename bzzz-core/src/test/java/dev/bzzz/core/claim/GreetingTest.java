package dev.bzzz.core.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.message.Outbox;
import dev.bzzz.core.message.Post;
import dev.bzzz.core.testkit.TestAgents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class GreetingTest {
  private static final Identity NEWCOMER = TestAgents.agent(1);
  private static final Random CHANCE = new Random(5);
  private static final Duration EVERY =
      TestAgents.policyOf(3).timing().suspectAfter().dividedBy(10);

  private final Post post = Post.signed(Verifier.ed25519());
  private ClaimMachine machine = machine(1);

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int introductions;

  @Test
  void whoIsNewIsGreetedAtOnce() {
    look();
    pass(Duration.ofMinutes(1));
    introductions = 0;

    hear(NEWCOMER);
    pass(Voice.GREETING_WAIT);

    assertThat(introductions).isEqualTo(1);
  }

  @Test
  void whoPretendsToStartAgainAndAgainIsGreetedOnceInAnInterval() {
    look();
    int intervals = 20;
    Duration pause = Duration.ofMillis(200);

    for (Duration done = Duration.ZERO;
        done.compareTo(EVERY.multipliedBy(intervals)) < 0;
        done = done.plus(pause)) {
      hear(NEWCOMER);
      pass(pause);
    }

    assertThat(introductions).isBetween(intervals / 2, intervals + 2);
  }

  /** Otherwise a thousand agents that start together would all say twice who they are. */
  @Test
  void ofALargeSwarmAFewGreetAllWhoComeTogether() {
    int swarm = 60;
    List<byte[]> presences = new ArrayList<>();
    for (int number = 3; number < 3 + swarm; number++) {
      presences.add(presence(TestAgents.agent(number)));
    }
    introductions = 0;

    int agents = 24;
    for (int seed = 0; seed < agents; seed++) {
      machine = machine(seed);
      look(swarm + 3);
      presences.forEach(wire -> take(new ClaimInput.Heard(wire)));
      pass(Voice.GREETING_WAIT);
    }

    int first = agents; // each says first who it is
    assertThat(introductions - first).isBetween(1, agents / 2);
  }

  @Test
  void ofALargeSwarmAFewGreetOneThatComesAlone() {
    int swarm = 60;
    List<byte[]> presences = new ArrayList<>();
    for (int number = 3; number < 3 + swarm; number++) {
      presences.add(presence(TestAgents.agent(number)));
    }

    int agents = 24;
    int greeted = 0;
    for (int seed = 0; seed < agents; seed++) {
      machine = machine(seed);
      look(swarm + 3);
      presences.forEach(wire -> take(new ClaimInput.Heard(wire)));
      pass(EVERY.multipliedBy(2)); // it has greeted those now
      introductions = 0;
      hear(NEWCOMER);
      pass(Voice.GREETING_WAIT);
      greeted += introductions;
    }

    assertThat(greeted).isBetween(1, agents / 2);
  }

  private void look() {
    look(3);
  }

  private void look(int agents) {
    LedgerView view =
        new LedgerView(
            ClaimFixture.TASK.repository(),
            ClaimFixture.POLICY,
            TestAgents.policyOf(agents),
            List.of());
    take(new ClaimInput.Observed(List.of(), List.of(view)));
  }

  /** The first presence of a start that nobody has heard of. */
  private void hear(Identity from) {
    take(new ClaimInput.Heard(presence(from)));
  }

  private byte[] presence(Identity from) {
    Message presence = new Message.Availability(1, 1, new TreeSet<>(), EVERY, List.of());
    return new Outbox(from, link(), CHANCE).write(presence, now);
  }

  private void pass(Duration time) {
    Instant end = now.plus(time);
    while (machine.deadline().filter(at -> !at.isAfter(end)).isPresent()) {
      Instant due = machine.deadline().get();
      now = due.isAfter(now) ? due : now;
      take(new ClaimInput.Tick());
    }
    now = end;
  }

  private void take(ClaimInput input) {
    for (ClaimEffect effect : machine.on(input, now)) {
      if (effect instanceof ClaimEffect.Broadcast said
          && post.read(said.wire()) instanceof Post.Read.Signed signed
          && signed.letter().message() instanceof Message.Capabilities) {
        introductions++;
      }
    }
  }

  private static ClaimMachine machine(long seed) {
    return new ClaimMachine(
        new ClaimContext(TestAgents.agent(2), 1, new Random(seed)).on(link()),
        "test",
        (task, term, now) -> now);
  }

  private static MeshLink link() {
    byte[] boot = new byte[16];
    CHANCE.nextBytes(boot);
    return new MeshLink(
        MeshLink.DEFAULT_NETWORK, HexFormat.of().formatHex(boot), Verifier.ed25519());
  }
}
