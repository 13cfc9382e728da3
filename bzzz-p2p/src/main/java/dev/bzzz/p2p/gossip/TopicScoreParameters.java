package dev.bzzz.p2p.gossip;

import java.time.Duration;

/**
 * How the behaviour of a peer in one topic counts (gossipsub v1.1, "topic parameter").
 *
 * @param weight of the topic among all, at least 0
 * @param timeInMesh P1: being in the mesh is good
 * @param firstDeliveries P2: being the first to bring a message is good
 * @param meshDeliveries P3 and P3b: bringing too little while in the mesh is bad
 * @param invalidMessages P4: bringing messages that nobody may forward is bad; squared
 */
public record TopicScoreParameters(
    double weight,
    TimeInMesh timeInMesh,
    FirstDeliveries firstDeliveries,
    MeshDeliveries meshDeliveries,
    Penalty invalidMessages) {

  /**
   * Parameters for topics with little traffic, which is what agents have. P3 is off: a mesh in
   * which nobody says anything for a minute must not fall apart.
   */
  public static TopicScoreParameters defaults() {
    return new TopicScoreParameters(
        1,
        new TimeInMesh(0.01, Duration.ofSeconds(1), 100),
        new FirstDeliveries(0.1, 0.9, 40),
        MeshDeliveries.OFF,
        new Penalty(-5, 0.97));
  }

  /**
   * P1: min(time in the mesh / quantum, cap) times the weight.
   *
   * @param weight at least 0
   */
  public record TimeInMesh(double weight, Duration quantum, double cap) {
    /** Checks the signs. */
    public TimeInMesh {
      ScoreParameters.require(weight >= 0 && cap >= 0, "P1 has a weight and a cap of at least 0");
      ScoreParameters.require(quantum.toMillis() >= 1, "P1 has a quantum of at least 1 ms");
    }
  }

  /**
   * P2: the number of first deliveries, decaying and capped, times the weight.
   *
   * @param weight at least 0
   * @param decay what is left after a decay interval, between 0 and 1
   */
  public record FirstDeliveries(double weight, double decay, double cap) {
    /** Checks the signs. */
    public FirstDeliveries {
      ScoreParameters.require(weight >= 0 && cap >= 0, "P2 has a weight and a cap of at least 0");
      ScoreParameters.requireDecay(decay);
    }
  }

  /**
   * P3: the square of what is missing to the threshold, and P3b: the squares that were missing when
   * the peer left the mesh.
   *
   * @param weight of P3, at most 0; 0 switches it off
   * @param failureWeight of P3b, at most 0
   * @param decay of both, between 0 and 1
   * @param threshold how many deliveries are expected
   * @param cap most deliveries that count
   * @param window how long after the first delivery another one still counts
   * @param activation how long a peer has been in the mesh before it is judged
   */
  public record MeshDeliveries(
      double weight,
      double failureWeight,
      double decay,
      double threshold,
      double cap,
      Duration window,
      Duration activation) {
    /** Deliveries that are not counted. */
    public static final MeshDeliveries OFF =
        new MeshDeliveries(0, 0, 0.5, 0, 0, Duration.ZERO, Duration.ofSeconds(5));

    /** Checks the signs. */
    public MeshDeliveries {
      ScoreParameters.require(weight <= 0 && failureWeight <= 0, "P3 has a weight of at most 0");
      ScoreParameters.require(
          threshold >= 0 && cap >= threshold,
          "P3 has a threshold of at least 0 and at most its cap");
      ScoreParameters.requireDecay(decay);
    }
  }

  /**
   * A counter whose square counts.
   *
   * @param weight at most 0
   * @param decay what is left after a decay interval, between 0 and 1
   */
  public record Penalty(double weight, double decay) {
    /** Checks the signs. */
    public Penalty {
      ScoreParameters.require(weight <= 0, "a penalty has a weight of at most 0");
      ScoreParameters.requireDecay(decay);
    }
  }
}
