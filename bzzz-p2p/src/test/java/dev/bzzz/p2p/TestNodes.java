package dev.bzzz.p2p;

import dev.bzzz.core.Identity;
import dev.bzzz.core.mesh.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** Nodes on loopback, at random ports, for tests; closes them all. */
public final class TestNodes implements AutoCloseable {
  /** How long a test waits for what must happen, on a machine with much else to do. */
  public static final Duration PATIENCE = Duration.ofSeconds(40);

  private final List<Libp2pNode> nodes = new ArrayList<>();

  /** Starts a node with a fresh identity. */
  public Libp2pNode start() {
    return start(builder -> builder);
  }

  /** Starts a node with a fresh identity and these settings. */
  public Libp2pNode start(UnaryOperator<Libp2pNodeBuilder> settings) {
    return start(Identity.generate(), settings);
  }

  /** Starts a node with these settings. */
  public Libp2pNode start(Identity identity, UnaryOperator<Libp2pNodeBuilder> settings) {
    Libp2pNode node =
        settings.apply(Libp2pNode.builder(identity).listen("/ip4/127.0.0.1/tcp/0")).start();
    nodes.add(node);
    return node;
  }

  /** Starts a node with a fresh identity that listens at these addresses and no other. */
  public Libp2pNode startAt(String... addresses) {
    Libp2pNodeBuilder builder = Libp2pNode.builder(Identity.generate());
    for (String address : addresses) {
      builder.listen(address);
    }
    Libp2pNode node = builder.start();
    nodes.add(node);
    return node;
  }

  /** Connects two nodes, and waits until both know. */
  public static void connect(Libp2pNode from, Libp2pNode to) {
    from.dial(to.addresses().get(0)).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    await("both are connected", () -> to.peers().contains(from.self()));
  }

  /** The same for nodes that allow little time, which on a busy machine is too little at first. */
  public static void connectAtLast(Libp2pNode from, Libp2pNode to) {
    await(
        "both are connected at last",
        () -> {
          from.dial(to.addresses().get(0)).exceptionally(late -> to.peerId()).join();
          return from.peers().contains(to.self()) && to.peers().contains(from.self());
        });
  }

  /** Waits until a node knows that so many peers hear a topic. */
  public static void awaitSubscribers(Libp2pNode node, Topic topic, int count) {
    await(
        count + " peers hear " + topic.name(),
        () -> node.subscribersOf(topic).join().size() >= count);
  }

  /** Waits for a condition. */
  public static void await(String what, BooleanSupplier condition) {
    await(what, PATIENCE, condition);
  }

  /** Waits for a condition for so long. */
  public static void await(String what, Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + patience + ": " + what);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
    }
  }

  @Override
  public void close() {
    nodes.forEach(Libp2pNode::close);
  }
}
