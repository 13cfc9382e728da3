package dev.bzzz.examples.agent;

import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import dev.bzzz.p2p.Libp2pNode;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.discovery.NetworkCheck;
import dev.bzzz.p2p.discovery.NetworkChecks;
import dev.bzzz.p2p.net.ConnectionInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks at whether an agent's mesh can work on this machine, also while the agent runs: with the
 * agent's key as long as nobody uses it, else with a new one.
 */
public final class NetworkDoctor {
  /** How long to look for the first agent: it is asked again and again, and may dial first. */
  private static final Duration SEARCH = Duration.ofSeconds(10);

  /** How long to look for more. */
  private static final Duration SECOND_SEARCH = Duration.ofSeconds(1);

  private static final Duration GLANCE = Duration.ofMillis(50);

  private final MeshConfig config;
  private final Optional<Path> key;
  private final Duration patience;

  /**
   * Prepares the checks.
   *
   * @param key file of the agent's key, if there is an agent
   * @param patience how long each step may take
   */
  public NetworkDoctor(MeshConfig config, Optional<Path> key, Duration patience) {
    this.config = config;
    this.key = key;
    this.patience = patience;
  }

  /**
   * Runs the checks.
   *
   * @return what each has found, in the order in which to look at it
   * @throws dev.bzzz.core.BzzzException if a key cannot be had
   */
  public List<NetworkCheck> examine() throws InterruptedException {
    Optional<KeyLock> lock = key.filter(Files::exists).flatMap(NetworkDoctor::lock);
    boolean runs = key.filter(Files::exists).isPresent() && lock.isEmpty();
    Identity identity = lock.isPresent() ? Identity.load(key.orElseThrow()) : Identity.generate();
    try (Libp2pNode node = Meshes.finding(config, identity).start()) {
      List<NetworkCheck> results = new ArrayList<>();
      if (runs) {
        results.add(skipped("listen", "the agent runs, and listens there itself"));
      }
      List<Multiaddr> found = config.mdns() ? awaitPeers(node) : List.of();
      results.addAll(
          NetworkChecks.create()
              .listen(runs ? List.of() : config.listen())
              .multicast(config.mdns())
              .peers(Stream.concat(config.peers().stream(), found.stream()).distinct().toList())
              .through(node::dial, node)
              .patience(patience)
              .run());
      if (config.peers().isEmpty() && found.isEmpty()) {
        results.add(
            skipped(
                "peers",
                "none is named"
                    + (config.mdns() ? ", and none was found on the local network" : "")
                    + ": nobody to reach, to compare clocks with or to send large messages to"));
      }
      return results;
    } finally {
      lock.ifPresent(NetworkDoctor::release);
    }
  }

  /** Addresses of those that have been found by multicast. */
  private List<Multiaddr> awaitPeers(Libp2pNode node) throws InterruptedException {
    long end = System.nanoTime() + SEARCH.toNanos();
    while (node.peers().isEmpty() && System.nanoTime() < end) {
      Thread.sleep(GLANCE.toMillis());
    }
    if (!node.peers().isEmpty()) {
      Thread.sleep(SECOND_SEARCH.toMillis());
    }
    return node.connections().stream()
        .filter(ConnectionInfo::outbound)
        .map(each -> each.address().withoutPeer().withPeer(each.peer()))
        .toList();
  }

  private static NetworkCheck skipped(String name, String found) {
    return new NetworkCheck(name, NetworkCheck.Outcome.SKIPPED, found, "");
  }

  /** Empty when the agent runs. */
  private static Optional<KeyLock> lock(Path key) {
    try {
      return Optional.of(KeyLock.acquire(key));
    } catch (PermanentException e) {
      return Optional.empty();
    }
  }

  private static void release(KeyLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      throw new PermanentException("cannot release the lock of the key: " + e, e);
    }
  }
}
