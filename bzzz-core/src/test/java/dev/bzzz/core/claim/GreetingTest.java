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
  private final ClaimMachine machine =
      new ClaimMachine(
          new ClaimContext(TestAgents.agent(2), 1, new Random(1)).on(link()),
          "test",
          (task, term, now) -> now);

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

  private void look() {
    LedgerView view =
        new LedgerView(
            ClaimFixture.TASK.repository(), ClaimFixture.POLICY, TestAgents.policyOf(3), List.of());
    take(new ClaimInput.Observed(List.of(), List.of(view)));
  }

  /** The first presence of a start that nobody has heard of. */
  private void hear(Identity from) {
    Message presence = new Message.Availability(1, 1, new TreeSet<>(), EVERY, List.of());
    take(new ClaimInput.Heard(new Outbox(from, link(), CHANCE).write(presence, now)));
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

  private static MeshLink link() {
    byte[] boot = new byte[16];
    CHANCE.nextBytes(boot);
    return new MeshLink(
        MeshLink.DEFAULT_NETWORK, HexFormat.of().formatHex(boot), Verifier.ed25519());
  }
}
