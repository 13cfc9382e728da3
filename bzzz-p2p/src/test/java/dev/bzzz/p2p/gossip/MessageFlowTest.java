package dev.bzzz.p2p.gossip;

import static dev.bzzz.p2p.gossip.TestRouter.TOPIC;
import static dev.bzzz.p2p.gossip.TestRouter.peer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.gossip.GossipEffect.Check;
import dev.bzzz.p2p.gossip.GossipEffect.Deliver;
import dev.bzzz.p2p.gossip.GossipEffect.Send;
import dev.bzzz.p2p.gossip.GossipInput.Checked;
import dev.bzzz.p2p.gossip.GossipInput.Leave;
import dev.bzzz.p2p.wire.ProtoReader;
import dev.bzzz.p2p.wire.ProtoWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way of messages of others: checked, seen, delivered, forwarded, or ignored. */
class MessageFlowTest {
  private static final int AUTHOR = 100;

  @Test
  void asksForTheSignatureBeforeAnythingElse() {
    TestRouter router = TestRouter.withPeers(3);
    SignedMessage message = text(1);

    router.message(1, message);

    assertThat(router.effects).containsExactly(new Check(1, peer(1), message));
  }

  @Test
  void deliversAndForwardsWhatIsAccepted() {
    TestRouter router = TestRouter.withPeers(4);
    SignedMessage message = text(1);

    router.message(1, message, Verdict.ACCEPT);

    assertThat(router.all(Deliver.class)).containsExactly(new Deliver(peer(1), message));
    assertThat(router.messages(1)).isEmpty();
    assertThat(router.messages(2)).containsExactly(message);
    assertThat(router.messages(3)).containsExactly(message);
    assertThat(router.messages(4)).containsExactly(message);
    assertThat(router.all(Send.class)).allMatch(Send::droppable);
  }

  @Test
  void sharesTheEncodedBytesAmongPeers() {
    TestRouter router = TestRouter.withPeers(4).message(1, text(1), Verdict.ACCEPT);

    assertThat(router.sent(2).get(0)).isSameAs(router.sent(3).get(0));
  }

  @Test
  void doesNotSendAMessageBackToItsAuthor() {
    TestRouter router = TestRouter.withPeers(4);

    router.message(1, TestRouter.message(2, 1, TOPIC, new byte[9]), Verdict.ACCEPT);

    assertThat(router.messages(2)).isEmpty();
    assertThat(router.messages(3)).hasSize(1);
  }

  @Test
  void checksTheSameMessageOnceWhileItIsUnderCheckAndSendsItToNoneWhoSentIt() {
    TestRouter router = TestRouter.withPeers(4);
    SignedMessage message = text(1);

    long token = router.message(1, message).only(Check.class).token();
    router.message(2, text(1));

    assertThat(router.effects).isEmpty();

    router.on(new Checked(token, Verdict.ACCEPT));

    assertThat(router.messages(2)).isEmpty();
    assertThat(router.messages(3)).hasSize(1);
  }

  @Test
  void dropsWhatItHasSeen() {
    TestRouter router = TestRouter.withPeers(4).message(1, text(1), Verdict.ACCEPT);

    router.message(2, text(1));

    assertThat(router.effects).isEmpty();
  }

  @Test
  void forgetsWhatItHasSeenAfterItsTime() {
    TestRouter router = TestRouter.withPeers(4).message(1, text(1), Verdict.ACCEPT);

    router.pass(Duration.ofSeconds(119)).message(2, text(1));
    assertThat(router.effects).isEmpty();

    router.pass(Duration.ofSeconds(3)).message(2, text(1));
    assertThat(router.all(Check.class)).hasSize(1);
  }

  @Test
  void dropsOwnMessagesThatComeBackWithoutPenalty() {
    TestRouter router = TestRouter.withPeers(2);
    double before = router.score(1);

    router.message(1, TestRouter.message(TestRouter.SELF, 1, TOPIC, new byte[1]));

    assertThat(router.effects).isEmpty();
    assertThat(router.score(1)).isEqualTo(before);
  }

  @Test
  void ignoresTopicsThatItDidNotJoin() {
    TestRouter router = TestRouter.withPeers(2);

    router.message(1, TestRouter.message(AUTHOR, 1, "other", new byte[1]));

    assertThat(router.effects).isEmpty();
    assertThat(router.score(1)).isZero();
  }

  @Test
  void punishesRejectedMessagesAndDoesNotForwardThem() {
    TestRouter router = TestRouter.withPeers(4).message(1, text(1), Verdict.REJECT);

    assertThat(router.effects).isEmpty();
    assertThat(router.score(1)).isNegative();
  }

  @Test
  void punishesEverybodyWhoSendsWhatWasRejected() {
    TestRouter router = TestRouter.withPeers(4).message(1, text(1), Verdict.REJECT);

    router.message(2, text(1));

    assertThat(router.effects).isEmpty();
    assertThat(router.score(2)).isNegative();
  }

  @Test
  void dropsIgnoredMessagesAndBlamesNobody() {
    TestRouter router = TestRouter.withPeers(4).message(1, text(1), Verdict.IGNORE);

    assertThat(router.effects).isEmpty();
    assertThat(router.score(1)).isZero();

    router.message(2, text(1));

    assertThat(router.effects).isEmpty();
    assertThat(router.score(2)).isZero();
  }

  @Test
  void punishesMessagesThatAreNotSignedStrictly() {
    byte[] from = peer(AUTHOR).bytes();
    byte[] unsigned =
        new ProtoWriter().bytes(1, from).bytes(3, new byte[8]).string(4, TOPIC).toByteArray();
    byte[] anonymous = new ProtoWriter().string(2, "data").string(4, TOPIC).toByteArray();
    TestRouter router = TestRouter.withPeers(2);

    router.message(1, SignedMessage.decode(new ProtoReader(unsigned)));
    router.message(2, SignedMessage.decode(new ProtoReader(anonymous)));

    assertIgnored(router, IgnoredBecause.MALFORMED);
    assertThat(router.score(1)).isNegative();
    assertThat(router.score(2)).isNegative();
  }

  @Test
  void dropsMessagesWithoutATraceWhenTheAuthorsKindOfKeyCannotBeVerified() {
    byte[] rsa = new byte[34];
    rsa[0] = 0x12;
    rsa[1] = 0x20;
    ProtoWriter writer = new ProtoWriter().bytes(1, rsa).bytes(3, new byte[8]);
    byte[] bytes = writer.string(4, TOPIC).bytes(5, new byte[64]).toByteArray();
    SignedMessage message = SignedMessage.decode(new ProtoReader(bytes));
    TestRouter router = TestRouter.withPeers(2).ihave(1, TOPIC, List.of(id(message)));

    router.message(1, message);

    assertThat(router.effects).containsExactly(ignored(1, IgnoredBecause.UNKNOWN_KEY, 0));
    assertThat(router.machine.state().seen.size()).isZero();
    assertThat(router.pass(Duration.ofSeconds(5)).score(1)).isNotNegative();
  }

  @Test
  void dropsMessagesThatAreTooLarge() {
    byte[] data = new byte[SignedMessage.MAX_DATA_BYTES + 1];
    ProtoWriter writer = new ProtoWriter().bytes(1, peer(AUTHOR).bytes()).bytes(2, data);
    byte[] large =
        writer.bytes(3, new byte[8]).string(4, TOPIC).bytes(5, new byte[64]).toByteArray();
    SignedMessage message = SignedMessage.decode(new ProtoReader(large));
    TestRouter router = TestRouter.withPeers(2).ihave(1, TOPIC, List.of(id(message)));

    router.message(1, message);

    assertThat(router.effects)
        .containsExactly(ignored(1, IgnoredBecause.TOO_LARGE, SignedMessage.MAX_DATA_BYTES + 1));
    assertThat(router.pass(Duration.ofSeconds(5)).score(1)).isNotNegative();
  }

  @Test
  void dropsWhatIsAcceptedAfterTheTopicWasLeft() {
    TestRouter router = TestRouter.withPeers(2);
    long token = router.message(1, text(1)).only(Check.class).token();

    router.on(new Leave(TOPIC)).on(new Checked(token, Verdict.ACCEPT));

    assertThat(router.effects).isEmpty();
  }

  @Test
  void letsTheIdFunctionBeReplaced() {
    MessageIdFunction byData = message -> MessageId.of(message.data());
    TestRouter router =
        new TestRouter(GossipParameters.defaults().withIds(byData), ScoreParameters.defaults())
            .joined(TOPIC)
            .up(1)
            .message(1, TestRouter.message(AUTHOR, 1, TOPIC, new byte[] {1}), Verdict.ACCEPT);

    router.message(1, TestRouter.message(AUTHOR, 2, TOPIC, new byte[] {1}));

    assertThat(router.effects).isEmpty();
  }

  private static SignedMessage text(long sequence) {
    return TestRouter.message(AUTHOR, sequence, TOPIC, new byte[10]);
  }

  private static MessageId id(SignedMessage message) {
    return MessageIdFunction.authorAndSequence().idOf(message);
  }

  /** And nothing else happens. */
  private static void assertIgnored(TestRouter router, IgnoredBecause why) {
    assertThat(router.effects)
        .hasSize(1)
        .allMatch(effect -> effect instanceof GossipEffect.Ignored ignored && ignored.why() == why);
  }

  private static GossipEffect.Ignored ignored(int peer, IgnoredBecause why, int bytes) {
    return new GossipEffect.Ignored(peer(peer), why, bytes);
  }
}
