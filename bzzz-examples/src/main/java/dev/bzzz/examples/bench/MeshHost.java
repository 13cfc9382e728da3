package dev.bzzz.examples.bench;

import dev.bzzz.core.Identity;
import dev.bzzz.p2p.Libp2pNode;
import dev.bzzz.p2p.Multiaddr;
import dev.bzzz.p2p.net.ConnectionLimits;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** How every host of a measurement is set up. */
final class MeshHost {
  /** Up to so many hosts are connected with each other host. */
  private static final int ALL_CONNECTED = 12;

  /** How many earlier hosts each one of more hosts is connected with. */
  private static final int DEGREE = 6;

  /** All hosts have one address. */
  private static final ConnectionLimits LIMITS =
      new ConnectionLimits(512, 512, 512, 4, 64, 64, Duration.ofSeconds(10));

  private MeshHost() {}

  static Libp2pNode start() {
    return Libp2pNode.builder(Identity.generate())
        .listen("/ip4/127.0.0.1/tcp/0")
        .connections(LIMITS)
        .start();
  }

  /** Hears the topic of the measurement. */
  static void hear(Libp2pNode host, MeshFleet.Arrival arrival) {
    host.subscribe(
        MeshBench.TOPIC,
        (from, data) -> arrival.arrived(ByteBuffer.wrap(data).getInt(), System.nanoTime()));
  }

  static void dial(Libp2pNode host, List<String> addresses) {
    addresses.forEach(address -> host.dial(Multiaddr.parse(address)).join());
  }

  /** Which of the hosts before it a host dials. */
  static Set<Integer> dialled(int host, int hosts, Random random) {
    Set<Integer> dialled = new TreeSet<>();
    if (hosts <= ALL_CONNECTED) {
      for (int i = 0; i < host; i++) {
        dialled.add(i);
      }
    } else if (host > 0) {
      dialled.add(host - 1);
      while (dialled.size() < Math.min(host, DEGREE)) {
        dialled.add(random.nextInt(host));
      }
    }
    return dialled;
  }

  /** The processor time of this process. */
  static Duration cpu() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    return system instanceof com.sun.management.OperatingSystemMXBean here
        ? Duration.ofNanos(here.getProcessCpuTime())
        : Duration.ZERO;
  }
}
