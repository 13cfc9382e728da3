package dev.bzzz.p2p.gossip;

import static dev.bzzz.p2p.gossip.TestRouter.TOPIC;
import static dev.bzzz.p2p.gossip.TestRouter.peer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Signer;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.gossip.GossipEffect.Check;
import dev.bzzz.p2p.gossip.GossipEffect.Deliver;
import dev.bzzz.p2p.gossip.GossipEffect.Send;
import dev.bzzz.p2p.gossip.GossipInput.AppScore;
import dev.bzzz.p2p.gossip.GossipInput.Checked;
import dev.bzzz.p2p.gossip.GossipInput.Leave;
import dev.bzzz.p2p.gossip.GossipInput.PeerDown;
import dev.bzzz.p2p.gossip.GossipInput.Publish;
import dev.bzzz.p2p.gossip.GossipInput.SignatureHolds;
import dev.bzzz.p2p.wire.ProtoReader;
import dev.bzzz.p2p.wire.ProtoWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The way of messages: checked, seen, delivered, forwarded, published. */
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
  void tellsTheMeshAtOnceThatALargeMessageNeedNotBeSent() {
    TestRouter router = TestRouter.withPeers(2).up(3, GossipVersion.V1_1, true);
    router.subscribed(3, TOPIC);
    SignedMessage large = TestRouter.message(AUTHOR, 1, TOPIC, new byte[1024]);
    long token = router.message(1, large).only(Check.class).token();

    router.on(new SignatureHolds(token));

    MessageId id = MessageIdFunction.authorAndSequence().idOf(large);
    assertThat(router.sent(2).get(0).control().idontwant()).containsExactly(id);
    assertThat(router.sent(1)).describedAs("it sent the message").isEmpty();
    assertThat(router.sent(3)).describedAs("it does not know IDONTWANT").isEmpty();
    assertThat(router.on(new SignatureHolds(token)).effects).isEmpty();
  }

  @Test
  void doesNotAnnounceSmallMessages() {
    TestRouter router = TestRouter.withPeers(2);
    SignedMessage small = TestRouter.message(AUTHOR, 1, TOPIC, new byte[1023]);
    long token = router.message(1, small).only(Check.class).token();

    assertThat(router.on(new SignatureHolds(token)).effects).isEmpty();
  }

  @Test
  void doesNotForwardToPeersThatDoNotWantTheMessage() {
    SignedMessage message = text(1);
    MessageId id = MessageIdFunction.authorAndSequence().idOf(message);
    TestRouter router = TestRouter.withPeers(3).idontwant(2, List.of(id));

    router.message(1, message, Verdict.ACCEPT);

    assertThat(router.messages(2)).isEmpty();
    assertThat(router.messages(3)).hasSize(1);
  }

  @Test
  void forgetsWhatPeersDoNotWantAfterThreeHeartbeats() {
    SignedMessage message = text(1);
    MessageId id = MessageIdFunction.authorAndSequence().idOf(message);
    TestRouter router = TestRouter.withPeers(3).idontwant(2, List.of(id));

    router.beat().beat().beat().message(1, message, Verdict.ACCEPT);

    assertThat(router.messages(2)).hasSize(1);
  }

  @Test
  void boundsWhatAPeerCanKeepUsFromSending() {
    TestRouter router = TestRouter.withPeers(1);
    for (int i = 0; i < 2000; i++) {
      router.idontwant(1, List.of(MessageId.of(new byte[] {(byte) (i >> 8), (byte) i})));
    }

    assertThat(router.machine.state().peers.get(peer(1)).unwanted()).isEqualTo(Peer.MAX_UNWANTED);
  }

  @Test
  void floodsOwnMessagesToEverybodyWhoWantsTheTopic() {
    TestRouter router = TestRouter.withPeers(20).up(21);

    router.on(new Publish(own(1)));

    assertThat(router.all(Send.class)).hasSize(20).allMatch(Send::droppable);
    assertThat(router.messages(21)).isEmpty();
    assertThat(router.delivered()).isEmpty();
  }

  @Test
  void doesNotFloodToPeersBelowTheThresholdOfPublishing() {
    TestRouter router = TestRouter.withPeers(3);
    router.on(new AppScore(peer(1), -6)); // -60: below publishing, not graylisted

    router.on(new Publish(own(1)));

    assertThat(router.messages(1)).isEmpty();
    assertThat(router.messages(2)).hasSize(1);
  }

  @Test
  void publishesAMessageOnce() {
    TestRouter router = TestRouter.withPeers(3).on(new Publish(own(1)));

    assertThat(router.on(new Publish(own(1))).effects).isEmpty();
  }

  @Test
  void publishesToTheMeshOnlyWhenFloodingIsOff() {
    TestRouter router = quiet(Set.of()).joined(TOPIC);
    for (int i = 1; i <= 20; i++) {
      router.up(i).subscribed(i, TOPIC);
    }
    router.beat();

    router.on(new Publish(own(1)));

    List<PeerId> mesh = router.machine.mesh(TOPIC);
    assertThat(router.all(Send.class)).hasSize(6);
    assertThat(router.all(Send.class).stream().map(Send::to).toList()).containsAll(mesh);
  }

  @Test
  void publishesToAFanoutInATopicThatItDidNotJoin() {
    TestRouter router = quiet(Set.of());
    for (int i = 1; i <= 20; i++) {
      router.up(i).subscribed(i, TOPIC);
    }

    List<PeerId> first = recipients(router.on(new Publish(own(1))));
    List<PeerId> second = recipients(router.on(new Publish(own(2))));

    assertThat(first).hasSize(6);
    assertThat(second).isEqualTo(first);
  }

  @Test
  void forgetsTheFanoutAMinuteAfterTheLastMessage() {
    TestRouter router = quiet(Set.of());
    router.up(1).subscribed(1, TOPIC).on(new Publish(own(1)));

    router.pass(Duration.ofSeconds(59));
    assertThat(router.machine.state().topics).containsKey(TOPIC);

    router.pass(Duration.ofSeconds(2));
    assertThat(router.machine.state().topics).isEmpty();
  }

  @Test
  void fillsTheFanoutUpWhenPeersLeave() {
    TestRouter router = quiet(Set.of());
    for (int i = 1; i <= 8; i++) {
      router.up(i).subscribed(i, TOPIC);
    }
    router.on(new Publish(own(1)));
    router.unsubscribed(1, TOPIC).unsubscribed(2, TOPIC);

    router.beat();

    assertThat(router.machine.state().topics.get(TOPIC).fanout).hasSize(6);
  }

  @Test
  void sendsEveryMessageToFloodsubPeersAndToDirectPeers() {
    TestRouter router = quiet(Set.of(peer(8))).joined(TOPIC);
    router.up(8).subscribed(8, TOPIC);
    router.up(9, GossipVersion.FLOODSUB, false).subscribed(9, TOPIC);
    router.up(1).subscribed(1, TOPIC);

    router.message(1, text(1), Verdict.ACCEPT);
    assertThat(router.messages(8)).hasSize(1);
    assertThat(router.messages(9)).hasSize(1);

    router.on(new Publish(own(1)));
    assertThat(router.messages(8)).hasSize(1);
    assertThat(router.messages(9)).hasSize(1);
    assertThat(router.machine.mesh(TOPIC)).containsExactly(peer(1));
  }

  @Test
  void sendsNothingMoreToAFloodsubPeerThatUnsubscribesAndForgetsOneThatIsGone() {
    TestRouter router = TestRouter.withPeers(1);
    router.up(8, GossipVersion.FLOODSUB, false).subscribed(8, TOPIC);
    router.up(9, GossipVersion.FLOODSUB, false).subscribed(9, TOPIC);

    router.unsubscribed(8, TOPIC).on(new PeerDown(peer(9)));

    router.message(1, text(1), Verdict.ACCEPT);
    assertThat(router.all(Send.class)).isEmpty();
    assertThat(router.machine.state().topics.get(TOPIC).getAll).isEmpty();
  }

  @Test
  void sendsNothingBeforeTheStreamToThePeerIsThere() {
    TestRouter router = new TestRouter().joined(TOPIC).subscribed(1, TOPIC);

    router.on(new Publish(own(1)));

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

  private static TestRouter quiet(Set<PeerId> direct) {
    return new TestRouter(
        GossipParameters.defaults().withFloodPublish(false).withDirectPeers(direct),
        ScoreParameters.defaults());
  }

  private static List<PeerId> recipients(TestRouter router) {
    return router.all(Send.class).stream().map(Send::to).toList();
  }

  private static SignedMessage own(long sequence) {
    return TestRouter.message(TestRouter.SELF, sequence, TOPIC, new byte[10]);
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
