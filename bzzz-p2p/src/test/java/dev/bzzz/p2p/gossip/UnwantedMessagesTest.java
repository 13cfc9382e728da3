package dev.bzzz.p2p.gossip;

import static dev.bzzz.p2p.gossip.TestRouter.TOPIC;
import static dev.bzzz.p2p.gossip.TestRouter.peer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.gossip.GossipEffect.Check;
import dev.bzzz.p2p.gossip.GossipInput.SignatureHolds;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages that somebody has already, and says so (IDONTWANT). */
class UnwantedMessagesTest {
  private static final int AUTHOR = 100;

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

  private static SignedMessage text(long sequence) {
    return TestRouter.message(AUTHOR, sequence, TOPIC, new byte[10]);
  }
}
