package dev.bzzz.p2p.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bzzz.core.machine.CallId;
import dev.bzzz.p2p.discovery.ResolveEffect.Kind;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.resolver.HostsFileEntriesProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DnsLookupsTest {
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("dns-test", true), NioIoHandler.newFactory());
  private final BlockingQueue<ResolveInput> answers = new LinkedBlockingQueue<>();
  private FakeDnsServer server;
  private DnsLookups lookups;

  @BeforeEach
  void open() throws Exception {
    server = new FakeDnsServer();
    lookups = new DnsLookups(group.next(), List.of(server.address()));
  }

  @AfterEach
  void close() throws Exception {
    lookups.close();
    server.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private ResolveInput ask(Kind kind, String name) throws InterruptedException {
    lookups.ask(new ResolveEffect.Ask(new CallId(7), kind, name), answers::add);
    ResolveInput answer = answers.poll(50, TimeUnit.SECONDS);
    assertThat(answer).isNotNull();
    return answer;
  }

  private List<String> hosts(Kind kind, String name) throws InterruptedException {
    return ((ResolveInput.Hosts) ask(kind, name))
        .addresses().stream().map(InetAddress::getHostAddress).toList();
  }

  @Test
  void readsTheAddressesOfAName() throws Exception {
    server.hosts("agents.internal", "10.0.0.1", "10.0.0.2", "fd00::1");

    assertThat(hosts(Kind.A, "agents.internal")).containsExactly("10.0.0.1", "10.0.0.2");
    assertThat(hosts(Kind.AAAA, "agents.internal")).containsExactly("fd00:0:0:0:0:0:0:1");
  }

  @Test
  void seesWhatHasChangedSinceTheLastTime() throws Exception {
    server.hosts("agents.internal", "10.0.0.1");
    hosts(Kind.A, "agents.internal");
    server.forget("agents.internal", MdnsMessage.TYPE_A);
    server.hosts("agents.internal", "10.0.0.9");

    assertThat(hosts(Kind.A, "agents.internal")).containsExactly("10.0.0.9");
  }

  @Test
  void putsTheStringsOfATextTogether() throws Exception {
    String text = "dnsaddr=/dns4/" + "a".repeat(60) + "." + "b".repeat(60) + ".example/tcp/1";
    server.text("_dnsaddr.bzzz.example", text + "/p2p/" + SomePeers.peer(9).cid() + "x".repeat(90));
    server.text("_dnsaddr.bzzz.example", "dnsaddr=/ip4/10.0.0.1/tcp/1");

    List<String> texts = ((ResolveInput.Texts) ask(Kind.TXT, "_dnsaddr.bzzz.example")).texts();

    assertThat(texts).hasSize(2).contains("dnsaddr=/ip4/10.0.0.1/tcp/1");
    assertThat(texts.get(0)).startsWith(text).endsWith("x");
  }

  @Test
  void readsLongAnswersOverTcp() throws Exception {
    String[] many = IntStream.range(0, 200).mapToObj(i -> "10.0.0." + i).toArray(String[]::new);
    server.hosts("agents.internal", many);

    assertThat(hosts(Kind.A, "agents.internal")).containsExactly(many);
  }

  @Test
  void completesShortNamesWithTheDomainsThatTheSystemSearches() throws Exception {
    lookups.close();
    lookups =
        new DnsLookups(
            group.next(),
            List.of(server.address()),
            it -> it.searchDomains(List.of("default.svc.cluster.local")).ndots(5));
    server.hosts("agents.default.svc.cluster.local", "10.0.0.1", "10.0.0.2");

    assertThat(hosts(Kind.A, "agents")).containsExactly("10.0.0.1", "10.0.0.2");
  }

  @Test
  void readsTheHostsFileFirst() throws Exception {
    var file = HostsFileEntriesProvider.parser().parseSilently().ipv4Entries();
    assumeTrue(file.containsKey("localhost"), "the hosts file does not name localhost");
    server.hosts("localhost", "10.0.0.1");

    assertThat(hosts(Kind.A, "LocalHost"))
        .containsExactlyElementsOf(
            file.get("localhost").stream().map(InetAddress::getHostAddress).toList());
  }

  @Test
  void saysWhyThereIsNoAnswer() throws Exception {
    ResolveInput unknown = ask(Kind.A, "nobody.internal");
    ResolveInput wrong = ask(Kind.A, "a".repeat(70) + ".internal");

    assertThat(unknown).isInstanceOf(ResolveInput.Failed.class);
    assertThat(((ResolveInput.Failed) unknown).why())
        .isEqualTo("nobody.internal A: Query failed with NXDOMAIN");
    assertThat(wrong).isInstanceOf(ResolveInput.Failed.class);
  }

  @Test
  void aServerThatIsSilentIsLeft() throws Exception {
    lookups.close();
    lookups =
        new DnsLookups(group.next(), List.of(server.address()), it -> it.queryTimeoutMillis(50));

    ResolveInput silent = ask(Kind.TXT, "silent.internal");

    assertThat(silent).isInstanceOf(ResolveInput.Failed.class);
    assertThat(((ResolveInput.Failed) silent).why()).contains("timed out");
  }
}
