package dev.bzzz.p2p.gossip;

import static dev.bzzz.p2p.gossip.TestRouter.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Signer;
import dev.bzzz.p2p.gossip.GossipEffect.Check;
import dev.bzzz.p2p.gossip.GossipInput.Checked;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Messages under check: forgeries beside genuine ones, bounds, and checks without an end. */
class ChecksOfMessagesTest {
  private static final int AUTHOR = 100;

  @Test
  void doesNotLetAForgeryKeepOutTheGenuineMessage() {
    TestRouter router = TestRouter.withPeers(4).message(1, forgery(1), Verdict.FORGED);

    assertIgnored(router, IgnoredBecause.FORGED);
    assertThat(router.score(1)).isNegative();

    router.message(2, text(1), Verdict.ACCEPT);

    assertThat(router.delivered()).hasSize(1);
  }

  @Test
  void checksAForgeryAndTheGenuineMessageSideBySide() {
    TestRouter router = TestRouter.withPeers(4);
    long forged = router.message(1, forgery(1)).only(Check.class).token();
    long genuine = router.message(2, text(1)).only(Check.class).token();

    router.on(new Checked(genuine, Verdict.ACCEPT));
    assertThat(router.delivered()).hasSize(1);

    router.on(new Checked(forged, Verdict.FORGED));
    assertIgnored(router, IgnoredBecause.FORGED);
    assertThat(router.score(1)).isNegative();
    assertThat(router.score(2)).isPositive();
  }

  @Test
  void deliversOneOfTwoMessagesThatAnAuthorGaveTheSameNumber() {
    TestRouter router = TestRouter.withPeers(4);
    long one = router.message(1, text(1)).only(Check.class).token();
    long two = router.message(2, forgery(1)).only(Check.class).token();

    router.on(new Checked(two, Verdict.ACCEPT));
    assertThat(router.delivered()).hasSize(1);

    router.on(new Checked(one, Verdict.ACCEPT));
    assertThat(router.effects).isEmpty();
  }

  @Test
  void boundsTheForgeriesOfOneMessageThatAreCheckedAtOnce() {
    TestRouter router = TestRouter.withPeers(1);
    for (int i = 0; i < Checks.MAX_VARIANTS; i++) {
      router.message(1, TestRouter.message(AUTHOR, 1, TOPIC, new byte[i]));
      assertThat(router.all(Check.class)).hasSize(1);
    }

    router.message(1, TestRouter.message(AUTHOR, 1, TOPIC, new byte[99]));

    assertIgnored(router, IgnoredBecause.NO_ROOM);
  }

  @Test
  void boundsTheMessagesUnderCheckAndTakesAnOverflowForNeverReceived() {
    GossipParameters parameters =
        GossipParameters.defaults().withLimits(new GossipParameters.Limits(10, 1 << 20, 2, 10));
    TestRouter router = new TestRouter(parameters, ScoreParameters.defaults()).joined(TOPIC).up(1);
    long first = router.message(1, text(1)).only(Check.class).token();
    router.message(1, text(2));

    router.message(1, text(3));
    assertIgnored(router, IgnoredBecause.NO_ROOM);

    router.on(new Checked(first, Verdict.ACCEPT)).message(1, text(3));
    assertThat(router.all(Check.class)).hasSize(1);
  }

  @Test
  void givesUpACheckThatIsNeverAnswered() {
    TestRouter router = TestRouter.withPeers(2);
    long token = router.message(1, text(1)).only(Check.class).token();

    router.pass(Duration.ofSeconds(62)).on(new Checked(token, Verdict.ACCEPT));

    assertThat(router.effects).isEmpty();
    assertThat(router.machine.state().checks.size()).isZero();
    assertThat(router.message(2, text(1)).all(Check.class)).hasSize(1);
  }

  private static SignedMessage text(long sequence) {
    return TestRouter.message(AUTHOR, sequence, TOPIC, new byte[10]);
  }

  /** The same id as {@link #text} and another signature. */
  private static SignedMessage forgery(long sequence) {
    Signer other =
        new Signer() {
          @Override
          public AgentId id() {
            return TestRouter.agent(AUTHOR);
          }

          @Override
          public byte[] sign(byte[] message) {
            return new byte[] {1};
          }
        };
    return SignedMessage.sign(other, TOPIC, new byte[10], sequence);
  }

  /** And nothing else happens. */
  private static void assertIgnored(TestRouter router, IgnoredBecause why) {
    assertThat(router.effects)
        .hasSize(1)
        .allMatch(effect -> effect instanceof GossipEffect.Ignored ignored && ignored.why() == why);
  }
}
