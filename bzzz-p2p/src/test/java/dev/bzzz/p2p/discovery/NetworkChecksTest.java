package dev.bzzz.p2p.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.mesh.InMemoryMesh;
import dev.bzzz.core.mesh.RequestHandler;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import dev.bzzz.p2p.discovery.NetworkCheck.Outcome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NetworkChecksTest {
  private static final AgentId SELF = SomePeers.peer(1).agent().orElseThrow();
  private static final AgentId OTHER = SomePeers.peer(9).agent().orElseThrow();

  private final InMemoryMesh.Hub hub = new InMemoryMesh.Hub();
  private final InMemoryMesh mesh = hub.join(SELF);
  private final InMemoryMesh other = hub.join(OTHER);
  private final Dialer dialer = address -> CompletableFuture.completedStage(PeerId.of(OTHER));
  private ServerSocket server;

  @BeforeEach
  void open() throws Exception {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    mesh.close();
    other.close();
  }

  private static NetworkChecks checks() {
    return NetworkChecks.create().multicast(false).patience(Duration.ofSeconds(10));
  }

  private Multiaddr listening() {
    return Multiaddr.ofTcp(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
  }

  private static NetworkCheck only(List<NetworkCheck> results) {
    assertThat(results).hasSize(1);
    return results.get(0);
  }

  private static NetworkCheck named(List<NetworkCheck> results, String start) {
    return results.stream().filter(it -> it.name().startsWith(start)).findFirst().orElseThrow();
  }

  private List<NetworkCheck> through(RequestHandler probe) throws InterruptedException {
    other.serve(MeshProbe.PROTOCOL, probe);
    return checks().peers(List.of(listening())).through(dialer, mesh).run();
  }

  @Test
  void tellsWhetherAnAddressIsFreeToListenAt() throws Exception {
    NetworkCheck free =
        only(checks().listen(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))).run());
    NetworkCheck taken = only(checks().listen(List.of(listening())).run());
    NetworkCheck foreign =
        only(checks().listen(List.of(Multiaddr.parse("/ip4/203.0.113.7/tcp/4001"))).run());
    NetworkCheck name =
        only(checks().listen(List.of(Multiaddr.parse("/dns4/localhost/tcp/4001"))).run());

    assertThat(free.outcome()).isEqualTo(Outcome.PASSED);
    assertThat(taken.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(taken.advice()).contains("another program listens there");
    assertThat(foreign.advice()).contains("no interface of this host has that address");
    assertThat(name.advice()).contains("/ip4/0.0.0.0/tcp/PORT");
  }

  @Test
  void tellsOfEachLinkWhetherMulticastWorksThere() throws Exception {
    List<NetworkCheck> results = NetworkChecks.create().patience(Duration.ofMillis(500)).run();

    assertThat(results).hasSize(1 + Links.now().all().size());
    assertThat(results).allMatch(it -> it.name().startsWith("m") && !it.found().isEmpty());
    assertThat(results).allMatch(it -> it.outcome() == Outcome.FAILED ^ it.advice().isEmpty());
  }

  @Test
  void tellsWhetherPeersCanBeReached() throws Exception {
    Multiaddr open = listening();
    int closedPort;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closedPort = closed.getLocalPort();
    }
    Multiaddr shut = Multiaddr.parse("/ip4/127.0.0.1/tcp/" + closedPort);

    List<NetworkCheck> results = checks().peers(List.of(open, shut)).run();

    assertThat(results)
        .extracting(NetworkCheck::name)
        .containsExactly("reach " + open, "reach " + shut);
    assertThat(results.get(0).outcome()).isEqualTo(Outcome.PASSED);
    assertThat(results.get(1).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(results.get(1).advice()).contains("nobody listens at that port");
  }

  @Test
  void followsNamesAndTriesWhatTheyLeadTo() throws Exception {
    try (FakeDnsServer dns = new FakeDnsServer()) {
      dns.hosts("agents.internal", "127.0.0.1");
      Multiaddr known = Multiaddr.parse("/dns/agents.internal/tcp/" + server.getLocalPort());
      Multiaddr unknown = Multiaddr.parse("/dnsaddr/nobody.example");

      List<NetworkCheck> results =
          checks().peers(List.of(known, unknown)).dnsServers(List.of(dns.address())).run();

      assertThat(named(results, "name " + known).found()).isEqualTo("leads to " + listening());
      assertThat(named(results, "name " + unknown).outcome()).isEqualTo(Outcome.FAILED);
      assertThat(named(results, "name " + unknown).found()).contains("nobody.example");
      assertThat(named(results, "reach " + listening()).outcome()).isEqualTo(Outcome.PASSED);
      assertThat(results).hasSize(3);
    }
  }

  @Test
  void looksAtAPeerThroughANode() throws Exception {
    List<NetworkCheck> results = through(MeshProbe.handler(Clock.systemUTC()));

    assertThat(results).allMatch(it -> it.outcome() == Outcome.PASSED);
    assertThat(results)
        .extracting(it -> it.name().split(" ")[0])
        .containsExactly("reach", "handshake", "clock", "large");
    assertThat(named(results, "handshake").found()).contains(OTHER.value());
    assertThat(named(results, "large").found()).contains("65528 bytes");
  }

  @Test
  void tellsOfAClockThatIsWrong() throws Exception {
    Clock slow = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-5));

    NetworkCheck clock = named(through(MeshProbe.handler(slow)), "clock");

    assertThat(clock.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(clock.found()).matches("it is (299|300)\\d{3} ms behind, give or take \\d+ ms");
    assertThat(clock.advice()).contains("NTP");
  }

  @Test
  void tellsOfLargeMessagesThatDoNotComeThrough() throws Exception {
    RequestHandler whole = MeshProbe.handler(Clock.systemUTC());
    RequestHandler cut =
        (from, data) -> whole.answer(from, data.length > 1000 ? new byte[9] : data);

    NetworkCheck large = named(through(cut), "large");

    assertThat(large.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(large.advice()).contains("MTU");
  }

  @Test
  void skipsWhatAPeerDoesNotServe() throws Exception {
    List<NetworkCheck> results = checks().peers(List.of(listening())).through(dialer, mesh).run();

    assertThat(named(results, "clock").outcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(named(results, "large").outcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(named(results, "clock").found()).contains(MeshProbe.PROTOCOL);
  }

  @Test
  void tellsOfAHandshakeThatFails() throws Exception {
    Dialer refused =
        address -> CompletableFuture.failedStage(new IllegalStateException("not /noise"));

    List<NetworkCheck> results = checks().peers(List.of(listening())).through(refused, mesh).run();

    assertThat(results).hasSize(2);
    assertThat(results.get(1).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(results.get(1).found()).isEqualTo("not /noise");
  }
}
