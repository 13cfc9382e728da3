package dev.bzzz.p2p.discovery;

import static dev.bzzz.core.testkit.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DiscoveryTest {
  private static final DialParameters QUICK =
      new DialParameters(8, 8, Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofMinutes(1));
  private static final PeerId OTHER = SomePeers.peer(9);

  private final List<Discovery> started = new ArrayList<>();

  /** Notes what is dialled; whoever is there answers at once. */
  private static final class NotingDialer implements Dialer {
    private final Queue<Multiaddr> dialled = new ConcurrentLinkedQueue<>();
    private volatile Discovery told;
    private volatile boolean refusing;

    @Override
    public CompletionStage<PeerId> dial(Multiaddr address) {
      dialled.add(address);
      if (refusing) {
        throw new IllegalStateException("no more sockets");
      }
      PeerId peer = address.peer().orElse(OTHER);
      if (told != null) {
        told.connected(peer);
      }
      return CompletableFuture.completedStage(peer);
    }

    boolean hasDialled(String address) {
      return dialled.stream().anyMatch(it -> it.toString().equals(address));
    }
  }

  private Discovery start(DiscoveryBuilder builder) {
    Discovery discovery = builder.parameters(QUICK).start();
    started.add(discovery);
    return discovery;
  }

  @AfterEach
  void close() {
    started.forEach(Discovery::close);
  }

  static String ownTag() {
    return "test" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 60), 36);
  }

  static boolean canMulticast() {
    return Links.now().all().stream()
        .anyMatch(link -> MulticastProbe.fault(link.nif(), Duration.ofSeconds(1)).isEmpty());
  }

  @Test
  void dialsWrittenPeersAndThoseItHasLost() {
    NotingDialer dialer = new NotingDialer();
    Multiaddr written = SomePeers.address("/ip4/192.0.2.9/tcp/4001", OTHER);
    Discovery discovery =
        start(Discovery.builder(SomePeers.peer(1), dialer).peers(List.of(written)));

    await(() -> dialer.dialled.size() == 1);
    dialer.told = discovery;
    discovery.connected(OTHER);
    discovery.lost(OTHER);
    await(() -> dialer.dialled.size() == 2);

    assertThat(dialer.dialled).containsOnly(written);
  }

  @Test
  void dialsAPeerThatHasSaidWhereItListens() {
    NotingDialer dialer = new NotingDialer();
    Discovery discovery = start(Discovery.builder(SomePeers.peer(1), dialer));
    discovery.connected(OTHER);
    discovery.seen(OTHER, List.of(Multiaddr.parse("/ip4/10.0.0.9/tcp/4001")));

    discovery.lost(OTHER);

    await(() -> dialer.hasDialled("/ip4/10.0.0.9/tcp/4001/p2p/" + OTHER));
  }

  @Test
  void aDialerThatThrowsIsAskedAgain() {
    NotingDialer dialer = new NotingDialer();
    dialer.refusing = true;

    start(
        Discovery.builder(SomePeers.peer(1), dialer)
            .peers(List.of(Multiaddr.parse("/ip4/192.0.2.9/tcp/4001"))));

    await(() -> dialer.dialled.size() >= 3);
  }

  @Test
  void dialsEveryHostBehindAName() throws Exception {
    NotingDialer dialer = new NotingDialer();
    try (FakeDnsServer server = new FakeDnsServer()) {
      server.hosts("agents.internal", "10.0.0.1", "10.0.0.2");
      server.text("_dnsaddr.bzzz.example", "dnsaddr=/ip4/10.0.0.3/tcp/3/p2p/" + OTHER);

      start(
          Discovery.builder(SomePeers.peer(1), dialer)
              .peers(
                  List.of(
                      Multiaddr.parse("/dns/agents.internal/tcp/4001"),
                      Multiaddr.parse("/dnsaddr/bzzz.example")))
              .dnsServers(List.of(server.address())));

      await(() -> dialer.hasDialled("/ip4/10.0.0.1/tcp/4001"));
      await(() -> dialer.hasDialled("/ip4/10.0.0.2/tcp/4001"));
      await(() -> dialer.hasDialled("/ip4/10.0.0.3/tcp/3/p2p/" + OTHER));
    }
  }

  @Test
  void twoPeersOnOneHostFindEachOtherByMulticast() {
    String tag = ownTag();
    NotingDialer firstDialer = new NotingDialer();
    NotingDialer secondDialer = new NotingDialer();
    Discovery first = start(Discovery.builder(SomePeers.peer(1), firstDialer).mdns(tag));
    Discovery second = start(Discovery.builder(SomePeers.peer(2), secondDialer).mdns(tag));
    assumeTrue(canMulticast(), "this machine cannot send multicast to itself");

    first.listening(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/4001")));
    second.listening(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/4002")));

    await(() -> firstDialer.hasDialled("/ip4/127.0.0.1/tcp/4002/p2p/" + SomePeers.peer(2)));
    await(() -> secondDialer.hasDialled("/ip4/127.0.0.1/tcp/4001/p2p/" + SomePeers.peer(1)));
  }

  @Test
  void saysGoodbyeWhenItCloses() throws Exception {
    assumeTrue(canMulticast(), "this machine cannot send multicast to itself");
    String tag = ownTag();
    Discovery discovery = start(Discovery.builder(SomePeers.peer(1), new NotingDialer()).mdns(tag));
    try (MulticastEar ear = new MulticastEar()) {
      discovery.listening(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/4001")));
      await(() -> ear.hasHeard(it -> isAbout(tag, it) && !isGoodbye(it)));

      discovery.close();

      await(() -> ear.hasHeard(it -> isAbout(tag, it) && isGoodbye(it)));
    }
  }

  private static boolean isAbout(String tag, MdnsMessage message) {
    return message.answers().stream().anyMatch(it -> it.name().contains(tag));
  }

  private static boolean isGoodbye(MdnsMessage message) {
    return message.answers().stream().allMatch(it -> it.ttlSeconds() == 0);
  }

  @Test
  void closingEndsTheThread() {
    Discovery discovery = start(Discovery.builder(SomePeers.peer(1), new NotingDialer()).mdns());

    discovery.close();
    discovery.close();

    await(discovery::hasEnded);
    discovery.connected(OTHER);
    discovery.listening(List.of());
  }

  @Test
  void refusesPeersThatCannotBeDialled() {
    DiscoveryBuilder builder = Discovery.builder(SomePeers.peer(1), new NotingDialer());

    assertThatThrownBy(() -> builder.peers(List.of(Multiaddr.parse("/ip4/10.0.0.1/udp/1"))))
        .hasMessageContainingAll("/ip4/10.0.0.1/udp/1", "/ip4/…/tcp/…");
    String other = "/ip4/10.0.0.1/tcp/1/p2p/QmXShdH75hqEAoKoPcg9XDB8M3Tqcb7DRpmAUgo4EZWzZv";
    assertThatThrownBy(() -> builder.peers(List.of(Multiaddr.parse(other))))
        .hasMessageContainingAll(other, "Ed25519");
    assertThatThrownBy(
            () ->
                builder.peers(
                    Collections.nCopies(
                        DiscoveryBuilder.MAX_STATIC_PEERS + 1,
                        Multiaddr.parse("/ip4/10.0.0.1/tcp/1"))))
        .hasMessageContaining("at most 256");
    assertThatThrownBy(() -> builder.mdns("Not A Tag")).hasMessageContaining("Not A Tag");
  }
}
