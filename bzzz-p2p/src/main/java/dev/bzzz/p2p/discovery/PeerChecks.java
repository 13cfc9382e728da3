package dev.bzzz.p2p.discovery;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.PeerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks at a peer through a node that runs: handshake, clock, large messages. */
final class PeerChecks {
  /** Clocks that differ by more are told of; messages from 2 minutes ahead are refused. */
  static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofSeconds(30);

  /** How often the clock is asked for; the quickest answer is the most exact. */
  private static final int CLOCK_SAMPLES = 3;

  private final Dialer dialer;
  private final Mesh mesh;
  private final Duration patience;

  PeerChecks(Dialer dialer, Mesh mesh, Duration patience) {
    this.dialer = dialer;
    this.mesh = mesh;
    this.patience = patience;
  }

  List<NetworkCheck> skipped(Multiaddr address) {
    return List.of(NetworkCheck.skipped("handshake " + address, "it was not reached"));
  }

  List<NetworkCheck> of(Multiaddr address) throws InterruptedException {
    List<NetworkCheck> results = new ArrayList<>();
    Optional<PeerId> peer = handshake(address, results);
    Optional<AgentId> agent = peer.flatMap(PeerId::agent);
    if (agent.isPresent()) {
      ask(agent.get(), results);
    }
    return results;
  }

  private Optional<PeerId> handshake(Multiaddr address, List<NetworkCheck> results)
      throws InterruptedException {
    String name = "handshake " + address;
    String why;
    try {
      PeerId peer =
          dialer
              .dial(address)
              .toCompletableFuture()
              .get(patience.toMillis(), TimeUnit.MILLISECONDS);
      results.add(NetworkCheck.passed(name, "it is " + peer));
      return Optional.of(peer);
    } catch (ExecutionException e) {
      why = String.valueOf(e.getCause().getMessage());
    } catch (TimeoutException e) {
      why = "not done within " + patience.toMillis() + " ms";
    } catch (RuntimeException e) {
      why = String.valueOf(e.getMessage());
    }
    results.add(
        NetworkCheck.failed(
            name,
            why,
            "something else than a libp2p peer with Noise and yamux may listen there, or another"
                + " peer than the one in the address, or it lets only others in"));
    return Optional.empty();
  }

  private void ask(AgentId agent, List<NetworkCheck> results) throws InterruptedException {
    String clock = "clock " + agent;
    String large = "large messages " + agent;
    try {
      results.add(clock(clock, quickest(agent)));
    } catch (IllegalStateException e) {
      String why = "it does not answer " + MeshProbe.PROTOCOL + ": " + e.getMessage();
      results.add(NetworkCheck.skipped(clock, why));
      results.add(NetworkCheck.skipped(large, why));
      return;
    }
    results.add(large(large, agent));
  }

  private MeshProbe.Sample quickest(AgentId agent) throws InterruptedException {
    MeshProbe.Sample best = MeshProbe.ask(mesh, agent, 0, patience);
    for (int i = 1; i < CLOCK_SAMPLES; i++) {
      MeshProbe.Sample next = MeshProbe.ask(mesh, agent, 0, patience);
      best = next.took().compareTo(best.took()) < 0 ? next : best;
    }
    return best;
  }

  private static NetworkCheck clock(String name, MeshProbe.Sample sample) {
    long millis = sample.ahead().toMillis();
    long doubt = sample.took().dividedBy(2).toMillis() + 1;
    String found =
        "it is %d ms %s, give or take %d ms"
            .formatted(Math.abs(millis), millis < 0 ? "behind" : "ahead", doubt);
    return Math.abs(millis) - doubt <= MAX_CLOCK_DIFFERENCE.toMillis()
        ? NetworkCheck.passed(name, found)
        : NetworkCheck.failed(
            name, found, "set the clock of the host that is wrong, best by NTP (timedatectl)");
  }

  private NetworkCheck large(String name, AgentId agent) throws InterruptedException {
    String advice =
        "small messages come through and large ones do not: lower the MTU of the VPN or overlay"
            + " network, or let ICMP 'fragmentation needed' pass the firewall";
    try {
      MeshProbe.Sample sample = MeshProbe.ask(mesh, agent, MeshProbe.MAX_BYTES, patience);
      return sample.intact()
          ? NetworkCheck.passed(
              name,
              MeshProbe.MAX_BYTES
                  + " bytes went there and back in "
                  + sample.took().toMillis()
                  + " ms")
          : NetworkCheck.failed(name, "what came back is not what was sent", advice);
    } catch (IllegalStateException e) {
      return NetworkCheck.failed(name, String.valueOf(e.getMessage()), advice);
    }
  }
}
