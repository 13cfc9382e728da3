package dev.bzzz.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.p2p.Vectors;
import dev.bzzz.p2p.wire.FrameReader;
import dev.bzzz.p2p.wire.ProtoWriter;
import dev.bzzz.p2p.wire.WireException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RpcTest {
  @Test
  void writesASubscriptionAsOthersDo() {
    Rpc rpc = new Rpc(List.of(new Subscription(true, "test")), List.of(), Control.NONE);

    assertThat(body(rpc)).isEqualTo(Vectors.bytes("gossip", "rpcSubscribe"));
    assertThat(Rpc.decode(body(rpc)).subscriptions()).isEqualTo(rpc.subscriptions());
  }

  @Test
  void writesAGraftAsOthersDo() {
    Rpc rpc = rpc(new Control(List.of(), List.of(), List.of("test"), List.of(), List.of()));

    assertThat(body(rpc)).isEqualTo(Vectors.bytes("gossip", "rpcGraft"));
    assertThat(Rpc.decode(body(rpc)).control()).isEqualTo(rpc.control());
  }

  @Test
  void writesAPruneWithItsBackoffInSecondsAsOthersDo() {
    Control.Prune prune = new Control.Prune("test", 60);
    Rpc rpc = rpc(new Control(List.of(), List.of(), List.of(), List.of(prune), List.of()));

    assertThat(body(rpc)).isEqualTo(Vectors.bytes("gossip", "rpcPruneBackoff60"));
    assertThat(Rpc.decode(body(rpc)).control()).isEqualTo(rpc.control());
  }

  @Test
  void leavesTheBackoffOutWhenThereIsNone() {
    Control.Prune prune = new Control.Prune("test", 0);
    Rpc rpc = rpc(new Control(List.of(), List.of(), List.of(), List.of(prune), List.of()));

    assertThat(body(rpc)).hasSize(Vectors.bytes("gossip", "rpcPruneBackoff60").length - 2);
    assertThat(Rpc.decode(body(rpc)).control().prune()).containsExactly(prune);
  }

  /** Peers in Go may name their topics by any bytes, such as those of a hash. */
  @Test
  void topicsOfBytesThatAreNoTextAreNoneOfOurs() {
    byte[] hash = {(byte) 0xff, (byte) 0xfe};
    byte[] foreign = new ProtoWriter().uint64(1, 1).bytes(2, hash).toByteArray();
    byte[] known = new ProtoWriter().uint64(1, 1).string(2, "test").toByteArray();

    Rpc rpc = Rpc.decode(new ProtoWriter().bytes(1, foreign).bytes(1, known).toByteArray());

    assertThat(rpc.subscriptions())
        .containsExactly(new Subscription(true, ""), new Subscription(true, "test"));
  }

  /** Protobuf gave groups up, and yet the readers of Go and JavaScript skip them. */
  @Test
  void groupsInFieldsThatNobodyKnowsAreSkipped() {
    byte[] group = {(byte) 0xa3, 6, 8, 1, (byte) 0xa4, 6}; // 100: a group of a varint
    byte[] known = new ProtoWriter().uint64(1, 1).string(2, "test").toByteArray();
    byte[] inside = Arrays.copyOf(known, known.length + group.length);
    System.arraycopy(group, 0, inside, known.length, group.length);
    byte[] whole = new ProtoWriter().bytes(1, inside).toByteArray();
    byte[] rpc = Arrays.copyOf(group, group.length + whole.length);
    System.arraycopy(whole, 0, rpc, group.length, whole.length);

    assertThat(Rpc.decode(rpc).subscriptions()).containsExactly(new Subscription(true, "test"));
  }

  @Test
  void readsAllThatItWrites() {
    Rpc rpc = full();

    Rpc read = Rpc.decode(body(rpc));

    assertThat(read.subscriptions()).isEqualTo(rpc.subscriptions());
    assertThat(read.control()).isEqualTo(rpc.control());
    assertThat(read.messages()).hasSize(2);
    assertThat(read.messages().get(1).encode()).isEqualTo(rpc.messages().get(1).encode());
    assertThat(body(read)).isEqualTo(body(rpc));
  }

  @Test
  void writesASingleMessageLikeAnyOtherRpc() {
    SignedMessage message = TestRouter.message(1, 2, "topic", new byte[300]);

    byte[] body = body(Rpc.of(message));

    assertThat(body).isEqualTo(new ProtoWriter().bytes(2, message.encode()).toByteArray());
  }

  @Test
  void encodesOnceForAllPeers() {
    Rpc rpc = full();

    assertThat(rpc.frame()).isSameAs(rpc.frame());
  }

  @Test
  void takesAnEmptyRpcForOneThatSaysNothing() {
    assertThat(Rpc.decode(new byte[0]).isEmpty()).isTrue();
  }

  @Test
  void skipsWhatItDoesNotKnowLikeExtensionsAndRecommendedPeers() {
    byte[] extensions = new ProtoWriter().string(6, "extensions").toByteArray();
    byte[] peers = new ProtoWriter().string(1, "t").string(2, "peer info").toByteArray();
    byte[] control = new ProtoWriter().bytes(4, peers).toByteArray();

    Rpc rpc =
        Rpc.decode(
            new ProtoWriter().bytes(3, extensions).bytes(3, control).string(77, "?").toByteArray());

    assertThat(rpc.control().prune()).containsExactly(new Control.Prune("t", 0));
  }

  @Test
  void ignoresIdsThatAreTooLong() {
    byte[] iwant = new ProtoWriter().bytes(1, new byte[257]).bytes(1, new byte[256]).toByteArray();

    Rpc rpc = Rpc.decode(control(2, iwant));

    assertThat(rpc.control().iwant()).hasSize(1);
  }

  @Test
  void refusesMoreEntriesThanHonestPeersSend() {
    assertThatThrownBy(() -> Rpc.decode(repeated(1, RpcReader.MAX_ENTRIES + 1)))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("entries");
    assertThatThrownBy(() -> Rpc.decode(repeated(2, RpcReader.MAX_MESSAGES + 1)))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("messages");
    assertThatThrownBy(() -> Rpc.decode(control(2, repeated(1, RpcReader.MAX_IDS + 1))))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("ids");
    assertThatThrownBy(() -> Rpc.decode(new byte[Rpc.MAX_BYTES + 1]))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("bytes");
  }

  @Test
  void cutsLongListsOfControlIntoSeveralRpcs() {
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < GossipExchange.MAX_IDS; i++) {
      byte[] id = new byte[46];
      id[44] = (byte) (i >> 8);
      id[45] = (byte) i;
      ids.add(MessageId.of(id));
    }
    ControlParts parts = new ControlParts();
    parts.graft("first");
    parts.ihave("topic", ids);
    ids.forEach(parts::iwant);

    List<Rpc> rpcs = parts.take().stream().map(RpcTest::rpc).toList();

    assertThat(rpcs).hasSizeBetween(8, 10);
    assertThat(rpcs).allSatisfy(rpc -> assertThat(rpc.frame().length).isLessThan(64 * 1024));
    assertThat(rpcs.stream().flatMap(rpc -> rpc.control().iwant().stream())).isEqualTo(ids);
    assertThat(
            rpcs.stream()
                .flatMap(rpc -> rpc.control().ihave().stream())
                .flatMap(ihave -> ihave.ids().stream()))
        .isEqualTo(ids);
  }

  /** An RPC with all that one can have. */
  static Rpc full() {
    Control control =
        new Control(
            List.of(
                new Control.IHave("a", List.of(id(1), id(2))), new Control.IHave("b", List.of())),
            List.of(id(3), id(4)),
            List.of("graft", "graft too"),
            List.of(new Control.Prune("prune", 60), new Control.Prune("prune too", 0)),
            List.of(id(5)));
    return new Rpc(
        List.of(new Subscription(true, "yes"), new Subscription(false, "no")),
        List.of(
            TestRouter.message(1, 1, "topic", new byte[0]),
            TestRouter.message(2, 2, "topic", new byte[] {1, 2, 3})),
        control);
  }

  private static MessageId id(int number) {
    return MessageId.of(new byte[] {(byte) number});
  }

  private static Rpc rpc(Control control) {
    return new Rpc(List.of(), List.of(), control);
  }

  static byte[] body(Rpc rpc) {
    List<byte[]> frames = new FrameReader(Rpc.MAX_BYTES).feed(rpc.frame());
    assertThat(frames).hasSize(1);
    return frames.get(0);
  }

  private static byte[] control(int field, byte[] entry) {
    byte[] control = new ProtoWriter().bytes(field, entry).toByteArray();
    return new ProtoWriter().bytes(3, control).toByteArray();
  }

  /** So many empty fields. */
  private static byte[] repeated(int field, int count) {
    byte[] bytes = new byte[2 * count];
    for (int i = 0; i < count; i++) {
      bytes[2 * i] = (byte) (field << 3 | 2);
    }
    return bytes;
  }
}
