package dev.bzzz.p2p.gossip;

import java.net.InetAddress;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The counters of one peer; {@link PeerScores} does the counting. */
final class PeerScore {
  final Map<String, TopicStats> topics = new TreeMap<>();
  double behaviour;
  double application;
  @Nullable InetAddress address;
  double value;

  /** Whether {@link #value} is to be computed anew. */
  boolean stale;

  /** Until when it is kept although the peer is gone. */
  long retainedUntilMillis;

  /** The counters of one topic. */
  static final class TopicStats {
    final TopicScoreParameters parameters;
    boolean inMesh;
    long graftedMillis;
    long inMeshMillis;

    /** Whether it has been in the mesh for long enough to be judged by its deliveries. */
    boolean active;

    double firstDeliveries;
    double meshDeliveries;
    double meshFailures;
    double invalidMessages;

    TopicStats(TopicScoreParameters parameters) {
      this.parameters = parameters;
    }

    double deficit() {
      return inMesh && active
          ? Math.max(0, parameters.meshDeliveries().threshold() - meshDeliveries)
          : 0;
    }

    double value() {
      TopicScoreParameters.TimeInMesh p1 = parameters.timeInMesh();
      TopicScoreParameters.MeshDeliveries p3 = parameters.meshDeliveries();
      double sum = 0;
      if (inMesh) {
        double quanta = (double) inMeshMillis / p1.quantum().toMillis();
        sum += p1.weight() * Math.min(quanta, p1.cap());
      }
      sum += parameters.firstDeliveries().weight() * firstDeliveries;
      double deficit = deficit();
      sum += p3.weight() * deficit * deficit;
      sum += p3.failureWeight() * meshFailures;
      sum += parameters.invalidMessages().weight() * invalidMessages * invalidMessages;
      return parameters.weight() * sum;
    }

    /** Whether nothing would be lost with it. */
    boolean isEmpty() {
      return !inMesh && firstDeliveries + meshDeliveries + meshFailures + invalidMessages == 0;
    }
  }
}
