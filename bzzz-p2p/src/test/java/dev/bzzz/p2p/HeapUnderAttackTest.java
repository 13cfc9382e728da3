package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.p2p.gossip.Control;
import dev.bzzz.p2p.gossip.MessageId;
import dev.bzzz.p2p.gossip.Rpc;
import dev.bzzz.p2p.gossip.SignedMessage;
import dev.bzzz.p2p.identify.IdentifyMessage;
import dev.bzzz.p2p.wire.Uvarint;
import dev.bzzz.p2p.yamux.YamuxLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * How much memory attacks take of a node, while the attackers are still there: little, however much
 * they send or announce. The node has a JVM of its own, and an honest peer beside them pings it.
 */
final class HeapUnderAttackTest {
  /** More than half of it is what classes and a node with a peer take. */
  private static final long MAX_LIVE_BYTES = 18 * 1024 * 1024;

  private static AttackedNode node;
  private static TestNodes nodes;
  private static Libp2pNode honest;

  private final List<AutoCloseable> attackers = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    nodes = new TestNodes();
    node = AttackedNode.start();
    honest = nodes.start();
  }

  @BeforeEach
  void connectAnHonestPeer() throws Exception {
    honest.dial(node.address()).get(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @AfterEach
  void closeAttackers() throws Exception {
    for (AutoCloseable each : attackers) {
      each.close();
    }
  }

  @AfterAll
  static void end() {
    nodes.close();
    node.close();
  }

  @Test
  void oversizedLengthsTakeNoMemory() throws Exception {
    for (int i = 0; i < 4; i++) {
      raw().send(Uvarint.encode(1L << 40));
      encrypting().send(new byte[] {(byte) 0xff, (byte) 0xff});
      session().sendSealed(RawPeer.frame(RawPeer.DATA, RawPeer.SYN, 1, Integer.MAX_VALUE, none()));
      session().open(1, Villain.GOSSIP, Uvarint.encode(1L << 30));
      session().open(1, IdentifyMessage.PUSH_PROTOCOL, Uvarint.encode(1L << 30));
    }

    assertThatLittleIsTaken();
  }

  @Test
  void zeroFramesTakeNoMemory() throws Exception {
    RawPeer peer = session();
    peer.open(1, Villain.GOSSIP, none());
    byte[] empty = RawPeer.frame(RawPeer.DATA, 0, 1, 0, none());
    for (int i = 0; i < 100; i++) {
      peer.sendSealed(times(1000, empty));
    }
    Villain villain = gossiping();
    for (int i = 0; i < 20; i++) {
      villain.write(new byte[10_000]); // that many empty RPCs
    }
    villain.awaitPong();

    assertThatLittleIsTaken();
  }

  @Test
  void windowOverrunsTakeNoMemory() throws Exception {
    for (int i = 0; i < 30; i++) {
      RawPeer peer = session();
      byte[] more = new byte[YamuxLimits.INITIAL_WINDOW + 1];
      byte[] frame = RawPeer.frame(RawPeer.DATA, RawPeer.SYN, 1, more.length, more);
      try {
        for (int stream = 0; stream < 4; stream++) {
          peer.sendSealed(frame);
        }
      } catch (IOException e) {
        // it is closed already, as it should be
      }
      peer.awaitClosed();
    }

    assertThatLittleIsTaken();
  }

  @Test
  void badSignaturesTakeNoMemory() throws Exception {
    byte[] data = "x".repeat(60_000).getBytes(StandardCharsets.UTF_8);
    Identity author = Identity.generate();
    byte[] genuine = Rpc.of(SignedMessage.sign(author, AttackedNode.TOPIC.name(), data, 1)).frame();
    int at = RawPeer.indexOf(genuine, new byte[] {'x', 'x'});
    for (int i = 0; i < 4; i++) {
      Villain villain = gossiping();
      for (int j = 0; j < 50; j++) {
        byte[] forged = genuine.clone();
        forged[at + 50 * i + j] = 'y';
        villain.write(forged);
      }
      villain.awaitPong();
    }

    assertThatLittleIsTaken();
  }

  @Test
  void replayedHandshakesTakeNoMemory() throws Exception {
    byte[] recorded = session().sent();
    for (int i = 0; i < 30; i++) {
      RawPeer replay = raw();
      replay.send(recorded);
      replay.awaitClosed();
    }

    assertThatLittleIsTaken();
  }

  @Test
  void wrongPeerIdsTakeNoMemory() throws Exception {
    for (int i = 0; i < 10; i++) {
      PeerId other = PeerId.of(Identity.generate().id());
      assertThat(node.dial(honest.addresses().get(0).withPeer(other))).isFalse();
    }

    assertThatLittleIsTaken();
  }

  @Test
  void slowLorisTakesLittleMemory() throws Exception {
    for (int i = 0; i < 15; i++) {
      raw().send(new byte[] {0x13});
      encrypting().send(new byte[] {0, 32, 1});
    }
    RawPeer half = session();
    for (int stream = 1; stream < 400; stream += 2) {
      half.sendSealed(RawPeer.frame(RawPeer.DATA, RawPeer.SYN, stream, 1, new byte[] {0x13}));
    }
    for (int i = 0; i < 2; i++) {
      gossiping().write(RawPeer.join(Uvarint.encode(Rpc.MAX_BYTES), new byte[Rpc.MAX_BYTES / 2]));
    }

    assertThatLittleIsTaken();
  }

  @Test
  void floodsOfConnectionsTakeNoMemory() throws Exception {
    for (int i = 0; i < 400; i++) {
      raw();
    }

    assertThatLittleIsTaken();
  }

  @Test
  void offersQuestionsAndGraftsWithoutEndTakeLittleMemory() throws Exception {
    for (int i = 0; i < 3; i++) {
      Villain villain = gossiping();
      for (int j = 0; j < 10; j++) {
        villain.write(spam(i + " " + j));
      }
      villain.awaitPong();
    }

    assertThatLittleIsTaken();
  }

  /** As many ids of messages and names of topics as fit well into one RPC, never the same. */
  private static byte[] spam(String unique) {
    List<MessageId> ids = new ArrayList<>();
    List<String> topics = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      ids.add(MessageId.of((unique + " " + i + "-".repeat(20)).getBytes(StandardCharsets.UTF_8)));
      topics.add("topic " + unique + " " + i);
    }
    Control.IHave offer = new Control.IHave(AttackedNode.TOPIC.name(), ids);
    return new Rpc(
            List.of(), List.of(), new Control(List.of(offer), ids, topics, List.of(), List.of()))
        .frame();
  }

  private void assertThatLittleIsTaken() throws Exception {
    PeerId attacked = node.address().peer().orElseThrow();
    assertThat(honest.ping(attacked).get(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isPositive();
    assertThat(node.liveBytes()).isLessThan(MAX_LIVE_BYTES);
  }

  private RawPeer raw() throws IOException {
    return keep(RawPeer.connect(node.address()));
  }

  /** Has agreed on noise. */
  private RawPeer encrypting() throws IOException {
    return keep(RawPeer.atNoise(node.address()));
  }

  /** Has shown who it is. */
  private RawPeer session() throws IOException {
    return keep(RawPeer.atYamux(node.address(), Identity.generate()));
  }

  private Villain gossiping() throws IOException {
    return keep(Villain.gossiping(node.address(), AttackedNode.TOPIC.name()));
  }

  private <T extends AutoCloseable> T keep(T attacker) {
    attackers.add(attacker);
    return attacker;
  }

  private static byte[] none() {
    return new byte[0];
  }

  private static byte[] times(int count, byte[] bytes) {
    byte[] all = new byte[count * bytes.length];
    for (int i = 0; i < count; i++) {
      System.arraycopy(bytes, 0, all, i * bytes.length, bytes.length);
    }
    return all;
  }
}
