package dev.bzzz.p2p.gossip;

import static dev.bzzz.p2p.gossip.TestRouter.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.Vectors;
import dev.bzzz.p2p.gossip.GossipEffect.Check;
import dev.bzzz.p2p.gossip.GossipInput.SignatureHolds;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Peers that make ids of messages as js-libp2p does by default. */
class IdFormsTest {
  private static final int AUTHOR = 100;
  private static final int JS = 1;

  @Test
  void translatesTheIdThatJsMakesOfTheSameMessage() {
    IdForms forms = new IdForms(MessageIdFunction.authorAndSequence());
    Peer peer = new Peer(TestRouter.peer(JS), new PeerScore(), false);
    MessageId js = MessageId.of(Vectors.bytes("gossip", "msgIdJsDefault"));
    MessageId ours = MessageId.of(Vectors.bytes("gossip", "msgIdSpec"));

    assertThat(forms.theirs(peer, List.of(ours))).containsExactly(ours);
    assertThat(forms.ours(peer, js)).isEqualTo(ours);
    assertThat(forms.theirs(peer, List.of(ours))).containsExactly(js);
    assertThat(forms.ours(peer, ours)).isEqualTo(ours);
    assertThat(forms.theirs(peer, List.of(ours))).containsExactly(ours);
  }

  @Test
  void leavesIdsAloneThatAreMadeInAnotherWay() {
    Peer peer = new Peer(TestRouter.peer(JS), new PeerScore(), false);
    MessageId js = MessageId.of(Vectors.bytes("gossip", "msgIdJsDefault"));
    MessageId odd = MessageId.of(new byte[44]);

    assertThat(new IdForms(message -> js).ours(peer, js)).isSameAs(js);
    assertThat(new IdForms(MessageIdFunction.authorAndSequence()).ours(peer, odd)).isSameAs(odd);
    assertThat(peer.namesByKey).isFalse();
  }

  @Test
  void doesNotAskForWhatItHasUnderAnotherName() {
    TestRouter router = TestRouter.withPeers(2).message(2, text(1), Verdict.ACCEPT);

    router.ihave(JS, TOPIC, List.of(js(1)));

    assertThat(router.effects).isEmpty();
  }

  @Test
  void asksByThePeersNameAndTakesItsPromiseForKept() {
    TestRouter router = TestRouter.withPeers(1).ihave(JS, TOPIC, List.of(js(1)));
    assertThat(router.wanted(JS)).containsExactly(js(1));

    router.message(JS, text(1), Verdict.ACCEPT).pass(Duration.ofSeconds(5));

    assertThat(router.score(JS)).isNotNegative();
  }

  @Test
  void answersQuestionsByThePeersName() {
    TestRouter router = TestRouter.withPeers(2).message(2, text(1), Verdict.ACCEPT);

    assertThat(router.iwant(JS, List.of(js(1))).messages(JS)).hasSize(1);
  }

  @Test
  void advertisesByThePeersNameOnceItIsKnown() {
    TestRouter router = TestRouter.withPeers(4).up(5).subscribed(5, TOPIC);
    router.ihave(5, TOPIC, List.of(js(7))).message(2, text(1), Verdict.ACCEPT);

    router.beat();

    assertThat(router.advertised(5)).containsExactly(new Control.IHave(TOPIC, List.of(js(1))));
  }

  @Test
  void respectsAndSaysIdontwantByThePeersName() {
    TestRouter router = TestRouter.withPeers(3).idontwant(JS, List.of(js(1), js(2)));

    router.message(2, text(1), Verdict.ACCEPT);
    assertThat(router.messages(JS)).isEmpty();
    assertThat(router.messages(3)).hasSize(1);

    long token = router.message(2, text(3)).only(Check.class).token();
    router.on(new SignatureHolds(token));
    assertThat(router.sent(JS).get(0).control().idontwant()).containsExactly(js(3));
    assertThat(router.sent(3).get(0).control().idontwant()).containsExactly(id(3));
  }

  private static SignedMessage text(long sequence) {
    return TestRouter.message(AUTHOR, sequence, TOPIC, new byte[1024]);
  }

  private static MessageId id(long sequence) {
    return MessageIdFunction.authorAndSequence().idOf(text(sequence));
  }

  private static MessageId js(long sequence) {
    byte[] bytes = id(sequence).bytes();
    return MessageId.of(Arrays.copyOfRange(bytes, 2, bytes.length));
  }
}
