package dev.bzzz.p2p;

import dev.bzzz.core.Identity;
import dev.bzzz.p2p.gossip.Control;
import dev.bzzz.p2p.gossip.Rpc;
import dev.bzzz.p2p.gossip.Subscription;
import dev.bzzz.p2p.noise.NoiseChannel;
import dev.bzzz.p2p.noise.NoiseEffect;
import dev.bzzz.p2p.noise.NoiseIdentity;
import dev.bzzz.p2p.noise.NoiseInput;
import dev.bzzz.p2p.noise.NoiseMachine;
import dev.bzzz.p2p.noise.X25519Key;
import dev.bzzz.p2p.wire.Uvarint;
import dev.bzzz.p2p.yamux.YamuxMachine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A peer, mostly a dialer, that says whatever the test wants, with a blocking socket. */
final class RawPeer implements AutoCloseable {
  static final int DATA = 0;
  static final int WINDOW = 1;
  static final int SYN = 1;
  static final int ACK = 2;
  static final int FIN = 4;
  static final int RST = 8;

  private static final int FRAME_HEADER = 12;
  private static final String HEADER = "/multistream/1.0.0";

  private final Socket socket;
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private @Nullable NoiseChannel channel;

  private RawPeer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout((int) TestNodes.PATIENCE.toMillis());
    socket.setTcpNoDelay(true);
  }

  /** Connects and says nothing. */
  static RawPeer connect(Libp2pNode node) throws IOException {
    return connect(node.addresses().get(0));
  }

  /** Connects to a node of another process and says nothing. */
  static RawPeer connect(Multiaddr node) throws IOException {
    return new RawPeer(new Socket("127.0.0.1", node.tcpPort().orElseThrow()));
  }

  /** Connects and agrees on noise. */
  static RawPeer atNoise(Libp2pNode node) throws IOException {
    return atNoise(node.addresses().get(0));
  }

  static RawPeer atNoise(Multiaddr node) throws IOException {
    RawPeer peer = connect(node);
    peer.send(proposal("/noise"));
    peer.read(proposal("/noise").length);
    return peer;
  }

  /** Connects as somebody, up to an open yamux session. */
  static RawPeer atYamux(Libp2pNode node, Identity identity) throws IOException {
    return atYamux(node.addresses().get(0), identity);
  }

  static RawPeer atYamux(Multiaddr node, Identity identity) throws IOException {
    RawPeer peer = atNoise(node);
    SecureRandom random = new SecureRandom();
    peer.handshake(
        NoiseMachine.initiator(
            noise(identity, random), X25519Key.generate(random), Optional.empty()));
    return peer;
  }

  /** Is dialled, and shows who it is, up to an open yamux session. */
  static RawPeer accept(ServerSocket server, Identity identity) throws IOException {
    RawPeer peer = new RawPeer(server.accept());
    peer.read(proposal("/noise").length);
    peer.send(proposal("/noise"));
    SecureRandom random = new SecureRandom();
    peer.handshake(NoiseMachine.responder(noise(identity, random), X25519Key.generate(random)));
    return peer;
  }

  private static NoiseIdentity noise(Identity identity, SecureRandom random) {
    return NoiseIdentity.of(identity, X25519Key.generate(random), List.of(YamuxMachine.PROTOCOL));
  }

  /** The header and one protocol. */
  static byte[] proposal(String protocol) {
    return join(message(HEADER), message(protocol));
  }

  /** Gossip that subscribes to a topic. */
  static byte[] subscription(String topic) {
    return new Rpc(List.of(new Subscription(true, topic)), List.of(), Control.NONE).frame();
  }

  static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  static int indexOf(byte[] bytes, byte[] wanted) {
    for (int at = 0; at <= bytes.length - wanted.length; at++) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }

  static byte[] message(String text) {
    return Uvarint.prefixed((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** A yamux frame whose length is what it says, whatever follows. */
  static byte[] frame(int type, int flags, int stream, int length, byte[] payload) {
    return ByteBuffer.allocate(FRAME_HEADER + payload.length)
        .put((byte) 0)
        .put((byte) type)
        .putShort((short) flags)
        .putInt(stream)
        .putInt(length)
        .put(payload)
        .array();
  }

  /** All that was sent so far, up to a bound. */
  byte[] sent() {
    return sent.toByteArray();
  }

  void send(byte[] bytes) throws IOException {
    if (sent.size() < 10_000) {
      sent.writeBytes(bytes);
    }
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Sends within noise. */
  void sendSealed(byte[] plain) throws IOException {
    send(sealed().seal(plain, 0, plain.length));
  }

  private NoiseChannel sealed() {
    if (channel == null) {
      throw new IllegalStateException("no handshake yet");
    }
    return channel;
  }

  /** Opens a stream for a protocol and writes on it. */
  void open(int stream, String protocol, byte[] bytes) throws IOException {
    byte[] all = join(proposal(protocol), bytes);
    sendSealed(frame(DATA, SYN, stream, all.length, all));
  }

  /** Takes the stream that the node opens for this protocol, and reads no more. */
  void agreeTo(String protocol) throws IOException {
    byte[] answer = proposal(protocol);
    byte[] seen = new byte[0];
    int stream = 1;
    while (stream % 2 != 0) { // an odd number is ours: the node's echo looks the same
      seen = join(seen, sealed().open(read(1)).plain());
      int at = indexOf(seen, answer);
      if (at >= 0) {
        stream = ByteBuffer.wrap(seen).getInt(at - FRAME_HEADER + Integer.BYTES);
        seen = Arrays.copyOfRange(seen, at + answer.length, seen.length);
      }
    }
    sendSealed(frame(DATA, ACK, stream, answer.length, answer));
  }

  /** Reads until these bytes have come, encrypted; false when the node closes before. */
  boolean awaitSealed(byte[] wanted) {
    byte[] seen = new byte[0];
    try {
      while (indexOf(seen, wanted) < 0) {
        seen = join(seen, sealed().open(read(1)).plain());
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits for bytes and decrypts them. */
  byte[] readSealed() throws IOException {
    byte[] bytes = new byte[64 * 1024];
    int count = socket.getInputStream().read(bytes);
    if (count < 0) {
      throw new IOException("the connection was closed");
    }
    NoiseChannel.Opened opened = sealed().open(Arrays.copyOf(bytes, count));
    if (opened.failure().isPresent()) {
      throw new IOException(opened.failure().get());
    }
    return opened.plain();
  }

  /** The next message of noise, decrypted. */
  byte[] readMessage() throws IOException {
    byte[] length = read(Short.BYTES);
    return sealed()
        .open(join(length, read(Short.toUnsignedInt(ByteBuffer.wrap(length).getShort()))))
        .plain();
  }

  byte[] read(int count) throws IOException {
    byte[] bytes = socket.getInputStream().readNBytes(count);
    if (bytes.length < count) {
      throw new IOException("the connection was closed");
    }
    return bytes;
  }

  /** Reads until the node closes; fails when it does not. */
  void awaitClosed() throws IOException {
    byte[] bytes = new byte[4096];
    try {
      while (socket.getInputStream().read(bytes) >= 0) {
        // what it says before does not matter
      }
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("the node keeps the connection", e);
    } catch (IOException e) {
      // closed by a reset, since it did not read all
    }
  }

  private void handshake(NoiseMachine machine) throws IOException {
    List<NoiseEffect> effects = new ArrayList<>(machine.on(new NoiseInput.Start(), Instant.EPOCH));
    while (channel == null) {
      for (NoiseEffect effect : effects) {
        if (effect instanceof NoiseEffect.Send send) {
          send(send.bytes());
        } else if (effect instanceof NoiseEffect.Established established) {
          channel = established.channel();
        } else {
          throw new IOException(effect.toString());
        }
      }
      effects.clear();
      if (channel == null) {
        effects.addAll(machine.on(new NoiseInput.Received(read(1)), Instant.EPOCH));
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
