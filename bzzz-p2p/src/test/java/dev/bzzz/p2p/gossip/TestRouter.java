package dev.bzzz.p2p.gossip;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Signer;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.gossip.GossipEffect.Check;
import dev.bzzz.p2p.gossip.GossipEffect.Deliver;
import dev.bzzz.p2p.gossip.GossipEffect.Send;
import dev.bzzz.p2p.gossip.GossipInput.Checked;
import dev.bzzz.p2p.gossip.GossipInput.Join;
import dev.bzzz.p2p.gossip.GossipInput.PeerUp;
import dev.bzzz.p2p.gossip.GossipInput.Received;
import dev.bzzz.p2p.gossip.GossipInput.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** One router under test, with a clock that the test moves and peers that are numbers. */
final class TestRouter {
  static final String TOPIC = "topic";
  static final int SELF = 0;

  final GossipMachine machine;

  /** What the last input brought about. */
  List<GossipEffect> effects = List.of();

  Instant now = Instant.parse("2030-01-01T00:00:00Z");

  TestRouter() {
    this(GossipParameters.defaults(), ScoreParameters.defaults());
  }

  TestRouter(GossipParameters parameters, ScoreParameters scores) {
    machine = new GossipMachine(peer(SELF), parameters, scores, new Random(1));
  }

  /** A router that has joined the topic and has these peers, all subscribed and dialled by us. */
  static TestRouter withPeers(int count) {
    TestRouter router = new TestRouter().joined(TOPIC);
    for (int i = 1; i <= count; i++) {
      router.up(i).subscribed(i, TOPIC);
    }
    return router;
  }

  static PeerId peer(int number) {
    return PeerId.of(agent(number));
  }

  static AgentId agent(int number) {
    byte[] key = new byte[32];
    key[0] = (byte) (number >> 8);
    key[1] = (byte) number;
    return AgentId.ofPublicKey(key);
  }

  static SignedMessage message(int author, long sequence, String topic, byte[] data) {
    return SignedMessage.sign(signer(author), topic, data, sequence);
  }

  static Signer signer(int number) {
    AgentId id = agent(number);
    return new Signer() {
      @Override
      public AgentId id() {
        return id;
      }

      @Override
      public byte[] sign(byte[] message) {
        return new byte[64];
      }
    };
  }

  TestRouter on(GossipInput input) {
    effects = machine.on(input, now);
    return this;
  }

  TestRouter joined(String topic) {
    return on(new Join(topic));
  }

  TestRouter up(int peer) {
    return up(peer, GossipVersion.V1_2, true);
  }

  TestRouter up(int peer, GossipVersion version, boolean outbound) {
    return on(new PeerUp(peer(peer), version, outbound, Optional.empty()));
  }

  TestRouter subscribed(int peer, String topic) {
    return received(peer, new Rpc(List.of(new Subscription(true, topic)), List.of(), Control.NONE));
  }

  TestRouter unsubscribed(int peer, String topic) {
    return received(
        peer, new Rpc(List.of(new Subscription(false, topic)), List.of(), Control.NONE));
  }

  TestRouter graft(int peer, String topic) {
    return control(peer, new Control(List.of(), List.of(), List.of(topic), List.of(), List.of()));
  }

  TestRouter prune(int peer, String topic, long seconds) {
    List<Control.Prune> prune = List.of(new Control.Prune(topic, seconds));
    return control(peer, new Control(List.of(), List.of(), List.of(), prune, List.of()));
  }

  TestRouter ihave(int peer, String topic, List<MessageId> ids) {
    List<Control.IHave> ihave = List.of(new Control.IHave(topic, ids));
    return control(peer, new Control(ihave, List.of(), List.of(), List.of(), List.of()));
  }

  TestRouter iwant(int peer, List<MessageId> ids) {
    return control(peer, new Control(List.of(), ids, List.of(), List.of(), List.of()));
  }

  TestRouter idontwant(int peer, List<MessageId> ids) {
    return control(peer, new Control(List.of(), List.of(), List.of(), List.of(), ids));
  }

  TestRouter control(int peer, Control control) {
    return received(peer, new Rpc(List.of(), List.of(), control));
  }

  TestRouter message(int peer, SignedMessage message) {
    return received(peer, Rpc.of(message));
  }

  /** Sends the message and says what its check finds. */
  TestRouter message(int peer, SignedMessage message, Verdict verdict) {
    message(peer, message);
    Check check = only(Check.class);
    return on(new Checked(check.token(), verdict));
  }

  TestRouter received(int peer, Rpc rpc) {
    return on(new Received(peer(peer), rpc));
  }

  /** Lets time pass, with every heartbeat in it; the effects are those of all of them. */
  TestRouter pass(Duration duration) {
    Instant until = now.plus(duration);
    List<GossipEffect> all = new ArrayList<>();
    while (!machine.deadline().orElseThrow().isAfter(until)) {
      now = machine.deadline().orElseThrow();
      all.addAll(machine.on(new Tick(), now));
    }
    now = until;
    effects = all;
    return this;
  }

  /** One heartbeat. */
  TestRouter beat() {
    return pass(Duration.between(now, machine.deadline().orElseThrow()));
  }

  double score(int peer) {
    return machine.score(peer(peer));
  }

  boolean hasInMesh(int peer) {
    return machine.mesh(TOPIC).contains(peer(peer));
  }

  /** RPCs to one peer that the last input brought about. */
  List<Rpc> sent(int peer) {
    return all(Send.class).stream()
        .filter(send -> send.to().equals(peer(peer)))
        .map(Send::rpc)
        .toList();
  }

  List<String> grafted(int peer) {
    return sent(peer).stream().flatMap(rpc -> rpc.control().graft().stream()).toList();
  }

  List<Control.Prune> pruned(int peer) {
    return sent(peer).stream().flatMap(rpc -> rpc.control().prune().stream()).toList();
  }

  List<MessageId> wanted(int peer) {
    return sent(peer).stream().flatMap(rpc -> rpc.control().iwant().stream()).toList();
  }

  List<Control.IHave> advertised(int peer) {
    return sent(peer).stream().flatMap(rpc -> rpc.control().ihave().stream()).toList();
  }

  List<SignedMessage> messages(int peer) {
    return sent(peer).stream().flatMap(rpc -> rpc.messages().stream()).toList();
  }

  List<SignedMessage> delivered() {
    return all(Deliver.class).stream().map(Deliver::message).toList();
  }

  <E extends GossipEffect> List<E> all(Class<E> kind) {
    return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  <E extends GossipEffect> E only(Class<E> kind) {
    List<E> all = all(kind);
    if (all.size() != 1) {
      throw new AssertionError("not one " + kind.getSimpleName() + " in " + effects);
    }
    return all.get(0);
  }
}
