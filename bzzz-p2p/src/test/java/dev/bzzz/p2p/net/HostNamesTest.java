package dev.bzzz.p2p.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.TestNodes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostNamesTest {
  private static final String THREADS = "host-names-lookups";
  private static final Multiaddr SLOW = Multiaddr.parse("/dns/slow.example/tcp/7");

  private final NodeLoop loop = new NodeLoop("host-names");
  private final List<HostNames> opened = new ArrayList<>();

  /** Until then slow names are looked up. */
  private final CountDownLatch answering = new CountDownLatch(1);

  private final AtomicInteger asking = new AtomicInteger();

  @AfterEach
  void close() {
    opened.forEach(HostNames::close);
    loop.close(Duration.ofSeconds(1));
  }

  @Test
  void aNameStandsForAllItsAddressesInTheirOrder() throws Exception {
    assertThat(sockets("/dns/two.example/tcp/7", "192.0.2.1", "2001:db8::1", "192.0.2.2"))
        .extracting(each -> each.getAddress().getHostAddress() + " " + each.getPort())
        .containsExactly("192.0.2.1 7", "2001:db8:0:0:0:0:0:1 7", "192.0.2.2 7");
  }

  @Test
  void onlyAddressesOfTheKindThatIsAskedForAreTaken() throws Exception {
    assertThat(sockets("/dns4/two.example/tcp/7", "2001:db8::1", "192.0.2.1")).hasSize(1);
    assertThat(sockets("/dns6/two.example/tcp/7", "2001:db8::1", "192.0.2.1")).hasSize(1);
    assertThatThrownBy(() -> sockets("/dns6/two.example/tcp/7", "192.0.2.1"))
        .cause()
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("the host two.example has no address for /dns6");
  }

  @Test
  void ofManyAddressesOnlyTheFirstAreTaken() throws Exception {
    String[] many = new String[100];
    Arrays.setAll(many, i -> "192.0.2." + i);

    assertThat(sockets("/dns/many.example/tcp/7", many)).hasSize(HostNames.MAX_ADDRESSES);
  }

  @Test
  void aNameThatNobodyKnowsIsSaid() {
    HostNames names =
        names(
            name -> {
              throw new UnknownHostException(name + ": Name or service not known");
            });

    assertThatFails(
        names.sockets(Multiaddr.parse("/dns/no.example/tcp/7")),
        "there is no host named no.example");
  }

  @Test
  void whatTheSystemCannotBeAskedForFailsToo() {
    HostNames names =
        names(
            name -> {
              throw new IllegalStateException("no resolver");
            });

    assertThatFails(names.sockets(SLOW), "its name cannot be looked up");
  }

  @Test
  void aNameThatTakesTooLongIsNotFound() {
    HostNames names = names(this::slow, Duration.ofMillis(10));

    assertThatFails(names.sockets(SLOW), "its name was not found within");
  }

  @Test
  void onlySoManyNamesAreLookedUpOrWait() {
    HostNames names = names(this::slow);
    List<CompletableFuture<?>> lookups = new ArrayList<>();
    for (int i = 0; i < HostNames.MAX_LOOKUPS + HostNames.MAX_WAITING; i++) {
      lookups.add(names.sockets(SLOW));
    }

    assertThatFails(names.sockets(SLOW), "too many names are being looked up");

    assertThat(lookups).noneMatch(CompletableFuture::isDone);
    TestNodes.await("all threads ask", () -> asking.get() == HostNames.MAX_LOOKUPS);
    answering.countDown();
    lookups.forEach(CompletableFuture::join);
  }

  @Test
  void whoWaitsNoMoreMakesRoomForSomebodyElse() {
    HostNames names = names(this::slow);
    List<CompletableFuture<?>> lookups = new ArrayList<>();
    for (int i = 0; i < HostNames.MAX_LOOKUPS + HostNames.MAX_WAITING; i++) {
      lookups.add(names.sockets(SLOW));
    }

    lookups.get(lookups.size() - 1).cancel(false);
    CompletableFuture<List<InetSocketAddress>> late = names.sockets(SLOW);

    assertThat(late).isNotDone();
    answering.countDown();
    assertThat(late.join()).hasSize(1);
  }

  @Test
  void closingEndsTheLookupsAndTheirThreads() {
    HostNames names = names(this::slow);
    for (int i = 0; i < HostNames.MAX_LOOKUPS + HostNames.MAX_WAITING; i++) {
      names.sockets(SLOW);
    }
    TestNodes.await("all threads ask", () -> asking.get() == HostNames.MAX_LOOKUPS);

    names.close();

    assertThatFails(names.sockets(SLOW), "or the node is closed");
    TestNodes.await("no thread is left", HostNamesTest::noThreadLooksUp);
  }

  private static boolean noThreadLooksUp() {
    return Thread.getAllStackTraces().keySet().stream()
        .noneMatch(each -> each.getName().startsWith(THREADS));
  }

  private InetAddress[] slow(String name) throws UnknownHostException {
    asking.incrementAndGet();
    try {
      answering.await();
    } catch (InterruptedException e) {
      throw new UnknownHostException(name);
    }
    return new InetAddress[] {InetAddress.getByName("192.0.2.1")};
  }

  private HostNames names(HostNames.Lookup lookup) {
    return names(lookup, HostNames.PATIENCE);
  }

  private HostNames names(HostNames.Lookup lookup, Duration patience) {
    HostNames names = new HostNames(THREADS, loop, lookup, patience);
    opened.add(names);
    return names;
  }

  private List<InetSocketAddress> sockets(String address, String... found) throws Exception {
    InetAddress[] addresses = new InetAddress[found.length];
    for (int i = 0; i < found.length; i++) {
      addresses[i] = InetAddress.getByName(found[i]);
    }
    return names(name -> addresses)
        .sockets(Multiaddr.parse(address))
        .get(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static void assertThatFails(CompletableFuture<?> lookup, String why) {
    assertThatThrownBy(() -> lookup.get(TestNodes.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining(why);
  }
}
