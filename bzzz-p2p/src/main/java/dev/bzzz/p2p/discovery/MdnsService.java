package dev.bzzz.p2p.discovery;

import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs an {@link MdnsMachine} on the network: two sockets, all links, and a look every few seconds
 * at which links there are. Confined to its event loop.
 */
final class MdnsService {
  /** How often the links are looked at. */
  static final int LINK_CHECK_SECONDS = 10;

  private final PeerId self;
  private final Consumer<List<Multiaddr>> found;
  private final LoopRunner<MdnsInput, MdnsEffect> runner;
  private final List<MdnsSocket> sockets = new ArrayList<>();
  private final ScheduledFuture<?> linkCheck;
  private Links links = Links.now();
  private List<Multiaddr> listening = List.of();
  private boolean closed;

  /**
   * Opens the sockets; both may turn out to be impossible, which is logged.
   *
   * @param found told of addresses of others, on the loop
   */
  MdnsService(EventLoop loop, PeerId self, String service, Consumer<List<Multiaddr>> found) {
    this.self = self;
    this.found = found;
    this.runner =
        new LoopRunner<>(
            loop,
            new MdnsMachine(self, service, new SecureRandom()),
            new MdnsInput.Tick(),
            effect -> effect.applyTo(new Effects()));
    for (MdnsSocket.Family family : MdnsSocket.Family.values()) {
      MdnsSocket.open(loop, family, this::received, this::opened);
    }
    this.linkCheck =
        loop.scheduleWithFixedDelay(
            this::checkLinks, LINK_CHECK_SECONDS, LINK_CHECK_SECONDS, TimeUnit.SECONDS);
  }

  private void opened(MdnsSocket socket) {
    if (closed) {
      socket.close();
      return;
    }
    sockets.add(socket);
    socket.use(links);
    runner.submit(new MdnsInput.NetworkChanged(links.subnets()));
  }

  /** Advertises these addresses from now on. */
  void listening(List<Multiaddr> addresses) {
    listening = addresses;
    advertise();
  }

  private void advertise() {
    List<Multiaddr> own =
        links.expand(listening).stream().map(address -> address.withPeer(self)).toList();
    runner.submit(new MdnsInput.Reachable(own));
  }

  private void checkLinks() {
    Links now = Links.now();
    if (!now.sameAs(links)) {
      links = now;
      sockets.forEach(socket -> socket.use(now));
      advertise();
      runner.submit(new MdnsInput.NetworkChanged(links.subnets()));
    }
  }

  private void received(byte[] datagram, InetSocketAddress from) {
    if (links.isNeighbour(from.getAddress())) { // RFC 6762 section 11
      runner.offer(new MdnsInput.Received(datagram, from, links.isOwn(from.getAddress())));
    }
  }

  /** On how many links this peer can be heard, of both families together. */
  int reach() {
    return sockets.stream().mapToInt(MdnsSocket::links).sum();
  }

  /**
   * Says goodbye and closes the sockets.
   *
   * @param then done after that, on the loop
   */
  void close(Runnable then) {
    linkCheck.cancel(false);
    runner.submit(new MdnsInput.Leave());
    runner.last(
        () -> {
          closed = true;
          sockets.forEach(MdnsSocket::close);
          then.run();
        });
  }

  private final class Effects implements MdnsEffect.Handler {
    @Override
    public void multicast(byte[] datagram) {
      sockets.forEach(socket -> socket.multicast(datagram));
    }

    @Override
    public void unicast(byte[] datagram, InetSocketAddress to) {
      sockets.forEach(socket -> socket.unicast(datagram, to));
    }

    @Override
    public void found(List<Multiaddr> addresses) {
      found.accept(addresses);
    }
  }
}
