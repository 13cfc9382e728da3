package dev.bzzz.p2p.discovery;

import dev.bzzz.core.PlainText;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds peers, dials them and dials them again when they are lost.
 *
 * <p>It looks at what somebody wrote down, at DNS names and, if asked to, on the local network; it
 * is told what becomes of connections. It has one thread of its own, on which the {@link Dialer} is
 * called. Safe for use by many threads; no method waits for anything but {@link #close()}.
 */
public final class Discovery implements AutoCloseable {
  /** How long {@link #close()} waits for the thread. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private static final int MAX_REASON = 300;
  private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

  private final Dialer dialer;
  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop loop;
  private final LoopRunner<DialInput, DialEffect> dialling;
  private final Optional<DnsLookups> lookups;
  private final LoopRunner<ResolveInput, ResolveEffect> resolving;
  private final Optional<MdnsService> mdns;

  Discovery(DiscoveryBuilder builder) {
    this.dialer = builder.dialer();
    this.group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("bzzz-discovery", true), NioIoHandler.newFactory());
    this.loop = group.next();
    this.dialling =
        new LoopRunner<>(
            loop,
            new DialMachine(builder.self(), builder.parameters(), new SecureRandom()),
            new DialInput.Tick(),
            effect -> effect.applyTo(new Dials()));
    List<Multiaddr> names = builder.peers().stream().filter(ResolveMachine::isName).toList();
    List<Multiaddr> written = builder.peers().stream().filter(it -> !names.contains(it)).toList();
    this.lookups =
        names.isEmpty()
            ? Optional.empty()
            : Optional.of(new DnsLookups(loop, builder.dnsServers()));
    this.resolving =
        new LoopRunner<>(
            loop,
            new ResolveMachine(names),
            new ResolveInput.Tick(),
            effect -> effect.applyTo(new Names()));
    this.mdns =
        builder
            .mdnsService()
            .map(
                service ->
                    new MdnsService(
                        loop, builder.self(), service, found -> found(Source.MDNS, found)));
    found(Source.STATIC, written);
    resolving.submit(new ResolveInput.Tick());
  }

  /** Begins to describe what to look for. */
  public static DiscoveryBuilder builder(PeerId self, Dialer dialer) {
    return new DiscoveryBuilder(self, dialer);
  }

  /**
   * These addresses, where one that stands for every address of this host, as in {@code
   * /ip4/0.0.0.0/tcp/4001}, is replaced by those that it has now; loopback comes last. What nobody
   * can dial as it stands is left out.
   */
  public static List<Multiaddr> spelledOut(List<Multiaddr> addresses) {
    boolean none = addresses.stream().noneMatch(Links::isEveryAddress); // a look at them takes time
    return (none ? new Links(List.of()) : Links.now()).expand(addresses);
  }

  /**
   * Says where this peer listens, each time that changes. Nothing is advertised before.
   *
   * @param addresses may stand for every address of this host, as in {@code /ip4/0.0.0.0/tcp/4001}
   */
  public void listening(List<Multiaddr> addresses) {
    List<Multiaddr> all = List.copyOf(addresses);
    dialling.submit(new DialInput.Own(spelledOut(all)));
    mdns.ifPresent(service -> onLoop(() -> service.listening(all)));
  }

  /** Says that a connection with the peer is up, whoever dialled. */
  public void connected(PeerId peer) {
    dialling.submit(new DialInput.Connected(peer));
  }

  /** Says that the last connection with the peer is gone. */
  public void lost(PeerId peer) {
    dialling.submit(new DialInput.Lost(peer));
  }

  /** Says where a connected peer listens, by its own account, so that it can be found again. */
  public void seen(PeerId peer, List<Multiaddr> addresses) {
    List<Multiaddr> known =
        addresses.stream()
            .limit(Candidate.MAX_ADDRESSES)
            .map(address -> address.withPeer(peer))
            .toList();
    found(Source.SEEN, known);
  }

  /** Says that the peer was sent away and is not to be dialled for that long. */
  public void avoid(PeerId peer, Duration time) {
    dialling.submit(new DialInput.Avoid(peer, time));
  }

  /** Stops looking and dialling, and takes back what was advertised. */
  @Override
  public void close() {
    onLoop(
        () -> {
          lookups.ifPresent(DnsLookups::close);
          // The end of the loop closes all sockets, so the goodbye goes first.
          mdns.ifPresentOrElse(service -> service.close(this::end), this::end);
        });
    if (!loop.inEventLoop()) {
      group.terminationFuture().awaitUninterruptibly(FAREWELL.toMillis());
    }
  }

  private void end() {
    group.shutdownGracefully(0, FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether its thread has ended. */
  boolean hasEnded() {
    return group.isTerminated();
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("discovery is closed already");
    }
  }

  private void found(Source source, List<Multiaddr> addresses) {
    if (!addresses.isEmpty()) {
      dialling.offer(new DialInput.Found(source, addresses));
    }
  }

  /** Whether this is the first, second, fourth, eighth … time: often enough to say so again. */
  private static boolean isWorthSaying(int times) {
    return Integer.bitCount(times) == 1;
  }

  private final class Dials implements DialEffect.Handler {
    @Override
    public void dial(Multiaddr address) {
      attempt(address)
          .whenComplete(
              (peer, failure) ->
                  dialling.submit(
                      failure == null
                          ? new DialInput.DialSucceeded(address, peer)
                          : new DialInput.DialFailed(address, why(failure))));
    }

    @Override
    public void unreachable(DialEffect.Unreachable unreachable) {
      if (unreachable.source() != Source.STATIC || !isWorthSaying(unreachable.times())) {
        return; // the effect itself is in the log for those who look closer
      }
      LOG.info(
          "peer={} unreachable times={} next=in {} ms: {}",
          unreachable.peer(),
          unreachable.times(),
          unreachable.pause().toMillis(),
          PlainText.line(unreachable.why(), MAX_REASON));
    }

    @Override
    public void forgotten(String peer) {
      LOG.debug("peer={} forgotten", peer);
    }

    private CompletionStage<PeerId> attempt(Multiaddr address) {
      try {
        return dialer.dial(address);
      } catch (RuntimeException e) {
        return CompletableFuture.failedStage(e);
      }
    }

    private static String why(Throwable failure) {
      Throwable cause =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
  }

  private final class Names implements ResolveEffect.Handler {
    @Override
    public void ask(ResolveEffect.Ask ask) {
      lookups.ifPresent(each -> each.ask(ask, resolving::submit));
    }

    @Override
    public void found(List<Multiaddr> addresses) {
      Discovery.this.found(Source.DNS, addresses);
    }

    @Override
    public void unresolved(ResolveEffect.Unresolved unresolved) {
      if (isWorthSaying(unresolved.times())) {
        LOG.info(
            "name={} unresolved times={}: {}",
            unresolved.name(),
            unresolved.times(),
            PlainText.line(unresolved.why(), MAX_REASON));
      }
    }
  }
}
