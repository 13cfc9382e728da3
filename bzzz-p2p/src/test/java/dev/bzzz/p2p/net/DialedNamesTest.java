package dev.bzzz.p2p.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Identity;
import dev.bzzz.p2p.Libp2pNode;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.TestNodes;
import dev.bzzz.p2p.noise.NoiseIdentity;
import dev.bzzz.p2p.noise.X25519Key;
import dev.bzzz.p2p.yamux.YamuxLimits;
import dev.bzzz.p2p.yamux.YamuxMachine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dials to hosts whose names stand for several addresses. */
class DialedNamesTest {
  private final TestNodes nodes = new TestNodes();
  private final NodeLoop loop = new NodeLoop("dialed-names");
  private final Events events = new Events("dialed-names-events");
  private final Semaphore asked = new Semaphore(0);
  private volatile CountDownLatch answering = new CountDownLatch(0);
  private volatile String[] found = {};
  private final HostNames names =
      new HostNames("dialed-names-names", loop, this::lookUp, HostNames.PATIENCE);
  private Dialer dialer;
  private Libp2pNode node;
  private int port;

  @BeforeEach
  void setUp() {
    node = nodes.start();
    port = node.addresses().get(0).tcpPort().orElseThrow();
    Identity identity = Identity.generate();
    Connections connections = new Connections(ConnectionLimits.defaults(), loop::now);
    Switchboard switchboard =
        new Switchboard(
            PeerId.of(identity.id()),
            loop,
            connections,
            new Protocols(),
            new Switchboard.Rules(
                peer -> true, peer -> false, Optional.empty(), YamuxLimits.defaults()),
            new Refusals(events, loop::now));
    dialer =
        new Dialer(
            loop,
            new Transport(loop),
            connections,
            switchboard,
            NoiseIdentity.of(
                identity, X25519Key.generate(new SecureRandom()), List.of(YamuxMachine.PROTOCOL)),
            names);
  }

  @AfterEach
  void close() {
    dialer.end();
    names.close();
    loop.close(Duration.ofSeconds(1));
    events.close();
    nodes.close();
  }

  @Test
  void whenNobodyListensAtTheFirstAddressTheNextIsDialled() {
    found = new String[] {"127.0.0.2", "127.0.0.3", "127.0.0.1"};

    CompletableFuture<PeerId> dial = dial("/dns/three.example/tcp/" + port);

    assertThat(dial.join()).isEqualTo(node.peerId());
  }

  @Test
  void whenAnotherPeerIsAtTheFirstAddressTheNextIsDialled() {
    Libp2pNode wanted = nodes.startAt("/ip4/127.0.0.2/tcp/" + port);
    found = new String[] {"127.0.0.1", "127.0.0.2"};

    CompletableFuture<PeerId> dial =
        dial("/dns/two.example/tcp/" + port + "/p2p/" + wanted.peerId());

    assertThat(dial.join()).isEqualTo(wanted.peerId());
  }

  @Test
  void whenNobodyListensAtAnyAddressAllAreNamed() {
    found = new String[] {"127.0.0.2", "127.0.0.3"};

    CompletableFuture<PeerId> dial = dial("/dns/two.example/tcp/" + port);

    assertThatThrownBy(dial::join)
        .hasMessageContainingAll(
            "cannot connect to /dns/two.example/tcp/" + port, "127.0.0.2", ", then ", "127.0.0.3");
  }

  @Test
  void aDialEndsThoughItsNameIsStillLookedUp() throws Exception {
    answering = new CountDownLatch(1);
    CompletableFuture<PeerId> dial = dial("/dns/slow.example/tcp/" + port);
    assertThat(asked.tryAcquire(30, TimeUnit.SECONDS)).isTrue();

    dialer.end();

    assertThatThrownBy(dial::join).hasMessageContaining("this node is closed");
  }

  @Test
  void aNameThatCannotBeLookedUpIsSaid() {
    found = new String[] {"not an address"};

    CompletableFuture<PeerId> dial = dial("/dns/no.example/tcp/" + port);

    assertThatThrownBy(dial::join)
        .hasMessageContainingAll("cannot connect to", "there is no host named no.example");
  }

  private CompletableFuture<PeerId> dial(String address) {
    return dialer.dial(Multiaddr.parse(address));
  }

  private InetAddress[] lookUp(String name) throws UnknownHostException {
    asked.release();
    try {
      answering.await();
    } catch (InterruptedException e) {
      throw new UnknownHostException(name);
    }
    InetAddress[] addresses = new InetAddress[found.length];
    for (int i = 0; i < found.length; i++) {
      addresses[i] = InetAddress.getByName(found[i]);
    }
    return addresses;
  }
}
