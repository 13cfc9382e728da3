package dev.bzzz.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.p2p.net.ConnectionLimits;
import dev.bzzz.p2p.wire.Uvarint;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a dial to somebody who breaks the rules: it fails, and the next succeeds. */
final class HostileListenersTest {
  private static final byte[] NOISE = RawPeer.proposal("/noise");

  private final TestNodes nodes = new TestNodes();
  private Libp2pNode node;
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    ConnectionLimits limits = new ConnectionLimits(8, 8, 8, 4, 8, 8, Duration.ofMillis(500));
    node = nodes.start(builder -> builder.connections(limits));
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void closeAll() throws IOException {
    server.close();
    nodes.close();
  }

  @Test
  void silence() throws Exception {
    assertDialFails(new byte[0]);
  }

  @Test
  void garbage() throws Exception {
    byte[] garbage = new byte[10_000];
    new Random(1).nextBytes(garbage);

    assertDialFails(garbage);
  }

  @Test
  void anOversizedLength() throws Exception {
    assertDialFails(Uvarint.encode(1L << 50));
  }

  @Test
  void refusalsWithoutEnd() throws Exception {
    byte[] refusals = RawPeer.message("/multistream/1.0.0");
    for (int i = 0; i < 1000; i++) {
      refusals = RawPeer.join(refusals, RawPeer.message("na"));
    }

    assertDialFails(refusals);
  }

  @Test
  void aHandshakeThatDoesNotGoOn() throws Exception {
    assertDialFails(RawPeer.join(NOISE, new byte[] {0, 100, 1, 2, 3}));
  }

  @Test
  void aHandshakeOfZeros() throws Exception {
    byte[] zeros = new byte[202];
    zeros[1] = (byte) 200;

    assertDialFails(RawPeer.join(NOISE, zeros));
  }

  /** Somebody says this, reads nothing and does not close. */
  private void assertDialFails(byte[] said) throws Exception {
    Multiaddr address = Multiaddr.parse("/ip4/127.0.0.1/tcp/" + server.getLocalPort());
    CompletableFuture<PeerId> dial = node.dial(address);
    try (Socket socket = server.accept()) {
      OutputStream out = socket.getOutputStream();
      out.write(said);
      out.flush();

      assertThatThrownBy(() -> dial.get(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .hasMessageContaining("cannot connect to");
    }
    Libp2pNode honest = nodes.start();
    TestNodes.connectAtLast(node, honest);
    assertThat(node.peers()).containsExactly(honest.self());
  }
}
