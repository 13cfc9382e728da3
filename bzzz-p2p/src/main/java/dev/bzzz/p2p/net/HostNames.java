package dev.bzzz.p2p.net;

import dev.bzzz.p2p.AddressProtocol;
import dev.bzzz.p2p.Multiaddr;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Finds out where hosts are that are dialled by name, on threads of its own: the system may take
 * long to answer, and cannot be told that nobody waits any more. Safe for use by many threads.
 */
final class HostNames implements AutoCloseable {
  /** Most addresses of one name that are dialled. */
  static final int MAX_ADDRESSES = 8;

  /** How many names are looked up at once. */
  static final int MAX_LOOKUPS = 8;

  /** How many names wait to be looked up; beyond, they are not found. */
  static final int MAX_WAITING = 64;

  /** How long it may take to look up a name, with the time it waits. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final NodeLoop loop;
  private final Lookup lookup;
  private final Duration patience;
  private final ThreadPoolExecutor threads;

  /**
   * Names of hosts.
   *
   * @param name of the threads
   * @param loop tells when the patience is at its end
   */
  HostNames(String name, NodeLoop loop, Lookup lookup, Duration patience) {
    this.loop = loop;
    this.lookup = lookup;
    this.patience = patience;
    this.threads =
        new ThreadPoolExecutor(
            MAX_LOOKUPS,
            MAX_LOOKUPS,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            Daemons.named(name));
    threads.allowCoreThreadTimeOut(true);
  }

  /** Asks the system, which may take long. */
  @FunctionalInterface
  interface Lookup {
    /** All addresses of a name, the best first. */
    InetAddress[] all(String name) throws UnknownHostException;
  }

  /**
   * All sockets that an address with a name stands for: of IPv4, of IPv6 or of both, as it says, in
   * the order in which to try them.
   *
   * @return fails with an {@link UnknownHostException} that says why if there is none; whoever
   *     completes it himself ends the wait
   */
  CompletableFuture<List<InetSocketAddress>> sockets(Multiaddr address) {
    CompletableFuture<List<InetSocketAddress>> found = new CompletableFuture<>();
    Runnable work = () -> look(address, found);
    NodeLoop.Timer timer =
        loop.after(
            patience,
            () -> fail(found, "its name was not found within " + patience.toSeconds() + " s"));
    found.whenComplete(
        (sockets, failure) -> {
          timer.cancel();
          threads.remove(work); // somebody else may wait in its place
        });
    try {
      threads.execute(work);
    } catch (RejectedExecutionException e) {
      fail(found, "too many names are being looked up, or the node is closed");
    }
    return found;
  }

  private void look(Multiaddr address, CompletableFuture<List<InetSocketAddress>> found) {
    if (found.isDone()) {
      return;
    }
    try {
      found.complete(find(address));
    } catch (UnknownHostException e) {
      found.completeExceptionally(e);
    } catch (RuntimeException | Error e) {
      fail(found, "its name cannot be looked up (" + e + ")");
    }
  }

  private List<InetSocketAddress> find(Multiaddr address) throws UnknownHostException {
    InetSocketAddress named = address.tcpSocket().orElseThrow();
    String host = named.getHostString();
    AddressProtocol kind = address.host().orElseThrow().protocol();
    List<InetSocketAddress> sockets =
        Stream.of(all(host))
            .filter(each -> kind != AddressProtocol.DNS4 || each instanceof Inet4Address)
            .filter(each -> kind != AddressProtocol.DNS6 || each instanceof Inet6Address)
            .limit(MAX_ADDRESSES)
            .map(each -> new InetSocketAddress(each, named.getPort()))
            .toList();
    if (sockets.isEmpty()) {
      throw new UnknownHostException("the host " + host + " has no address for /" + kind.text());
    }
    return sockets;
  }

  private InetAddress[] all(String host) throws UnknownHostException {
    try {
      return lookup.all(host);
    } catch (UnknownHostException e) {
      throw new UnknownHostException("there is no host named " + host);
    }
  }

  private static void fail(CompletableFuture<?> found, String why) {
    found.completeExceptionally(new UnknownHostException(why));
  }

  /** Looks up no more names; who waits for one is told so by whoever dials. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
