package dev.bzzz.p2p.gossip;

import static dev.bzzz.p2p.gossip.TestRouter.TOPIC;
import static dev.bzzz.p2p.gossip.TestRouter.peer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.p2p.gossip.GossipEffect.Check;
import dev.bzzz.p2p.gossip.GossipEffect.Send;
import dev.bzzz.p2p.gossip.GossipInput.AppScore;
import dev.bzzz.p2p.gossip.GossipInput.Checked;
import dev.bzzz.p2p.gossip.GossipInput.PeerDown;
import dev.bzzz.p2p.gossip.GossipInput.Publish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** IHAVE, IWANT and what follows from them. */
class GossipExchangeTest {
  private static final int AUTHOR = 100;

  @Test
  void asksForMessagesThatItHasNotSeen() {
    TestRouter router = TestRouter.withPeers(2).message(1, text(1), Verdict.ACCEPT);
    router.message(1, text(2));

    router.ihave(2, TOPIC, List.of(id(1), id(2), id(3)));

    assertThat(router.wanted(2)).containsExactly(id(3));
    assertThat(router.all(Send.class)).noneMatch(Send::droppable);
  }

  @Test
  void ignoresOffersOfTopicsThatItDidNotJoin() {
    TestRouter router = TestRouter.withPeers(1).ihave(1, "other", List.of(id(1)));

    assertThat(router.effects).isEmpty();
  }

  @Test
  void ignoresOffersOfPeersBelowTheThresholdOfGossip() {
    TestRouter router = TestRouter.withPeers(1).on(new AppScore(peer(1), -1.1));

    assertThat(router.ihave(1, TOPIC, List.of(id(1))).effects).isEmpty();
  }

  @Test
  void ignoresMoreThanTenOffersInAHeartbeat() {
    TestRouter router = TestRouter.withPeers(1);
    for (int i = 0; i < 10; i++) {
      assertThat(router.ihave(1, TOPIC, List.of(id(i))).wanted(1)).hasSize(1);
    }

    assertThat(router.ihave(1, TOPIC, List.of(id(11))).effects).isEmpty();
    router.beat();
    assertThat(router.ihave(1, TOPIC, List.of(id(11))).wanted(1)).hasSize(1);
  }

  @Test
  void asksForAtMostFiveThousandMessagesInAHeartbeat() {
    TestRouter router = TestRouter.withPeers(1);

    int first = router.ihave(1, TOPIC, ids(0, 4000)).wanted(1).size();
    int second = router.ihave(1, TOPIC, ids(4000, 4000)).wanted(1).size();
    int third = router.ihave(1, TOPIC, ids(8000, 10)).wanted(1).size();

    assertThat(List.of(first, second, third)).containsExactly(4000, 1000, 0);
  }

  @Test
  void asksInRandomOrder() {
    List<MessageId> offered = ids(0, 100);

    List<MessageId> wanted = TestRouter.withPeers(1).ihave(1, TOPIC, offered).wanted(1);

    assertThat(wanted).containsExactlyInAnyOrderElementsOf(offered).isNotEqualTo(offered);
  }

  @Test
  void punishesAPromiseThatIsNotKept() {
    TestRouter router = TestRouter.withPeers(1).ihave(1, TOPIC, List.of(id(1)));

    router.pass(Duration.ofMillis(2900));
    assertThat(router.score(1)).isNotNegative();

    router.pass(Duration.ofMillis(1100));
    assertThat(router.score(1)).isNegative();
    assertThat(router.machine.state().promises.size()).isZero();
  }

  @Test
  void takesAPromiseForKeptWhoeverBringsTheMessage() {
    TestRouter router = TestRouter.withPeers(2).ihave(1, TOPIC, List.of(id(1)));

    router.message(2, text(1), Verdict.ACCEPT).pass(Duration.ofSeconds(5));

    assertThat(router.score(1)).isNotNegative();
  }

  @Test
  void doesNotTakeAPromiseForKeptByAForgery() {
    TestRouter router = TestRouter.withPeers(2).ihave(1, TOPIC, List.of(id(1)));

    router.message(2, text(1), Verdict.FORGED).pass(Duration.ofSeconds(5));

    assertThat(router.score(1)).isNegative();
  }

  @Test
  void doesNotBlameAPeerForAMessageThatWaitsForItsCheck() {
    TestRouter router = TestRouter.withPeers(1).ihave(1, TOPIC, List.of(id(1)));
    long token = router.message(1, text(1)).only(Check.class).token();

    router.pass(Duration.ofSeconds(5)).on(new Checked(token, Verdict.ACCEPT));
    router.pass(Duration.ofSeconds(5));

    assertThat(router.score(1)).isPositive();
  }

  @Test
  void asksForNothingAndBlamesNobodyWhileItIsBehindWithItsChecks() {
    TestRouter router = TestRouter.withPeers(1).ihave(1, TOPIC, List.of(id(999)));
    for (int i = 0; i <= RouterState.BEHIND_CHECKS; i++) {
      router.message(1, text(i));
    }

    assertThat(router.ihave(1, TOPIC, List.of(id(1000))).effects).isEmpty();
    router.pass(Duration.ofSeconds(5));
    assertThat(router.score(1)).isNotNegative();

    for (int i = 0; i <= RouterState.BEHIND_CHECKS; i++) {
      router.on(new Checked(i + 1, Verdict.ACCEPT));
    }
    assertThat(router.ihave(1, TOPIC, List.of(id(1000))).wanted(1)).hasSize(1);
  }

  @Test
  void forgetsThePromisesOfAPeerThatIsGone() {
    TestRouter router = TestRouter.withPeers(1).ihave(1, TOPIC, List.of(id(1)));

    router.on(new PeerDown(peer(1)));

    assertThat(router.machine.state().promises.size()).isZero();
  }

  @Test
  void sendsWhatIsAskedForThreeTimes() {
    TestRouter router = TestRouter.withPeers(2).message(1, text(1), Verdict.ACCEPT);

    for (int i = 0; i < 3; i++) {
      assertThat(router.iwant(2, List.of(id(1))).messages(2)).hasSize(1);
      assertThat(router.all(Send.class)).allMatch(Send::droppable);
    }
    assertThat(router.iwant(2, List.of(id(1))).effects).isEmpty();
    assertThat(router.iwant(1, List.of(id(1))).messages(1)).hasSize(1);
  }

  @Test
  void countsAQuestionThatIsRepeatedWithinAnRpc() {
    TestRouter router = TestRouter.withPeers(2).message(1, text(1), Verdict.ACCEPT);

    router.iwant(2, List.of(id(1), id(1), id(1), id(1), id(1)));

    assertThat(router.messages(2)).hasSize(3);
  }

  @Test
  void sendsWhatIsAskedForInRpcsOfBoundedSize() {
    TestRouter router = TestRouter.withPeers(2);
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      router.message(1, TestRouter.message(AUTHOR, i, TOPIC, new byte[20_000]), Verdict.ACCEPT);
      ids.add(id(i));
    }

    router.iwant(2, ids);

    assertThat(router.sent(2)).hasSize(3);
    assertThat(router.messages(2)).hasSize(9);
    assertThat(router.sent(2)).allMatch(rpc -> rpc.frame().length < 64 * 1024);
  }

  @Test
  void sendsSmallMessagesThatAreAskedForTogether() {
    TestRouter router = TestRouter.withPeers(2);
    for (int i = 0; i < 5; i++) {
      router.message(1, text(i), Verdict.ACCEPT);
    }

    router.iwant(2, List.of(id(0), id(1), id(2), id(3), id(4)));

    assertThat(router.sent(2)).hasSize(1);
    assertThat(router.messages(2)).hasSize(5);
  }

  @Test
  void doesNotAnswerForMessagesThatItDoesNotHave() {
    assertThat(TestRouter.withPeers(1).iwant(1, List.of(id(1))).effects).isEmpty();
  }

  @Test
  void doesNotAnswerPeersBelowTheThresholdOfGossip() {
    TestRouter router = TestRouter.withPeers(2).message(1, text(1), Verdict.ACCEPT);
    router.on(new AppScore(peer(2), -1.1));

    assertThat(router.iwant(2, List.of(id(1))).effects).isEmpty();
  }

  @Test
  void punishesPeersThatAskTooOften() {
    TestRouter router = TestRouter.withPeers(1);
    for (int i = 0; i < GossipExchange.MAX_IWANT_RPCS; i++) {
      router.iwant(1, List.of(id(i)));
    }
    assertThat(router.score(1)).isNotNegative();

    router.iwant(1, List.of(id(99)));
    assertThat(router.score(1)).isNegative();
  }

  @Test
  void keepsMessagesForFiveHeartbeats() {
    TestRouter router = TestRouter.withPeers(2).message(1, text(1), Verdict.ACCEPT);

    router.beat().beat().beat().beat();
    assertThat(router.iwant(2, List.of(id(1))).messages(2)).hasSize(1);
    router.beat();
    assertThat(router.iwant(2, List.of(id(1))).effects).isEmpty();
    assertThat(router.machine.state().cache.bytes()).isZero();
  }

  @Test
  void advertisesForThreeHeartbeatsToPeersOutsideOfTheMesh() {
    TestRouter router = TestRouter.withPeers(4).up(5).subscribed(5, TOPIC);
    router.message(1, text(1), Verdict.ACCEPT);

    for (int i = 0; i < 3; i++) {
      router.beat();
      assertThat(router.advertised(5)).containsExactly(new Control.IHave(TOPIC, List.of(id(1))));
      assertThat(router.advertised(2)).describedAs("in the mesh").isEmpty();
      assertThat(router.all(Send.class)).allMatch(Send::droppable);
    }
    assertThat(router.beat().effects).isEmpty();
  }

  @Test
  void advertisesToAtLeastSixPeersAndAtLeastAQuarter() {
    assertThat(advertisedTo(4 + 5)).isEqualTo(5);
    assertThat(advertisedTo(4 + 20)).isEqualTo(6);
    assertThat(advertisedTo(4 + 40)).isEqualTo(10);
  }

  @Test
  void advertisesNeitherToFloodsubPeersNorToPeersBelowTheThreshold() {
    TestRouter router = TestRouter.withPeers(4).message(1, text(1), Verdict.ACCEPT);
    router.up(5, GossipVersion.FLOODSUB, true).subscribed(5, TOPIC);
    router.up(6).subscribed(6, TOPIC).on(new AppScore(peer(6), -1.1));
    router.up(7).subscribed(7, "other");

    assertThat(router.beat().effects).isEmpty();
  }

  @Test
  void advertisesAtMostFiveThousandMessages() {
    TestRouter router = TestRouter.withPeers(4);
    for (int i = 0; i < 5500; i++) {
      router.on(new Publish(TestRouter.message(TestRouter.SELF, i, TOPIC, new byte[1])));
    }
    router.up(5).subscribed(5, TOPIC).up(6).subscribed(6, TOPIC);

    router.beat();

    List<MessageId> five = advertisedIds(router, 5);
    assertThat(five).hasSize(5000).doesNotHaveDuplicates();
    assertThat(advertisedIds(router, 6)).hasSize(5000).isNotEqualTo(five);
    assertThat(router.sent(5)).allMatch(rpc -> rpc.frame().length < 64 * 1024);
    assertThat(router.sent(5)).hasSizeLessThan(GossipExchange.MAX_IHAVE_RPCS);
  }

  @Test
  void boundsTheMemoryOfMessagesThatCanBeAskedFor() {
    MessageCache cache = new MessageCache(GossipParameters.Gossip.defaults(), 100_000);
    for (int i = 0; i < 1000; i++) {
      SignedMessage message = TestRouter.message(AUTHOR, i, "topic " + i % 3, new byte[400]);
      cache.put(id(i), message);
    }

    assertThat(cache.bytes()).isBetween(90_000L, 100_000L);
    assertThat(cache.get(id(0))).isNull();
    assertThat(cache.get(id(999))).isNotNull();
    assertThat(
            cache.advertised("topic 0").size()
                + cache.advertised("topic 1").size()
                + cache.advertised("topic 2").size())
        .isEqualTo(cache.size());

    for (int i = 0; i < 5; i++) {
      cache.shift();
    }
    assertThat(cache.size()).isZero();
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void boundsTheIdsThatItHasSeen() {
    SeenMessages seen = new SeenMessages(10, 1000);
    for (int i = 0; i < 20; i++) {
      seen.put(id(i), i, Verdict.ACCEPT);
    }

    assertThat(seen.size()).isEqualTo(10);
    assertThat(seen.contains(id(9))).isFalse();
    assertThat(seen.contains(id(10))).isTrue();
    seen.expire(1015);
    assertThat(seen.size()).isEqualTo(4);
  }

  @Test
  void boundsThePromisesThatItWatches() {
    Promises promises = new Promises(1000);
    for (int i = 0; i < Promises.MAX_IDS + 10; i++) {
      promises.add(MessageId.of(new byte[] {(byte) (i >> 8), (byte) i}), peer(1), 0);
    }

    assertThat(promises.size()).isEqualTo(Promises.MAX_IDS);
    assertThat(promises.broken(1000, id -> false)).hasSize(Promises.MAX_IDS);
    assertThat(promises.size()).isZero();
  }

  private static int advertisedTo(int peers) {
    TestRouter router = TestRouter.withPeers(peers).message(1, text(1), Verdict.ACCEPT).beat();
    int count = 0;
    for (int i = 1; i <= peers; i++) {
      count += router.advertised(i).size();
    }
    return count;
  }

  private static List<MessageId> advertisedIds(TestRouter router, int peer) {
    return router.advertised(peer).stream().flatMap(each -> each.ids().stream()).toList();
  }

  private static List<MessageId> ids(int from, int count) {
    List<MessageId> ids = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      ids.add(MessageId.of(new byte[] {(byte) (i >> 8), (byte) i}));
    }
    return ids;
  }

  private static MessageId id(long sequence) {
    return MessageIdFunction.authorAndSequence().idOf(text(sequence));
  }

  private static SignedMessage text(long sequence) {
    return TestRouter.message(AUTHOR, sequence, TOPIC, new byte[10]);
  }
}
