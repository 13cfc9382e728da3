package dev.bzzz.p2p.discovery;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tries multicast on each link, and whether the mDNS port can be shared. */
final class MulticastChecks {
  private static final String ADVICE =
      "write peers down (peers:), or use DNS; mDNS finds nobody where multicast does not come"
          + " through, as in most container and overlay networks, unless a firewall can be opened"
          + " for UDP port 5353 to 224.0.0.251";

  private MulticastChecks() {}

  static List<NetworkCheck> of(Links links, Duration patience) {
    List<NetworkCheck> results = new ArrayList<>();
    results.add(port());
    boolean others =
        links.all().stream().anyMatch(link -> !link.loopback() && link.has4() && link.multicast());
    for (Links.Link link : links.all()) {
      String name = "multicast " + link.name();
      if (!link.has4()) {
        results.add(NetworkCheck.skipped(name, "it has no IPv4 address"));
      } else if (!link.multicast() && !link.loopback()) {
        results.add(NetworkCheck.skipped(name, "the interface cannot do multicast"));
      } else {
        results.add(link(link, name, others, patience));
      }
    }
    if (links.all().isEmpty()) {
      results.add(NetworkCheck.failed("multicast", "no network interface is up", ADVICE));
    }
    return results;
  }

  private static NetworkCheck link(
      Links.Link link, String name, boolean others, Duration patience) {
    Optional<String> fault = MulticastProbe.fault(link.nif(), patience);
    if (fault.isEmpty()) {
      return NetworkCheck.passed(name, "this host hears what it sends to all");
    }
    return link.loopback() && others
        ? NetworkCheck.skipped(name, fault.get() + ", which only matters without a network")
        : NetworkCheck.failed(name, fault.get(), ADVICE);
  }

  private static NetworkCheck port() {
    String name = "mdns port " + MdnsSocket.PORT;
    try (MulticastSocket socket = new MulticastSocket(null)) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(MdnsSocket.PORT));
      return NetworkCheck.passed(name, "it can be shared with other programs");
    } catch (IOException e) {
      return NetworkCheck.failed(
          name,
          String.valueOf(e.getMessage()),
          "a program uses UDP port 5353 for itself: have it share the port, stop it, or do without"
              + " mDNS");
    }
  }
}
