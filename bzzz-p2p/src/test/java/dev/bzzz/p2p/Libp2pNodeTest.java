package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.gossip.GossipMachine;
import dev.bzzz.p2p.gossip.GossipVersion;
import dev.bzzz.p2p.gossip.Verdict;
import dev.bzzz.p2p.net.NetworkKey;
import dev.bzzz.p2p.net.NodeEvents;
import dev.bzzz.p2p.net.PeerInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class Libp2pNodeTest {
  private static final NetworkKey KEY = NetworkKey.of("a long enough secret");

  private final TestNodes nodes = new TestNodes();

  @AfterEach
  void closeAll() {
    nodes.close();
  }

  @Test
  void peersTellEachOtherWhatTheySpeakAndWhereTheyListen() throws Exception {
    CompletableFuture<PeerInfo> told = new CompletableFuture<>();
    Libp2pNode listener = nodes.start(builder -> builder.agentVersion("listener/1"));
    Libp2pNode dialer =
        nodes.start(
            builder ->
                builder.events(
                    new NodeEvents() {
                      @Override
                      public void identified(PeerId peer, PeerInfo info) {
                        told.complete(info);
                      }
                    }));

    TestNodes.connect(dialer, listener);

    PeerInfo info = told.get(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(info.agentVersion()).isEqualTo("listener/1");
    assertThat(info.protocols()).contains("/ipfs/ping/1.0.0", "/meshsub/1.2.0");
    assertThat(info.addresses()).containsExactly(listener.addresses().get(0).withoutPeer());
  }

  @Test
  void aNodeHearsABoundedNumberOfTopics() {
    Libp2pNode node = nodes.start();
    for (int i = 0; i < GossipMachine.MAX_TOPICS; i++) {
      node.subscribe(new Topic("topic " + i), (from, data) -> {});
    }

    assertThatThrownBy(() -> node.subscribe(new Topic("one more"), (from, data) -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("one more", "512", "close a subscription");

    node.subscribe(new Topic("topic 1"), (from, data) -> {}).close();
  }

  @Test
  void aPeerAnswersPings() throws Exception {
    Libp2pNode listener = nodes.start();
    Libp2pNode dialer = nodes.start();
    TestNodes.connect(dialer, listener);

    Duration there =
        dialer.ping(listener.peerId()).get(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    Duration back =
        listener.ping(dialer.peerId()).get(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS);

    assertThat(there).isPositive();
    assertThat(back).isPositive();
  }

  @Test
  void whatWasPublishedHasLeftWhenThatIsSaid() throws Exception {
    Topic topic = new Topic("news");
    AtomicInteger heard = new AtomicInteger();
    Libp2pNode listener = nodes.start();
    Libp2pNode dialer = nodes.start();
    listener.subscribe(topic, (from, data) -> heard.incrementAndGet());
    TestNodes.connect(dialer, listener);
    TestNodes.awaitSubscribers(dialer, topic, 1);
    for (int i = 0; i < 20; i++) {
      dialer.publish(topic, new byte[10_000]);
    }

    boolean left = dialer.awaitSent(TestNodes.PATIENCE);

    dialer.close(); // too late to hold anything back
    assertThat(left).isTrue();
    TestNodes.await("all messages", () -> heard.get() == 20);
  }

  @Test
  void aPeerOtherThanTheOneThatWasDialledIsRefused() {
    Libp2pNode listener = nodes.start();
    Libp2pNode dialer = nodes.start();
    PeerId other = PeerId.of(Identity.generate().id());

    CompletableFuture<PeerId> dial = dialer.dial(listener.addresses().get(0).withPeer(other));

    assertThatThrownBy(dial::join)
        .hasCauseInstanceOf(TransientException.class)
        .hasMessageContainingAll("dialed was " + other, listener.peerId().toString());
    assertThat(dialer.peers()).isEmpty();
  }

  @Test
  void aPeerThatIsNotOnTheListIsRefusedOnBothSides() {
    Libp2pNode stranger = nodes.start();
    Libp2pNode friend = nodes.start();
    Libp2pNode choosy = nodes.start(builder -> builder.allow(friend.peerId()));

    TestNodes.connect(friend, choosy);
    CompletableFuture<PeerId> out = choosy.dial(stranger.addresses().get(0));
    stranger.dial(choosy.addresses().get(0)).exceptionally(error -> stranger.peerId()).join();

    assertThatThrownBy(out::join).hasMessageContaining("not on the list");
    TestNodes.await("the stranger is sent away", () -> stranger.peers().isEmpty());
    assertThat(choosy.peers()).containsExactly(friend.self());
  }

  @Test
  void membersOfAPrivateNetworkConnect() throws Exception {
    Libp2pNode one = nodes.start(builder -> builder.networkKey(KEY));
    Libp2pNode two = nodes.start(builder -> builder.networkKey(KEY));
    two.serve("/test/1", (from, data) -> data);

    TestNodes.connect(one, two);

    byte[] answer =
        one.request(
                two.self(), "/test/1", "hi".getBytes(StandardCharsets.UTF_8), TestNodes.PATIENCE)
            .get();
    assertThat(answer).asString().isEqualTo("hi");
  }

  @Test
  void aPeerWithAnotherNetworkKeyIsRefused() {
    Libp2pNode member = nodes.start(builder -> builder.networkKey(KEY));
    Libp2pNode other =
        nodes.start(builder -> builder.networkKey(NetworkKey.of("another long secret")));

    CompletableFuture<PeerId> dial = other.dial(member.addresses().get(0));

    assertThatThrownBy(dial::join).hasMessageContaining("network key");
    assertThat(member.peers()).isEmpty();
    assertThat(other.peers()).isEmpty();
  }

  @Test
  void aMemberRefusesAPeerWithoutTheNetworkKey() {
    Libp2pNode member = nodes.start(builder -> builder.networkKey(KEY));
    Libp2pNode stranger = nodes.start();

    CompletableFuture<PeerId> dial = member.dial(stranger.addresses().get(0));

    assertThatThrownBy(dial::join).hasMessageContaining("network key");
    assertThat(member.peers()).isEmpty();
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    Libp2pNode first = nodes.start();
    Multiaddr taken = first.addresses().get(0).withoutPeer();

    assertThatThrownBy(() -> nodes.start(builder -> builder.listen(taken)))
        .isInstanceOf(PermanentException.class)
        .hasMessageContainingAll(
            "cannot listen at", Integer.toString(taken.tcpPort().orElseThrow()));
  }

  @Test
  void aDialToNobodyFailsWithItsAddress() {
    Libp2pNode gone = nodes.start();
    Multiaddr address = gone.addresses().get(0);
    gone.close();
    Libp2pNode dialer = nodes.start();

    CompletableFuture<PeerId> dial = dialer.dial(address);

    assertThatThrownBy(dial::join)
        .hasCauseInstanceOf(TransientException.class)
        .hasMessageContaining(address.toString());
  }

  @Test
  void aPeerThatClosesIsGoneAtOnceAndItsNameIsTold() {
    CompletableFuture<PeerId> lost = new CompletableFuture<>();
    Libp2pNode stays =
        nodes.start(
            builder ->
                builder.events(
                    new NodeEvents() {
                      @Override
                      public void disconnected(PeerId peer, String why) {
                        lost.complete(peer);
                      }
                    }));
    Libp2pNode leaves = nodes.start();
    TestNodes.connect(leaves, stays);

    leaves.close();

    assertThat(lost.orTimeout(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS).join())
        .isEqualTo(leaves.peerId());
    assertThat(stays.peers()).isEmpty();
  }

  @Test
  void peersThatDialEachOtherAtTheSameTimeAreConnected() {
    Libp2pNode one = nodes.start();
    Libp2pNode two = nodes.start();

    CompletableFuture<PeerId> there = one.dial(two.addresses().get(0));
    CompletableFuture<PeerId> back = two.dial(one.addresses().get(0));

    assertThat(there.join()).isEqualTo(two.peerId());
    assertThat(back.join()).isEqualTo(one.peerId());
    assertThat(one.peers()).containsExactly(two.self());
    assertThat(two.peers()).containsExactly(one.self());
  }

  @Test
  void aSecondConnectionOfAPeerThatEndsLeavesTheFirst() throws Exception {
    Topic topic = new Topic("twice");
    Identity identity = Identity.generate();
    Libp2pNode node = nodes.start();
    Libp2pNode twice = nodes.start(identity, builder -> builder);
    BlockingQueue<AgentId> heard = new LinkedBlockingQueue<>();
    node.subscribe(topic, (from, data) -> heard.add(from));
    TestNodes.connect(twice, node);
    TestNodes.awaitSubscribers(twice, topic, 1);

    try (RawPeer again = RawPeer.atYamux(node, identity)) {
      again.open(1, GossipVersion.V1_1.protocol(), RawPeer.subscription("other"));
      TestNodes.await("there are two", () -> node.connections().size() == 2);
    }
    TestNodes.await("there is one", () -> node.connections().size() == 1);

    assertThat(node.peers()).containsExactly(twice.self());
    TestNodes.await(
        "messages still come",
        () -> {
          twice.publish(topic, new byte[1]);
          return !heard.isEmpty();
        });
  }

  @Test
  void onlyWhatAValidatorAcceptsIsDelivered() throws Exception {
    Topic topic = new Topic("validated");
    BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
    Libp2pNode node = nodes.start();
    Libp2pNode author = nodes.start();
    node.validate(topic, message -> message.data()[0] % 2 == 0 ? Verdict.ACCEPT : Verdict.IGNORE);
    node.subscribe(topic, (from, data) -> heard.add((int) data[0]));
    TestNodes.connect(author, node);
    TestNodes.awaitSubscribers(author, topic, 1);

    for (byte i = 1; i <= 6; i++) {
      author.publish(topic, new byte[] {i});
    }

    assertThat(heard.poll(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(2);
    assertThat(heard.poll(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(4);
    assertThat(heard.poll(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(6);
    assertThat(heard).isEmpty();
  }

  @Test
  void peersThatAreNamedAreConnectedAndConnectedAgain() {
    Identity identity = Identity.generate();
    Libp2pNode named = nodes.start(identity, builder -> builder);
    Libp2pNode node = nodes.start(builder -> builder.peer(named.addresses().get(0)));

    TestNodes.await("the named peer is connected", () -> node.peers().contains(named.self()));
    int port = named.addresses().get(0).tcpPort().orElseThrow();
    named.close();
    TestNodes.await("it is gone", () -> node.peers().isEmpty());
    Libp2pNode again =
        nodes.start(identity, builder -> builder.listen("/ip4/127.0.0.1/tcp/" + port));

    TestNodes.await("it is connected again", () -> node.peers().contains(again.self()));
  }

  @Test
  void aClosedNodeKnowsOfNoSubscribers() {
    Libp2pNode node = nodes.start();
    node.close();

    assertThat(node.subscribersOf(new Topic("news")).orTimeout(20, TimeUnit.SECONDS).join())
        .isEmpty();
  }

  @Test
  void closingEndsEveryThreadOfTheNode() {
    Libp2pNode one = nodes.start();
    Libp2pNode two = nodes.start();
    TestNodes.connect(one, two);
    String name = "bzzz-p2p-" + one.self().brief();
    assertThat(threads(name)).isPositive();

    one.close();
    one.close();

    TestNodes.await("its threads have ended", () -> threads(name) == 0);
  }

  private static long threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isAlive() && thread.getName().startsWith(name))
        .count();
  }
}
