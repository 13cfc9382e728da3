package dev.bzzz.p2p.gossip;

import dev.bzzz.core.Signer;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.gossip.GossipInput.Checked;
import dev.bzzz.p2p.gossip.GossipInput.Join;
import dev.bzzz.p2p.gossip.GossipInput.PeerDown;
import dev.bzzz.p2p.gossip.GossipInput.PeerUp;
import dev.bzzz.p2p.gossip.GossipInput.Publish;
import dev.bzzz.p2p.gossip.GossipInput.Received;
import dev.bzzz.p2p.gossip.GossipInput.SignatureHolds;
import dev.bzzz.p2p.gossip.GossipInput.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BiConsumer;

/**
 * Many gossip machines, the same that run in production, connected by links with latency and loss,
 * under virtual time. Same seed, same run.
 *
 * <p>Signatures are not computed: a message is forged when its data say so.
 */
final class GossipNetwork {
  static final String TOPIC = "topic";

  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
  private static final byte FORGED = 1;

  final Settings settings;
  final Random random;
  final List<Host> hosts = new ArrayList<>();
  private final Map<PeerId, Host> byId = new HashMap<>();
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final List<Traffic> published = new ArrayList<>();
  private Instant now = START;
  private long lastEvent;

  /**
   * What a network is like.
   *
   * @param latency of a hop
   * @param loss share of droppable RPCs that get lost
   */
  record Settings(
      long seed, Duration latency, double loss, GossipParameters gossip, ScoreParameters scores) {
    static Settings of(long seed) {
      return new Settings(
          seed,
          Duration.ofMillis(50),
          0,
          GossipParameters.defaults().withFloodPublish(false),
          ScoreParameters.defaults());
    }

    Settings withLoss(double value) {
      return new Settings(seed, latency, value, gossip, scores);
    }

    Settings withGossip(GossipParameters value) {
      return new Settings(seed, latency, loss, value, scores);
    }
  }

  /** What became of one message. */
  static final class Traffic {
    final Instant at;
    final Map<Host, Duration> delays = new HashMap<>();
    int copies;

    Traffic(Instant at) {
      this.at = at;
    }
  }

  /** A machine and its connections; or, without a machine, somebody who sends what it likes. */
  final class Host {
    final PeerId id;
    final Signer signer;
    final List<Host> neighbours = new ArrayList<>();
    Optional<GossipMachine> machine = Optional.empty();
    BiConsumer<Host, Rpc> receiver = (from, rpc) -> {};
    private Instant ticking = Instant.MIN;

    private Host(int number) {
      this.signer = TestRouter.signer(number);
      this.id = TestRouter.peer(number);
    }

    void on(GossipInput input) {
      GossipMachine live = machine.orElseThrow();
      Actions actions = new Actions(this);
      for (GossipEffect effect : live.on(input, now)) {
        effect.applyTo(actions);
      }
      Instant due = live.deadline().orElseThrow();
      if (!due.equals(ticking)) {
        ticking = due;
        at(due, () -> tick(live, due));
      }
    }

    private void tick(GossipMachine expected, Instant due) {
      if (machine.filter(live -> live == expected).isPresent() && due.equals(ticking)) {
        on(new Tick());
      }
    }

    RouterState state() {
      return machine.orElseThrow().state();
    }

    double score(Host other) {
      return machine.orElseThrow().score(other.id);
    }

    @Override
    public String toString() {
      return id.toString();
    }
  }

  private record Event(Instant at, long number, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = at.compareTo(other.at);
      return byTime == 0 ? Long.compare(number, other.number) : byTime;
    }
  }

  GossipNetwork(Settings settings) {
    this.settings = settings;
    this.random = new Random(settings.seed());
  }

  /** A network of hosts that all have the topic, each of which dials so many others. */
  static GossipNetwork of(Settings settings, int hosts, int dials) {
    GossipNetwork network = new GossipNetwork(settings);
    for (int i = 0; i < hosts; i++) {
      network.host();
    }
    network.hosts.forEach(host -> network.dial(host, dials));
    return network;
  }

  /** Adds a host that has the topic and no connections. */
  Host host() {
    Host host = stranger();
    start(host);
    return host;
  }

  /** Adds a host without a machine. */
  Host stranger() {
    Host host = new Host(hosts.size());
    hosts.add(host);
    byId.put(host.id, host);
    return host;
  }

  void start(Host host) {
    host.machine =
        Optional.of(
            new GossipMachine(
                host.id, settings.gossip(), settings.scores(), new Random(random.nextLong())));
    host.ticking = Instant.MIN;
    host.on(new Join(TOPIC));
  }

  /** Connects a host to so many others that are live. */
  void dial(Host host, int count) {
    for (int i = 0; i < 10 * count && host.neighbours.size() < count; i++) {
      Host other = hosts.get(random.nextInt(hosts.size()));
      if (other != host && other.machine.isPresent() && !host.neighbours.contains(other)) {
        connect(host, other);
      }
    }
  }

  /** Connects two hosts, after a while. */
  void connect(Host from, Host to) {
    from.neighbours.add(to);
    to.neighbours.add(from);
    after(
        Duration.ofMillis(random.nextInt(1000)),
        () -> {
          if (from.neighbours.contains(to)) {
            up(from, to, true);
            up(to, from, false);
          }
        });
  }

  /** Ends a host: its peers lose it. */
  void stop(Host host) {
    host.machine = Optional.empty();
    for (Host other : List.copyOf(host.neighbours)) {
      other.neighbours.remove(host);
      other.machine.ifPresent(live -> other.on(new PeerDown(host.id)));
    }
    host.neighbours.clear();
  }

  /** Publishes a message that is told from others by its sequence number. */
  Traffic publish(Host host) {
    Traffic traffic = new Traffic(now);
    published.add(traffic);
    host.on(new Publish(message(host, published.size() - 1, new byte[100])));
    return traffic;
  }

  SignedMessage message(Host author, long sequence, byte[] data) {
    return SignedMessage.sign(author.signer, TOPIC, data, sequence);
  }

  /** A message that its author did not sign. */
  SignedMessage forgery(Host author, long sequence) {
    return message(author, sequence, new byte[] {FORGED});
  }

  void send(Host from, Host to, Rpc rpc) {
    long nanos = settings.latency().toNanos();
    Duration delay = Duration.ofNanos(nanos - random.nextInt((int) (nanos / 5)));
    after(delay, () -> arrive(from, to, rpc));
  }

  /** Lets virtual time pass. */
  void run(Duration duration) {
    Instant until = now.plus(duration);
    while (!events.isEmpty() && !events.peek().at().isAfter(until)) {
      Event event = events.poll();
      now = event.at();
      event.action().run();
    }
    now = until;
  }

  void after(Duration delay, Runnable action) {
    at(now.plus(delay), action);
  }

  Instant now() {
    return now;
  }

  List<Host> live() {
    return hosts.stream().filter(host -> host.machine.isPresent()).toList();
  }

  private void at(Instant time, Runnable action) {
    events.add(new Event(time, lastEvent++, action));
  }

  private void up(Host host, Host peer, boolean outbound) {
    host.machine.ifPresent(
        live -> host.on(new PeerUp(peer.id, GossipVersion.V1_2, outbound, Optional.empty())));
  }

  private void arrive(Host from, Host to, Rpc rpc) {
    if (!to.neighbours.contains(from)) {
      return;
    }
    for (SignedMessage message : rpc.messages()) {
      if (message.sequence() < published.size()) {
        published.get((int) message.sequence()).copies++;
      }
    }
    if (to.machine.isPresent()) {
      to.on(new Received(from.id, rpc));
    } else {
      to.receiver.accept(from, rpc);
    }
  }

  /** Carries out what a host's machine wants. */
  private final class Actions implements GossipEffect.Handler {
    private final Host host;

    Actions(Host host) {
      this.host = host;
    }

    @Override
    public void send(GossipEffect.Send effect) {
      if (!effect.droppable() || random.nextDouble() >= settings.loss()) {
        GossipNetwork.this.send(host, byId.get(effect.to()), effect.rpc());
      }
    }

    @Override
    public void check(GossipEffect.Check effect) {
      byte[] data = effect.message().data();
      boolean forged = data.length > 0 && data[0] == FORGED;
      GossipMachine expected = host.machine.orElseThrow();
      after(
          Duration.ofMillis(1),
          () -> {
            if (host.machine.filter(live -> live == expected).isPresent()) {
              if (!forged) {
                host.on(new SignatureHolds(effect.token()));
              }
              host.on(new Checked(effect.token(), forged ? Verdict.FORGED : Verdict.ACCEPT));
            }
          });
    }

    @Override
    public void deliver(GossipEffect.Deliver effect) {
      Traffic traffic = published.get((int) effect.message().sequence());
      traffic.delays.putIfAbsent(host, Duration.between(traffic.at, now));
    }

    @Override
    public void connect(GossipEffect.Connect effect) {
      throw new AssertionError("there are no direct peers");
    }

    @Override
    public void ignored(GossipEffect.Ignored effect) {
      // only what arrives is counted
    }
  }
}
