package dev.bzzz.p2p;

import dev.bzzz.core.Identity;
import dev.bzzz.p2p.identify.PingMachine;
import dev.bzzz.p2p.yamux.YamuxEffect;
import dev.bzzz.p2p.yamux.YamuxInput;
import dev.bzzz.p2p.yamux.YamuxLimits;
import dev.bzzz.p2p.yamux.YamuxMachine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A dialer that keeps the rules of encryption and of streams, and breaks those of what is said
 * within: reads all and takes every stream that the node opens for gossip. Safe for use by many
 * threads.
 */
final class Villain implements AutoCloseable {
  static final String GOSSIP = "/meshsub/1.1.0";

  private final RawPeer peer;
  private final YamuxMachine machine = YamuxMachine.dialer(limits());
  private final Map<Long, byte[]> read = new TreeMap<>();
  private final Set<Long> gone = new TreeSet<>();
  private final Set<Long> agreed = new TreeSet<>();
  private final Thread reader = new Thread(this::read, "villain");
  private long opened;
  private boolean closed;

  private Villain(RawPeer peer) {
    this.peer = peer;
    reader.setDaemon(true);
  }

  /** Connects as somebody new. */
  static Villain connect(Libp2pNode node) throws IOException {
    return connect(node.addresses().get(0));
  }

  private static Villain connect(Multiaddr node) throws IOException {
    Villain villain = new Villain(RawPeer.atYamux(node, Identity.generate()));
    villain.on(new YamuxInput.Start());
    villain.reader.start();
    return villain;
  }

  /** A villain has patience, and opens what it likes. */
  private static YamuxLimits limits() {
    return new YamuxLimits(
        1000,
        65_536,
        1024 * 1024,
        16 * 1024 * 1024,
        1024 * 1024,
        64 * 1024 * 1024,
        Duration.ofMinutes(1),
        Duration.ofMinutes(1));
  }

  /** Connects and says on a new stream that it hears a topic; what is written goes there. */
  static Villain gossiping(Libp2pNode node, String topic) throws IOException {
    return gossiping(node.addresses().get(0), topic);
  }

  static Villain gossiping(Multiaddr node, String topic) throws IOException {
    Villain villain = connect(node);
    villain.open(GOSSIP, RawPeer.subscription(topic));
    return villain;
  }

  /** Opens a stream and writes the proposal of a protocol and then these bytes. */
  synchronized long open(String protocol, byte[] bytes) throws IOException {
    on(new YamuxInput.OpenStream());
    long stream = opened;
    write(stream, RawPeer.join(RawPeer.proposal(protocol), bytes));
    return stream;
  }

  /** Writes on the first stream that it opened. */
  void write(byte[] bytes) throws IOException {
    write(1, bytes);
  }

  /** Writes, and waits while the node takes no more. */
  synchronized void write(long stream, byte[] bytes) throws IOException {
    long end = System.nanoTime() + TestNodes.PATIENCE.toNanos();
    while (machine.room(stream) < bytes.length) {
      if (closed || gone.contains(stream) || System.nanoTime() > end) {
        throw new IOException(
            "stream " + stream + " is not read; reset: " + gone + ", closed: " + closed);
      }
      await();
    }
    on(new YamuxInput.Write(stream, bytes));
  }

  /** Writes no more on a stream. */
  synchronized void finish(long stream) throws IOException {
    on(new YamuxInput.Finish(stream));
  }

  /** Drops a stream. */
  synchronized void reset(long stream) throws IOException {
    on(new YamuxInput.Reset(stream));
  }

  /** Waits until so many bytes came on a stream; false when it was reset before. */
  synchronized boolean awaitBytes(long stream, int count) throws IOException {
    long end = System.nanoTime() + TestNodes.PATIENCE.toNanos();
    while (read.getOrDefault(stream, new byte[0]).length < count) {
      if (closed || gone.contains(stream)) {
        return false;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("nothing comes on stream " + stream);
      }
      await();
    }
    return true;
  }

  /** Pings, and waits for the answer: the node has read what was sent before. */
  void awaitPong() throws IOException {
    long stream = open(PingMachine.PROTOCOL, new byte[32]);
    int negotiation = RawPeer.proposal(PingMachine.PROTOCOL).length;
    if (!awaitBytes(stream, negotiation + 32)) {
      throw new AssertionError("no answer to a ping on stream " + stream + ", closed: " + closed);
    }
    finish(stream);
  }

  /** Waits until the node resets a stream. */
  synchronized void awaitReset(long stream) {
    long end = System.nanoTime() + TestNodes.PATIENCE.toNanos();
    while (!gone.contains(stream)) {
      if (closed || System.nanoTime() > end) {
        throw new AssertionError("the node keeps stream " + stream);
      }
      await();
    }
  }

  /** Waits until the node closes the connection. */
  synchronized void awaitClosed() {
    long end = System.nanoTime() + TestNodes.PATIENCE.toNanos();
    while (!closed) {
      if (System.nanoTime() > end) {
        throw new AssertionError("the node keeps the connection");
      }
      await();
    }
  }

  synchronized boolean closed() {
    return closed;
  }

  private void await() {
    try {
      wait(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void read() {
    try {
      while (true) {
        byte[] plain = peer.readSealed();
        synchronized (this) {
          on(new YamuxInput.Received(plain));
          notifyAll();
        }
      }
    } catch (IOException e) {
      synchronized (this) {
        closed = true;
        notifyAll();
      }
    }
  }

  private synchronized void on(YamuxInput input) throws IOException {
    List<YamuxEffect> effects = machine.on(input, Instant.now());
    for (YamuxEffect effect : effects) { // all of it, before an answer to one makes more
      if (effect instanceof YamuxEffect.Send send) {
        peer.sendSealed(send.bytes());
      }
    }
    for (YamuxEffect effect : effects) {
      if (effect instanceof YamuxEffect.Opened fresh) {
        opened = fresh.stream();
      } else if (effect instanceof YamuxEffect.WasReset reset) {
        gone.add(reset.stream());
      } else if (effect instanceof YamuxEffect.Data data) {
        data(data.stream(), data.bytes());
      }
    }
  }

  /** Agrees to gossip only. */
  private void data(long stream, byte[] bytes) throws IOException {
    byte[] before = read.getOrDefault(stream, new byte[0]);
    if (before.length < 100_000) {
      read.put(stream, RawPeer.join(before, bytes));
    }
    on(new YamuxInput.Consumed(stream, bytes.length));
    if (stream % 2 == 0 && !agreed.contains(stream)) {
      String answer = RawPeer.indexOf(bytes, RawPeer.message(GOSSIP)) < 0 ? "na" : GOSSIP;
      if (answer.equals(GOSSIP)) {
        agreed.add(stream);
      }
      byte[] message = RawPeer.message(answer);
      byte[] first = RawPeer.join(RawPeer.message("/multistream/1.0.0"), message);
      on(new YamuxInput.Write(stream, before.length == 0 ? first : message));
    }
  }

  @Override
  public void close() throws IOException {
    peer.close();
  }
}
