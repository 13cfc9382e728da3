package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.p2p.net.NetworkKey;
import dev.bzzz.p2p.net.NodeEvents;
import dev.bzzz.p2p.noise.ForeignHandshake;
import dev.bzzz.p2p.wire.KeyType;
import dev.bzzz.p2p.wire.PublicKey;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people hear of peers that are not taken until somebody mends something. */
class RefusedPeersTest {
  private static final NetworkKey KEY = NetworkKey.of("a secret that is long enough");

  private final TestNodes nodes = new TestNodes();

  @AfterEach
  void closeAll() {
    nodes.close();
  }

  /** Hears what a node refuses. */
  private static final class Ear implements NodeEvents {
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();

    @Override
    public void refused(Multiaddr address, String why) {
      heard.add(address + " " + why);
    }

    String await() {
      TestNodes.await("a refusal is told", () -> !heard.isEmpty());
      return heard.element();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RSA", "SECP256K1", "ECDSA"})
  void aDialerWithAKeyOfAnotherKindIsToldOfOnce(KeyType kind) throws Exception {
    Ear ear = new Ear();
    Libp2pNode node = nodes.start(builder -> builder.events(ear));
    PublicKey key = new PublicKey(kind, new byte[33]);

    dialAs(key, node);
    dialAs(key, node);
    nodes.start().dial(node.addresses().get(0)).join();

    assertThat(ear.await())
        .startsWith("/ip4/127.0.0.1/tcp/")
        .contains(key.peerId().toString(), "is of kind " + kind, "give the peer an Ed25519 key");
    assertThat(ear.heard).hasSize(1);
  }

  @Test
  void whoDialsAPeerWithAKeyOfAnotherKindHearsWhichAndWhatToDo() throws Exception {
    Libp2pNode node = nodes.start();
    PublicKey key = new PublicKey(KeyType.RSA, new byte[294]);
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String address = "/ip4/127.0.0.1/tcp/" + server.getLocalPort();
      CompletableFuture<PeerId> dial = node.dial(Multiaddr.parse(address));

      try (Socket socket = server.accept()) {
        show(key, socket, false);

        assertThatThrownBy(dial::join)
            .hasMessageContainingAll(
                "cannot connect to " + address,
                key.peerId().toString(),
                "is of kind RSA",
                "give the peer an Ed25519 key")
            .hasMessageNotContaining("try later");
      }
    }
  }

  @Test
  void anAddressThatNamesAKeyOfAnotherKindIsNotDialled() {
    Libp2pNode node = nodes.start();
    PeerId rsa = new PublicKey(KeyType.RSA, new byte[294]).peerId();
    Multiaddr address = node.addresses().get(0).withPeer(rsa);

    assertThatThrownBy(() -> node.dial(address).join())
        .hasMessageContainingAll(rsa.toString(), "not of kind Ed25519", "give the peer such a key")
        .hasMessageNotContaining("try later");
  }

  @Test
  void whoIsNotOnTheListIsToldOf() {
    Ear ear = new Ear();
    Libp2pNode friend = nodes.start();
    Libp2pNode node = nodes.start(builder -> builder.events(ear).allow(friend.peerId()));
    Libp2pNode stranger = nodes.start();

    stranger.dial(node.addresses().get(0)).exceptionally(failure -> stranger.peerId()).join();

    assertThat(ear.await()).contains(stranger.peerId().toString(), "add it there");
  }

  @Test
  void bothSidesHearThatTheyHaveDifferentNetworkKeys() {
    Ear ear = new Ear();
    Libp2pNode member = nodes.start(builder -> builder.networkKey(KEY).events(ear));
    Libp2pNode other =
        nodes.start(builder -> builder.networkKey(NetworkKey.of("another secret, as long")));

    CompletableFuture<PeerId> dial = other.dial(member.addresses().get(0));

    assertThatThrownBy(dial::join).hasMessageContainingAll("network key", "both sides");
    assertThat(ear.await()).contains("network key", "both sides");
  }

  @Test
  void bothSidesHearThatOnlyTheListenerHasANetworkKey() {
    Ear keyed = new Ear();
    Ear keyless = new Ear();
    Libp2pNode member = nodes.start(builder -> builder.networkKey(KEY).events(keyed));
    Libp2pNode stranger = nodes.start(builder -> builder.events(keyless));

    stranger.dial(member.addresses().get(0)).join();

    assertThat(keyed.await()).contains("has not shown that it knows the network key");
    assertThat(keyless.await()).contains("this node has none; give both sides the same");
    TestNodes.await("they part", () -> stranger.peers().isEmpty());
  }

  @Test
  void bothSidesHearThatOnlyTheDialerHasANetworkKey() {
    Ear ear = new Ear();
    Libp2pNode member = nodes.start(builder -> builder.networkKey(KEY));
    Libp2pNode stranger = nodes.start(builder -> builder.events(ear));

    CompletableFuture<PeerId> dial = member.dial(stranger.addresses().get(0));

    assertThatThrownBy(dial::join).hasMessageContainingAll("network key", "both sides");
    assertThat(ear.await()).contains("this node has none; give both sides the same");
  }

  private static void dialAs(PublicKey key, Libp2pNode node) throws IOException {
    int port = node.addresses().get(0).tcpPort().orElseThrow();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      show(key, socket, true);
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }
  }

  private static void show(PublicKey key, Socket socket, boolean dialer) throws IOException {
    socket.setSoTimeout((int) TestNodes.PATIENCE.toMillis());
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] proposal = RawPeer.proposal("/noise");
    socket.getOutputStream().write(proposal);
    in.readFully(new byte[proposal.length]);
    new ForeignHandshake(dialer, in, socket.getOutputStream()).show(key);
  }
}
