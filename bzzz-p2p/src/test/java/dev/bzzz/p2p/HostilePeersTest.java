package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.gossip.Rpc;
import dev.bzzz.p2p.gossip.SignedMessage;
import dev.bzzz.p2p.identify.IdentifyMessage;
import dev.bzzz.p2p.net.ConnectionLimits;
import dev.bzzz.p2p.net.NodeEvents;
import dev.bzzz.p2p.net.PeerInfo;
import dev.bzzz.p2p.wire.PublicKey;
import dev.bzzz.p2p.wire.Uvarint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What becomes of peers that break the rules: their connection ends, and an honest one that was
 * there before goes on.
 */
final class HostilePeersTest {
  private static final Topic TOPIC = new Topic("hostile");
  private static final String GOSSIP = "/meshsub/1.1.0";

  private final TestNodes nodes = new TestNodes();
  private final Random random = new Random(1);
  private Libp2pNode node;
  private Libp2pNode honest;

  @BeforeEach
  void connectAnHonestPeer() {
    node = nodes.start();
    honest = nodes.start();
    TestNodes.connect(honest, node);
  }

  @AfterEach
  void closeAll() {
    nodes.close();
  }

  @Test
  void garbageInsteadOfANegotiationEndsTheConnection() throws Exception {
    try (RawPeer peer = RawPeer.connect(node)) {
      peer.send(garbage(2000));

      peer.awaitClosed();
    }

    assertThatOthersGoOn();
  }

  @Test
  void anOversizedLengthInTheNegotiationEndsTheConnection() throws Exception {
    try (RawPeer peer = RawPeer.connect(node)) {
      peer.send(Uvarint.encode(1L << 40));

      peer.awaitClosed();
    }

    assertThatOthersGoOn();
  }

  @Test
  void proposalsWithoutEndEndTheConnection() throws Exception {
    try (RawPeer peer = RawPeer.connect(node)) {
      peer.send(RawPeer.proposal("/no/1"));
      for (int i = 0; i < 100; i++) {
        try {
          peer.send(RawPeer.message("/no/" + i));
        } catch (IOException e) {
          break; // closed already
        }
      }

      peer.awaitClosed();
    }

    assertThatOthersGoOn();
  }

  @Test
  void aHandshakeOfZerosEndsTheConnection() throws Exception {
    try (RawPeer peer = RawPeer.atNoise(node)) {
      peer.send(new byte[100]);

      peer.awaitClosed();
    }

    assertThatOthersGoOn();
  }

  @Test
  void anOversizedHandshakeEndsTheConnection() throws Exception {
    try (RawPeer peer = RawPeer.atNoise(node)) {
      peer.send(new byte[] {(byte) 0xff, (byte) 0xff});

      peer.awaitClosed();
    }

    assertThatOthersGoOn();
  }

  @Test
  void aHandshakeOfGarbageEndsTheConnection() throws Exception {
    try (RawPeer peer = RawPeer.atNoise(node)) {
      byte[] first = garbage(34);
      first[0] = 0;
      first[1] = 32;
      peer.send(first);
      byte[] second = garbage(202);
      second[0] = 0;
      second[1] = (byte) 200;
      peer.send(second);

      peer.awaitClosed();
    }

    assertThatOthersGoOn();
  }

  @Test
  void bytesThatAreNotEncryptedEndTheConnection() throws Exception {
    try (RawPeer peer = RawPeer.atYamux(node, Identity.generate())) {
      peer.send(new byte[] {0, 40});
      peer.send(garbage(40));

      peer.awaitClosed();
    }

    assertThatOthersGoOn();
  }

  @Test
  void garbageInsteadOfFramesEndsTheConnection() throws Exception {
    try (RawPeer peer = RawPeer.atYamux(node, Identity.generate())) {
      peer.sendSealed(garbage(5000));

      peer.awaitClosed();
    }

    assertThatOthersGoOn();
  }

  @Test
  void aFrameLongerThanTheWindowEndsTheConnection() throws Exception {
    try (RawPeer peer = RawPeer.atYamux(node, Identity.generate())) {
      peer.sendSealed(RawPeer.frame(RawPeer.DATA, RawPeer.SYN, 1, Integer.MAX_VALUE, new byte[10]));

      peer.awaitClosed();
    }

    assertThatOthersGoOn();
  }

  @Test
  void streamsWithEvenNumbersFromADialerEndTheConnection() throws Exception {
    try (RawPeer peer = RawPeer.atYamux(node, Identity.generate())) {
      peer.sendSealed(RawPeer.frame(RawPeer.WINDOW, RawPeer.SYN, 2, 0, new byte[0]));

      peer.awaitClosed();
    }

    assertThatOthersGoOn();
  }

  @Test
  void gossipThatCannotBeReadEndsTheConnection() throws Exception {
    try (RawPeer peer = RawPeer.atYamux(node, Identity.generate())) {
      peer.open(1, GOSSIP, Uvarint.prefixed(new byte[] {(byte) 0xff, 0x7f, 1, 2, 3}));

      peer.awaitClosed();
    }

    assertThatOthersGoOn();
  }

  @Test
  void gossipLongerThanAnRpcMayBeEndsTheConnection() throws Exception {
    try (RawPeer peer = RawPeer.atYamux(node, Identity.generate())) {
      peer.open(1, GOSSIP, Uvarint.encode(1L << 30));

      peer.awaitClosed();
    }

    assertThatOthersGoOn();
  }

  @Test
  void forgedMessagesAreNotDelivered() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    node.subscribe(TOPIC, (from, data) -> heard.add(new String(data, StandardCharsets.UTF_8)));
    Identity author = Identity.generate();
    SignedMessage genuine =
        SignedMessage.sign(author, TOPIC.name(), "genuine".getBytes(StandardCharsets.UTF_8), 1);
    byte[] forged = Rpc.of(genuine).frame().clone();
    forged[RawPeer.indexOf(forged, "genuine".getBytes(StandardCharsets.UTF_8))] = 'G';
    try (RawPeer peer = RawPeer.atYamux(node, Identity.generate())) {
      peer.open(1, GOSSIP, forged);
      peer.sendSealed(data(1, Rpc.of(genuine).frame()));

      assertThat(heard.poll(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("genuine");
    }

    assertThat(heard).isEmpty();
    assertThatOthersGoOn();
  }

  @Test
  void whatAPeerSaysInTheNameOfAnotherIsIgnored() throws Exception {
    Identity identity = Identity.generate();
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    node.addEvents(
        new NodeEvents() {
          @Override
          public void identified(PeerId peer, PeerInfo info) {
            if (peer.equals(PeerId.of(identity.id()))) {
              told.add(info.agentVersion());
            }
          }
        });
    try (RawPeer peer = RawPeer.atYamux(node, identity)) {
      peer.open(1, IdentifyMessage.PUSH_PROTOCOL, identify(honest.self(), "wrong"));
      peer.sendSealed(RawPeer.frame(RawPeer.DATA, RawPeer.FIN, 1, 0, new byte[0]));
      peer.open(3, IdentifyMessage.PUSH_PROTOCOL, identify(identity.id(), "right"));
      peer.sendSealed(RawPeer.frame(RawPeer.DATA, RawPeer.FIN, 3, 0, new byte[0]));

      assertThat(told.poll(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("right");
    }

    assertThatOthersGoOn();
  }

  @Test
  void streamsWithoutEndAreResetAndOthersGoOn() throws Exception {
    try (RawPeer peer = RawPeer.atYamux(node, Identity.generate())) {
      for (int i = 0; i < 2000; i++) {
        peer.sendSealed(RawPeer.frame(RawPeer.WINDOW, RawPeer.SYN, 2 * i + 1, 0, new byte[0]));
      }

      assertThatOthersGoOn();
    }
  }

  @Test
  void streamsThatAreOpenedAndDroppedWithoutEndEndTheConnection() throws Exception {
    try (RawPeer peer = RawPeer.atYamux(node, Identity.generate())) {
      sendUntilClosed(
          peer,
          stream ->
              RawPeer.join(
                  RawPeer.frame(RawPeer.WINDOW, RawPeer.SYN, stream, 0, new byte[0]),
                  RawPeer.frame(RawPeer.WINDOW, RawPeer.RST, stream, 0, new byte[0])));

      peer.awaitClosed();
    }

    assertThatOthersGoOn();
  }

  @Test
  void streamsThatEndBeforeTheyBeginWithoutEndEndTheConnection() throws Exception {
    try (RawPeer peer = RawPeer.atYamux(node, Identity.generate())) {
      sendUntilClosed(
          peer,
          stream ->
              RawPeer.frame(RawPeer.WINDOW, RawPeer.SYN | RawPeer.FIN, stream, 0, new byte[0]));

      peer.awaitClosed();
    }

    assertThatOthersGoOn();
  }

  @Test
  void whoAsksAgainAndAgainWhoThisIsGetsNoMoreAnswers() throws Exception {
    try (Villain villain = Villain.connect(node)) {
      int answers = 0;
      byte[] nothing = new byte[0];
      while (villain.awaitBytes(villain.open(IdentifyMessage.PROTOCOL, nothing), 100)) {
        answers++;
        assertThat(answers).isLessThan(1000);
      }

      assertThat(answers).isGreaterThanOrEqualTo(8);
      assertThat(villain.closed()).isFalse();
    }

    assertThatOthersGoOn();
  }

  @Test
  void aHugeDescriptionIsNotRead() throws Exception {
    try (Villain villain = Villain.connect(node)) {
      long stream = villain.open(IdentifyMessage.PUSH_PROTOCOL, Uvarint.encode(1 << 20));

      villain.awaitReset(stream);
    }

    assertThatOthersGoOn();
  }

  @Test
  void aHandshakeThatWasRecordedIsOfNoUse() throws Exception {
    byte[] recorded;
    try (RawPeer peer = RawPeer.atYamux(node, Identity.generate())) {
      recorded = peer.sent();
    }
    try (RawPeer replay = RawPeer.connect(node)) {
      replay.send(recorded);

      replay.awaitClosed();
    }

    assertThatOthersGoOn();
  }

  @Test
  void aHandshakeThatStopsHalfwayIsCutOff() throws Exception {
    ConnectionLimits limits = new ConnectionLimits(8, 8, 8, 4, 8, 8, Duration.ofMillis(200));
    Libp2pNode strict = nodes.start(builder -> builder.connections(limits));
    try (RawPeer slow = RawPeer.atNoise(strict)) {
      slow.send(new byte[] {0, 32, 1});

      slow.awaitClosed();
    }

    TestNodes.connectAtLast(honest, strict);
  }

  private static void sendUntilClosed(RawPeer peer, IntFunction<byte[]> stream) {
    try {
      for (int i = 0; i < 100_000; i += 10) {
        byte[] frames = new byte[0];
        for (int j = i; j < i + 10; j++) {
          frames = RawPeer.join(frames, stream.apply(2 * j + 1));
        }
        peer.sendSealed(frames);
      }
    } catch (IOException e) {
      // closed, as it should be
    }
  }

  @Test
  void aDialerThatShowsItsIdentitySlowlyIsCutOff() throws Exception {
    ConnectionLimits limits = new ConnectionLimits(8, 8, 8, 4, 8, 8, Duration.ofMillis(200));
    Libp2pNode strict = nodes.start(builder -> builder.connections(limits));
    try (RawPeer silent = RawPeer.connect(strict);
        RawPeer slow = RawPeer.connect(strict)) {
      slow.send(new byte[] {0x13});
      slow.send(new byte[] {0x2f});

      silent.awaitClosed();
      slow.awaitClosed();
    }

    TestNodes.connectAtLast(honest, strict);
  }

  @Test
  void aFloodOfConnectionsIsCutOffAndLeavesRoomAfterwards() throws Exception {
    ConnectionLimits limits = new ConnectionLimits(8, 8, 8, 4, 8, 3, Duration.ofSeconds(10));
    Libp2pNode strict = nodes.start(builder -> builder.connections(limits));
    List<RawPeer> flood = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      flood.add(RawPeer.connect(strict));
    }

    for (RawPeer peer : flood.subList(3, 30)) {
      peer.awaitClosed();
    }
    for (RawPeer peer : flood) {
      peer.close();
    }

    TestNodes.await(
        "there is room again",
        () -> honest.dial(strict.addresses().get(0)).handle((peer, error) -> error == null).join());
  }

  @Test
  void aNodeWithEnoughConnectionsTakesNoMore() {
    ConnectionLimits limits = new ConnectionLimits(1, 1, 8, 4, 8, 8, Duration.ofSeconds(10));
    Libp2pNode small = nodes.start(builder -> builder.connections(limits));
    TestNodes.connect(honest, small);

    boolean second =
        node.dial(small.addresses().get(0)).handle((peer, error) -> error == null).join();

    assertThat(second).isFalse();
    assertThat(small.peers()).containsExactly(honest.self());
  }

  private void assertThatOthersGoOn() throws Exception {
    Duration time =
        honest.ping(node.peerId()).get(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(time).isPositive();
    assertThat(node.connections()).isNotEmpty();
  }

  private byte[] garbage(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] identify(AgentId key, String agentVersion) {
    return new IdentifyMessage(
            Optional.of(PublicKey.ed25519(key)),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(agentVersion),
            Optional.empty())
        .framed();
  }

  private static byte[] data(int stream, byte[] bytes) {
    return RawPeer.frame(RawPeer.DATA, 0, stream, bytes.length, bytes);
  }
}
