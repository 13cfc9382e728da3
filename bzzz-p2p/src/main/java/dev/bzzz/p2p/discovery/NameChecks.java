package dev.bzzz.p2p.discovery;

import dev.bzzz.p2p.Multiaddr;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Follows names once.
 *
 * @param addresses what they lead to
 */
record NameChecks(List<NetworkCheck> results, List<Multiaddr> addresses) {
  private static final String ADVICE =
      "check the spelling and the name server of this host (/etc/resolv.conf), or write the address"
          + " down instead of the name";

  static NameChecks of(List<Multiaddr> names, List<InetSocketAddress> servers, Duration patience)
      throws InterruptedException {
    if (names.isEmpty()) {
      return new NameChecks(List.of(), List.of());
    }
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("bzzz-names", true), NioIoHandler.newFactory());
    try (DnsLookups lookups = new DnsLookups(group.next(), servers)) {
      List<Following> all = new ArrayList<>();
      names.forEach(name -> all.add(new Following(name, lookups, group.next())));
      List<NetworkCheck> results = new ArrayList<>();
      List<Multiaddr> addresses = new ArrayList<>();
      for (Following each : all) {
        results.add(each.result(patience));
        addresses.addAll(each.found());
      }
      return new NameChecks(results, addresses);
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  /** One name being followed. */
  private static final class Following implements ResolveEffect.Handler {
    private final Multiaddr name;
    private final DnsLookups lookups;
    private final ResolveMachine machine;
    private final LoopRunner<ResolveInput, ResolveEffect> runner;
    private final List<Multiaddr> found = new ArrayList<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();

    Following(Multiaddr name, DnsLookups lookups, EventLoop loop) {
      this.name = name;
      this.lookups = lookups;
      this.machine = new ResolveMachine(List.of(name));
      this.runner =
          new LoopRunner<>(loop, machine, new ResolveInput.Tick(), effect -> effect.applyTo(this));
      runner.submit(new ResolveInput.Tick());
    }

    @Override
    public void ask(ResolveEffect.Ask ask) {
      lookups.ask(
          ask,
          answer -> {
            runner.submit(answer);
            runner.then(this::endWhenIdle);
          });
    }

    @Override
    public void found(List<Multiaddr> addresses) {
      synchronized (found) {
        found.addAll(addresses);
      }
    }

    @Override
    public void unresolved(ResolveEffect.Unresolved unresolved) {
      end.complete(unresolved.why());
    }

    private void endWhenIdle() {
      if (machine.isIdle()) {
        end.complete("");
      }
    }

    List<Multiaddr> found() {
      synchronized (found) {
        return List.copyOf(found);
      }
    }

    NetworkCheck result(Duration patience) throws InterruptedException {
      String check = "name " + name;
      String why;
      try {
        why = end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        why = "no answer within " + patience.toMillis() + " ms";
      } catch (ExecutionException e) {
        throw new AssertionError("nobody fails it", e);
      }
      List<Multiaddr> addresses = found();
      return addresses.isEmpty()
          ? NetworkCheck.failed(check, why, ADVICE)
          : NetworkCheck.passed(check, "leads to " + described(addresses));
    }

    private static String described(List<Multiaddr> addresses) {
      return addresses.size() == 1
          ? addresses.get(0).toString()
          : addresses.size() + " addresses, such as " + addresses.get(0);
    }
  }
}
