package dev.bzzz.p2p.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.Identity;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.p2p.Libp2pNode;
import dev.bzzz.p2p.Libp2pNodeBuilder;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.TestNodes;
import dev.bzzz.p2p.gossip.GossipParameters;
import dev.bzzz.p2p.net.MeshMessage;
import dev.bzzz.p2p.net.NodeEvents;
import dev.bzzz.p2p.net.PeerInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The mesh with real peers of js-libp2p, in processes of their own. Skipped, with the reason, where
 * node or its packages are missing; an environment variable makes that a failure.
 */
class JsInteropIT {
  /** Set to {@code required} where a build without these tests would prove too little. */
  private static final String SWITCH = "BZZZ_INTEROP";

  private static final Topic TOPIC = new Topic("interop/news");

  private final TestNodes nodes = new TestNodes();
  private final List<JsPeer> peers = new ArrayList<>();

  @BeforeAll
  static void jsIsHere() {
    String missing = JsPeer.missing().orElse("");
    if ("required".equals(System.getenv(SWITCH))) {
      assertThat(missing).as("what js-libp2p lacks").isEmpty();
    }
    Assumptions.assumeTrue(missing.isEmpty(), missing);
  }

  @AfterEach
  void closeAll() {
    peers.forEach(JsPeer::close);
    nodes.close();
  }

  @ParameterizedTest
  @EnumSource
  void javaDialsJs(JsStack stack) {
    Identified identified = new Identified();
    Libp2pNode java = nodes.start(builder -> builder.events(identified));
    JsPeer js = js(stack, JsPeer.options());

    dial(java, js);

    bothAreIdentified(java, js, identified);
    bothPing(java, js);
    bothGossip(java, js);
  }

  @ParameterizedTest
  @EnumSource
  void jsDialsJava(JsStack stack) {
    Identified identified = new Identified();
    Libp2pNode java = nodes.start(builder -> builder.events(identified));
    JsPeer js = js(stack, JsPeer.options());

    js.call("dial", "address", java.addresses().get(0).toString());

    bothAreIdentified(java, js, identified);
    bothPing(java, js);
    bothGossip(java, js);
  }

  /** Js counts the bytes of ids of messages in another way unless told otherwise. */
  @ParameterizedTest
  @EnumSource
  void messagesArriveOnceThoughJsNamesThemInItsOwnWay(JsStack stack) {
    Libp2pNode java = nodes.start();
    JsPeer js = js(stack, JsPeer.options().put("messageId", "own"));

    dial(java, js);

    bothGossip(java, js);
  }

  @ParameterizedTest
  @EnumSource
  void aPeerThatOnlyDialsIsHeardToo(JsStack stack) {
    Libp2pNode java = nodes.start();
    ObjectNode options = JsPeer.options();
    options.putArray("listen");
    JsPeer js = js(stack, options);

    js.call("dial", "address", java.addresses().get(0).toString());

    bothGossip(java, js);
  }

  @Test
  void threeJavaAndTwoJsPeersHearEachOther() {
    List<Libp2pNode> javas = List.of(nodes.start(), nodes.start(), nodes.start());
    List<JsPeer> others =
        List.of(
            js(JsStack.GENERATION_2, JsPeer.options()), js(JsStack.GENERATION_3, JsPeer.options()));
    List<Inbox> inboxes = javas.stream().map(Inbox::new).toList();
    others.forEach(js -> js.call("subscribe", "topic", TOPIC.name()));

    TestNodes.connect(javas.get(0), javas.get(1));
    TestNodes.connect(javas.get(1), javas.get(2));
    dial(javas.get(2), others.get(0));
    dial(javas.get(0), others.get(1));
    others.get(0).call("dial", "address", others.get(1).address());
    awaitNeighbours(javas.get(0), 2);
    awaitNeighbours(javas.get(1), 2);
    awaitNeighbours(javas.get(2), 2);
    others.forEach(js -> awaitMesh(js, 2));

    for (int i = 0; i < javas.size(); i++) {
      publish(javas.get(i), "java " + i);
    }
    for (int i = 0; i < others.size(); i++) {
      others.get(i).publish(TOPIC.name(), bytes("js " + i));
    }

    List<String> all = List.of("java 0", "java 1", "java 2", "js 0", "js 1");
    for (int i = 0; i < javas.size(); i++) {
      inboxes.get(i).awaitAllBut("java " + i, all);
    }
    for (int i = 0; i < others.size(); i++) {
      JsPeer js = others.get(i);
      for (String text : all) {
        if (!text.equals("js " + i)) {
          js.awaitEvent("message", message -> text(message).equals(text));
          assertThat(js.count("message", message -> text(message).equals(text))).isOne();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMessageThatPassedByIsAskedFor(JsStack stack) {
    askForWhatPassedBy(stack, JsPeer.options());
  }

  @ParameterizedTest
  @EnumSource
  void aMessageThatPassedByIsAskedForThoughJsNamesItInItsOwnWay(JsStack stack) {
    askForWhatPassedBy(stack, JsPeer.options().put("messageId", "own"));
  }

  /**
   * This js peer takes nobody into its mesh, so that messages pass by: they are advertised and
   * asked for.
   */
  private void askForWhatPassedBy(JsStack stack, ObjectNode options) {
    UnaryOperator<Libp2pNodeBuilder> small =
        builder ->
            builder.gossip(
                GossipParameters.defaults()
                    .withDegrees(new GossipParameters.Degrees(1, 1, 1, 1, 0))
                    .withFloodPublish(false));
    Libp2pNode java = nodes.start(small);
    Libp2pNode neighbour = nodes.start(small);
    Inbox inbox = new Inbox(java);
    Inbox neighbours = new Inbox(neighbour);
    TestNodes.connect(java, neighbour);
    awaitNeighbours(java, 1);
    awaitNeighbours(neighbour, 1);
    options
        .putObject("gossip")
        .put("D", 0)
        .put("Dlo", 0)
        .put("Dhi", 0)
        .put("Dout", 0)
        .put("Dscore", 0)
        .put("floodPublish", false);
    JsPeer js = js(stack, options);
    js.call("subscribe", "topic", TOPIC.name());
    dial(java, js);
    awaitNeighbours(java, 2);
    awaitSubscriber(js, java);

    publish(java, "by IHAVE of Java");
    js.publish(TOPIC.name(), bytes("by IHAVE of js"));

    js.awaitEvent("message", message -> text(message).equals("by IHAVE of Java"));
    inbox.await("by IHAVE of js");
    neighbours.await("by IHAVE of js");
    assertThat(js.call("mesh", "topic", TOPIC.name()).get("peers")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whoComesLateHearsWhatComesLater(JsStack stack) {
    Libp2pNode first = nodes.start();
    Libp2pNode second = nodes.start();
    Inbox inbox = new Inbox(second);
    new Inbox(first);
    TestNodes.connect(first, second);
    awaitNeighbours(first, 1);
    publish(first, "before");
    inbox.await("before");

    JsPeer late = js(stack, JsPeer.options());
    late.call("dial", "address", first.addresses().get(0).toString());
    late.call("subscribe", "topic", TOPIC.name());
    awaitNeighbours(first, 2);
    publish(second, "after");
    late.awaitEvent("message", message -> text(message).equals("after"));
    late.publish(TOPIC.name(), bytes("thanks"));

    inbox.await("thanks");
  }

  @ParameterizedTest
  @EnumSource
  void aKilledJsPeerIsFoundAgain(JsStack stack) {
    String seed = "07".repeat(32);
    JsPeer js = js(stack, JsPeer.options().put("seed", seed));
    Multiaddr address = Multiaddr.parse(js.address());
    Libp2pNode java = nodes.start(builder -> builder.peer(address));
    Inbox inbox = new Inbox(java);
    PeerId id = PeerId.parse(js.id());
    awaitPeer(java, id, true);

    js.kill();
    awaitPeer(java, id, false);
    ObjectNode again = JsPeer.options().put("seed", seed);
    again.putArray("listen").add(address.withoutPeer().toString());
    JsPeer restarted = js(stack, again);
    awaitPeer(java, id, true);
    restarted.call("subscribe", "topic", TOPIC.name());
    awaitNeighbours(java, 1);
    awaitMesh(restarted, 1);
    restarted.publish(TOPIC.name(), bytes("back again"));
    publish(java, "welcome");

    inbox.await("back again");
    restarted.awaitEvent("message", message -> text(message).equals("welcome"));
  }

  @ParameterizedTest
  @EnumSource
  void aRestartedJavaPeerIsTheSameToJs(JsStack stack) {
    Identity identity = Identity.generate();
    JsPeer js = js(stack, JsPeer.options());
    js.call("subscribe", "topic", TOPIC.name());
    Multiaddr address = Multiaddr.parse(js.address());
    try (Libp2pNode before = Libp2pNode.builder(identity).peer(address).start()) {
      new Inbox(before);
      awaitNeighbours(before, 1);
      publish(before, "first life");
      js.awaitEvent("message", message -> text(message).equals("first life"));
    }
    js.awaitEvent("disconnected", event -> true);

    try (Libp2pNode after = Libp2pNode.builder(identity).peer(address).start()) {
      Inbox inbox = new Inbox(after);
      awaitNeighbours(after, 1);
      awaitSubscriber(js, after);
      publish(after, "second life");
      js.publish(TOPIC.name(), bytes("hello again"));

      js.awaitEvent("message", message -> text(message).equals("second life"));
      inbox.await("hello again");
    }
  }

  @ParameterizedTest
  @EnumSource
  void bothFindEachOtherOnTheLocalNetwork(JsStack stack) {
    String tag = "it" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
    JsPeer js = js(stack, JsPeer.options().put("mdns", "_p2p-" + tag + "._udp.local"));
    Libp2pNode java = nodes.start(builder -> builder.mdns(tag));

    JsonNode found =
        js.awaitEvent(
            "found", event -> event.get("peer").textValue().equals(java.peerId().toString()));
    awaitPeer(java, PeerId.parse(js.id()), true);

    assertThat(found.get("addresses"))
        .extracting(JsonNode::textValue)
        .anyMatch(address -> address.startsWith(java.addresses().get(0).withoutPeer().toString()));
    bothGossip(java, js);
  }

  private void bothAreIdentified(Libp2pNode java, JsPeer js, Identified identified) {
    TestNodes.await("Java has identified js", () -> identified.of(js) != null);
    PeerInfo info = identified.of(js);
    assertThat(info.agentVersion()).startsWith("js-libp2p/");
    assertThat(info.protocols()).contains("/meshsub/1.2.0", "/ipfs/ping/1.0.0", "/ipfs/id/1.0.0");
    assertThat(info.addresses()).contains(Multiaddr.parse(js.address()).withoutPeer());

    JsonNode ours =
        js.awaitEvent(
            "identified", event -> event.get("peer").textValue().equals(java.peerId().toString()));
    assertThat(ours.get("agentVersion").textValue()).startsWith("bzzz");
    assertThat(ours.get("protocols"))
        .extracting(JsonNode::textValue)
        .contains("/meshsub/1.2.0", "/ipfs/ping/1.0.0", "/ipfs/id/1.0.0", "/ipfs/id/push/1.0.0");
    assertThat(ours.get("listenAddresses"))
        .extracting(JsonNode::textValue)
        .contains(java.addresses().get(0).withoutPeer().toString());
  }

  private void bothPing(Libp2pNode java, JsPeer js) {
    Duration roundTrip = java.ping(PeerId.parse(js.id())).orTimeout(20, TimeUnit.SECONDS).join();
    JsonNode pong = js.call("ping", "peer", java.peerId().toString());

    assertThat(roundTrip).isPositive();
    assertThat(pong.get("millis").intValue()).isNotNegative();
  }

  private void bothGossip(Libp2pNode java, JsPeer js) {
    Inbox inbox = new Inbox(java);
    js.call("subscribe", "topic", TOPIC.name());
    awaitNeighbours(java, 1);
    awaitSubscriber(js, java);

    publish(java, "from Java");
    js.publish(TOPIC.name(), bytes("from js"));

    MeshMessage heard = inbox.await("from js");
    assertThat(heard.from().value()).isEqualTo(js.id());
    JsonNode message = js.awaitEvent("message", event -> text(event).equals("from Java"));
    assertThat(message.get("from").textValue()).isEqualTo(java.peerId().toString());
    assertThat(message.get("signed").booleanValue()).isTrue();
    assertThat(message.get("topic").textValue()).isEqualTo(TOPIC.name());
    assertThat(inbox.count("from js")).isOne();
    assertThat(js.count("message", event -> text(event).equals("from Java"))).isOne();
  }

  private JsPeer js(JsStack stack, ObjectNode options) {
    JsPeer peer = JsPeer.start(stack, options);
    peers.add(peer);
    return peer;
  }

  private static void dial(Libp2pNode java, JsPeer js) {
    java.dial(Multiaddr.parse(js.address())).orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static void publish(Libp2pNode java, String text) {
    java.publish(TOPIC, bytes(text));
  }

  private static void awaitNeighbours(Libp2pNode java, int count) {
    TestNodes.awaitSubscribers(java, TOPIC, count);
  }

  private static void awaitPeer(Libp2pNode java, PeerId peer, boolean there) {
    TestNodes.await(
        peer + (there ? " is connected" : " is gone"),
        () -> java.peers().contains(peer.agent().orElseThrow()) == there);
  }

  private static void awaitSubscriber(JsPeer js, Libp2pNode java) {
    TestNodes.await(
        "js knows that Java hears the topic",
        () ->
            contains(
                js.call("subscribers", "topic", TOPIC.name()).get("peers"),
                java.peerId().toString()));
  }

  private static void awaitMesh(JsPeer js, int count) {
    TestNodes.await(
        "js has " + count + " in its mesh",
        () -> js.call("mesh", "topic", TOPIC.name()).get("peers").size() >= count);
  }

  private static boolean contains(JsonNode list, String value) {
    for (JsonNode each : list) {
      if (each.textValue().equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(JsonNode message) {
    return new String(JsPeer.data(message), StandardCharsets.UTF_8);
  }

  /** What a Java peer hears. */
  private static final class Inbox {
    private final Queue<MeshMessage> heard = new ConcurrentLinkedQueue<>();

    Inbox(Libp2pNode node) {
      node.subscribe(TOPIC, (java.util.function.Consumer<MeshMessage>) heard::add);
    }

    MeshMessage await(String text) {
      TestNodes.await("Java hears '" + text + "'", () -> count(text) > 0);
      return heard.stream().filter(each -> text(each).equals(text)).findFirst().orElseThrow();
    }

    void awaitAllBut(String own, List<String> all) {
      List<String> expected = all.stream().filter(each -> !each.equals(own)).toList();
      expected.forEach(this::await);
      assertThat(heard).extracting(Inbox::text).containsExactlyInAnyOrderElementsOf(expected);
    }

    long count(String text) {
      return heard.stream().filter(each -> text(each).equals(text)).count();
    }

    private static String text(MeshMessage message) {
      return new String(message.data(), StandardCharsets.UTF_8);
    }
  }

  /** Who has said what of itself. */
  private static final class Identified implements NodeEvents {
    private final Map<PeerId, PeerInfo> infos = new ConcurrentHashMap<>();

    @Override
    public void identified(PeerId peer, PeerInfo info) {
      infos.put(peer, info);
    }

    @org.jspecify.annotations.Nullable
    PeerInfo of(JsPeer js) {
      return infos.get(PeerId.parse(js.id()));
    }
  }
}
