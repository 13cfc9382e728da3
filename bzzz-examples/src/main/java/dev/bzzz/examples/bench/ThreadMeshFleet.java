package dev.bzzz.examples.bench;

import dev.bzzz.p2p.Libp2pNode;
import dev.bzzz.p2p.Multiaddr;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Hosts that share this process. */
final class ThreadMeshFleet implements MeshFleet {
  private final List<Libp2pNode> hosts = new ArrayList<>();

  ThreadMeshFleet(int count, Arrival arrival) {
    Random random = new Random(count);
    try {
      for (int i = 0; i < count; i++) {
        Libp2pNode host = MeshHost.start();
        hosts.add(host);
        if (i == 0) {
          host.subscribe(MeshBench.TOPIC, (from, data) -> {});
        } else {
          MeshHost.hear(host, arrival);
        }
        List<String> addresses =
            MeshHost.dialled(i, count, random).stream()
                .map(hosts::get)
                .map(other -> other.addresses().get(0))
                .map(Multiaddr::toString)
                .toList();
        MeshHost.dial(host, addresses);
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public Libp2pNode publisher() {
    return hosts.get(0);
  }

  @Override
  public Duration cpu() {
    return MeshHost.cpu();
  }

  @Override
  public void close() {
    hosts.forEach(Libp2pNode::close);
  }
}
