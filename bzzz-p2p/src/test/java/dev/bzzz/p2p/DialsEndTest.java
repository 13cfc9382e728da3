package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.net.ConnectionLimits;
import dev.bzzz.p2p.net.NetworkKey;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever becomes of the two sides meanwhile, a dial ends, and no sooner than it has to: here an
 * upgrade may take longer than these tests wait, so that what ends has been told to.
 */
final class DialsEndTest {
  private static final ConnectionLimits PATIENT =
      new ConnectionLimits(64, 64, 64, 4, 64, 64, Duration.ofSeconds(60)); // the longest
  private static final int ROUNDS = 6;

  private final TestNodes nodes = new TestNodes();

  @AfterEach
  void closeAll() {
    nodes.close();
  }

  @Test
  void aDialToSomebodySilentEndsWhenTheDialerIsClosed() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Multiaddr address = Multiaddr.parse("/ip4/127.0.0.1/tcp/" + silent.getLocalPort());
      for (int round = 0; round < ROUNDS; round++) {
        Libp2pNode node = patient();
        CompletableFuture<PeerId> dial = node.dial(address);

        node.close();

        assertThatThrownBy(() -> end(dial)).hasMessageContaining("this node is closed");
      }
    }
  }

  @Test
  void aDialOfAClosedNodeIsRefused() {
    Libp2pNode listener = nodes.start();
    Libp2pNode node = nodes.start();
    node.close();

    assertThatThrownBy(() -> node.dial(listener.addresses().get(0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed");
  }

  @Test
  void whoHasNotShownItsIdentityIsToldWhenTheNodeIsClosed() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Libp2pNode node = patient();
      try (RawPeer silent = RawPeer.connect(node);
          RawPeer stuck = RawPeer.atNoise(node)) {

        node.close();

        silent.awaitClosed();
        stuck.awaitClosed();
      }
    }
  }

  @Test
  void dialsToAndOfANodeThatIsClosedMeanwhileEnd() throws Exception {
    Libp2pNode stays = patient();
    for (int round = 0; round < ROUNDS; round++) {
      Libp2pNode leaves = patient();
      List<CompletableFuture<PeerId>> dials = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        dials.add(stays.dial(leaves.addresses().get(0)));
        dials.add(leaves.dial(stays.addresses().get(0)));
      }

      if (round % 2 == 1) {
        dials.get(0).join(); // the others are not as far
      }
      leaves.close();

      for (CompletableFuture<PeerId> dial : dials) {
        assertThat(outcome(dial)).isNotEmpty();
      }
    }
    TestNodes.await("nothing is left of them", () -> stays.connections().isEmpty());
  }

  @Test
  void aDialToSomebodyWhoClosesAtAnyStageFails() throws Exception {
    Libp2pNode node = patient();
    byte[] noise = RawPeer.proposal("/noise");
    List<byte[]> stages =
        List.of(
            new byte[0],
            new byte[] {noise[0]},
            RawPeer.message("/multistream/1.0.0"),
            noise,
            RawPeer.join(noise, new byte[] {0, 100, 1, 2, 3}));
    for (byte[] said : stages) {
      try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
        CompletableFuture<PeerId> dial =
            node.dial(Multiaddr.parse("/ip4/127.0.0.1/tcp/" + server.getLocalPort()));

        try (Socket socket = server.accept()) {
          socket.getOutputStream().write(said);
        }

        assertThatThrownBy(() -> end(dial)).hasMessageContaining("cannot connect to");
      }
    }
  }

  @Test
  void aDialToSomebodyWhoAgreesOnNoiseAndSaysNoMoreFails() throws Exception {
    ConnectionLimits hasty = new ConnectionLimits(8, 8, 8, 4, 8, 8, Duration.ofMillis(300));
    Libp2pNode node = nodes.start(builder -> builder.connections(hasty));
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      CompletableFuture<PeerId> dial =
          node.dial(Multiaddr.parse("/ip4/127.0.0.1/tcp/" + server.getLocalPort()));
      try (Socket socket = server.accept()) {
        socket.getOutputStream().write(RawPeer.proposal("/noise"));

        assertThatThrownBy(() -> end(dial)).hasMessageContaining("it took longer than");
      }
    }
  }

  @Test
  void aDialToSomebodyWhoIsSilentAboutTheNetworkKeyFails() throws Exception {
    Libp2pNode node =
        nodes.start(
            builder ->
                builder
                    .networkKey(NetworkKey.of("a long enough secret"))
                    .connections(new ConnectionLimits(8, 8, 8, 4, 8, 8, Duration.ofSeconds(2))));
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      CompletableFuture<PeerId> dial =
          node.dial(Multiaddr.parse("/ip4/127.0.0.1/tcp/" + server.getLocalPort()));
      try (RawPeer silent = RawPeer.accept(server, Identity.generate())) {

        assertThatThrownBy(() -> end(dial)).hasMessageContaining("network key");
        silent.awaitClosed();
      }
    }
  }

  @Test
  void aNamedPeerThatIsSilentFirstIsConnectedLater() throws Exception {
    ConnectionLimits hasty = new ConnectionLimits(8, 8, 8, 4, 8, 8, Duration.ofMillis(300));
    Libp2pNode node;
    String address;
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      address = "/ip4/127.0.0.1/tcp/" + silent.getLocalPort();
      node = nodes.start(builder -> builder.connections(hasty).peer(Multiaddr.parse(address)));
      try (Socket first = silent.accept()) {
        assertThat(first.getInputStream().readAllBytes()).isNotEmpty(); // until it is given up
      }
    }

    Libp2pNode named = nodes.startAt(address);

    TestNodes.await("it is connected", () -> node.peers().contains(named.self()));
  }

  @Test
  void aNameThatNobodyKnowsFails() {
    Libp2pNode node = nodes.start();

    CompletableFuture<PeerId> dial = node.dial(Multiaddr.parse("/dns4/nobody.invalid/tcp/4001"));

    assertThatThrownBy(() -> end(dial)).hasMessageContainingAll("cannot connect to", "name");
  }

  @Test
  void peersThatDialEachOtherAgainAndAgainStayConnected() throws Exception {
    assertThatTheyStayConnected(PATIENT);
  }

  @Test
  void peersThatDialEachOtherDoNotBothCloseWhatTheOtherKeeps() throws Exception {
    assertThatTheyStayConnected(new ConnectionLimits(64, 64, 64, 1, 64, 64, PATIENT.upgradeTime()));
  }

  private void assertThatTheyStayConnected(ConnectionLimits limits) throws Exception {
    Topic topic = new Topic("both");
    Libp2pNode stays = nodes.start(builder -> builder.connections(limits));
    for (int round = 0; round < ROUNDS; round++) {
      Libp2pNode other = nodes.start(builder -> builder.connections(limits));
      other.subscribe(topic, (from, data) -> {});
      List<CompletableFuture<PeerId>> dials = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        dials.add(stays.dial(other.addresses().get(0)));
        dials.add(other.dial(stays.addresses().get(0)));
      }

      for (CompletableFuture<PeerId> dial : dials) {
        outcome(dial); // one that the other side closes may fail
      }

      TestNodes.await("they are connected", () -> between(stays, other) >= 1);
      TestNodes.awaitSubscribers(stays, topic, 1);
      TestNodes.await(
          "one pings the other, while there are no more connections than may be",
          () ->
              !stays.ping(other.peerId()).handle((time, failure) -> failure != null).join()
                  && between(stays, other) <= limits.perPeer());
      other.close();
      TestNodes.await("the other has left", () -> stays.subscribersOf(topic).join().isEmpty());
    }
  }

  private static long between(Libp2pNode node, Libp2pNode other) {
    return node.connections().stream().filter(it -> it.peer().equals(other.peerId())).count();
  }

  private Libp2pNode patient() {
    return nodes.start(builder -> builder.connections(PATIENT));
  }

  private static PeerId end(CompletableFuture<PeerId> dial) throws Exception {
    return dial.get(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** How it has ended, one way or the other. */
  private static String outcome(CompletableFuture<PeerId> dial) throws Exception {
    try {
      return end(dial).toString();
    } catch (ExecutionException e) {
      return e.getMessage();
    }
  }
}
