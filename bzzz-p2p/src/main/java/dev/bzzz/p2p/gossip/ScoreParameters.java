package dev.bzzz.p2p.gossip;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * How peers are judged (gossipsub v1.1, "peer scoring"). Scores are ours alone and never travel.
 *
 * @param thresholds what a score means
 * @param topics parameters of single topics
 * @param otherTopics parameters of the topics we joined that have none of their own; empty: what is
 *     done there does not count
 * @param topicCap most that all topics together are worth; 0: no limit
 * @param appWeight P5: weight of the application's own opinion, at least 0
 * @param addresses P6: many peers on one address are bad
 * @param behaviour P7: breaking the protocol is bad
 * @param decay how counters shrink and how long they are kept
 */
public record ScoreParameters(
    Thresholds thresholds,
    SortedMap<String, TopicScoreParameters> topics,
    Optional<TopicScoreParameters> otherTopics,
    double topicCap,
    double appWeight,
    Addresses addresses,
    Behaviour behaviour,
    Decay decay) {

  /** Checks the signs and copies the topics. */
  public ScoreParameters {
    require(topicCap >= 0, "the cap of all topics is at least 0");
    require(appWeight >= 0, "P5 has a weight of at least 0");
    topics = Collections.unmodifiableSortedMap(new TreeMap<>(topics));
  }

  /**
   * Parameters that suit agents: those of js-libp2p, but with {@link
   * TopicScoreParameters#defaults()} for every topic, without P6 for local addresses, and with a
   * longer memory for broken rules.
   */
  public static ScoreParameters defaults() {
    return new ScoreParameters(
        Thresholds.defaults(),
        new TreeMap<>(),
        Optional.of(TopicScoreParameters.defaults()),
        10,
        10,
        Addresses.defaults(),
        Behaviour.defaults(),
        Decay.defaults());
  }

  /** The parameters of a topic. */
  Optional<TopicScoreParameters> topic(String name) {
    TopicScoreParameters own = topics.get(name);
    return own == null ? otherTopics : Optional.of(own);
  }

  static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("scores: " + what);
    }
  }

  static void requireDecay(double decay) {
    require(decay > 0 && decay < 1, "a decay is between 0 and 1, both excluded");
  }

  /**
   * What a score means. Below 0 a peer is in no mesh.
   *
   * @param gossip below it no gossip is sent or listened to; at most 0
   * @param publish below it own messages are not sent to the peer; at most {@code gossip}
   * @param graylist below it nothing from the peer is looked at; at most {@code publish}
   * @param opportunisticGraft when the median of a mesh is below it, better peers are looked for
   */
  public record Thresholds(
      double gossip, double publish, double graylist, double opportunisticGraft) {
    /** Checks their order. */
    public Thresholds {
      require(gossip <= 0, "the threshold of gossip is at most 0");
      require(publish <= gossip, "the threshold of publishing is at most that of gossip");
      require(graylist <= publish, "the threshold of the graylist is at most that of publishing");
      require(opportunisticGraft >= 0, "the threshold of opportunistic grafting is at least 0");
    }

    /** -10, -50, -80, 1. */
    public static Thresholds defaults() {
      return new Thresholds(-10, -50, -80, 1);
    }
  }

  /**
   * P6: the square of how many peers more than the threshold come from one address, or from one
   * IPv6 network of 64 bits.
   *
   * @param weight at most 0
   * @param threshold how many peers on one address are nothing special
   * @param exempt addresses that are not counted
   */
  public record Addresses(double weight, int threshold, Predicate<InetAddress> exempt) {
    /** Checks the signs. */
    public Addresses {
      require(weight <= 0, "P6 has a weight of at most 0");
      require(threshold >= 1, "P6 has a threshold of at least 1");
    }

    /**
     * -5, 10, exempt are loopback, link-local and private addresses: many agents on one machine are
     * the normal case in one's own network.
     */
    public static Addresses defaults() {
      return new Addresses(-5, 10, Addresses::isLocal);
    }

    private static boolean isLocal(InetAddress address) {
      byte[] bytes = address.getAddress();
      boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc; // RFC 4193
      return address.isLoopbackAddress()
          || address.isLinkLocalAddress()
          || address.isSiteLocalAddress()
          || uniqueLocal;
    }
  }

  /**
   * P7: the square of the penalties above the threshold.
   *
   * @param weight at most 0
   * @param threshold how many penalties are forgiven
   * @param decay what is left after a decay interval, between 0 and 1
   */
  public record Behaviour(double weight, double threshold, double decay) {
    /** Checks the signs. */
    public Behaviour {
      require(weight <= 0, "P7 has a weight of at most 0");
      require(threshold >= 0, "P7 has a threshold of at least 0");
      requireDecay(decay);
    }

    /** -10, 0, 0.8. */
    public static Behaviour defaults() {
      return new Behaviour(-10, 0, 0.8);
    }
  }

  /**
   * How counters shrink.
   *
   * @param interval how often
   * @param toZero a counter below it becomes 0
   * @param retain how long a score that is not positive outlives the connection
   */
  public record Decay(Duration interval, double toZero, Duration retain) {
    /** Checks that there is an interval. */
    public Decay {
      require(interval.toMillis() >= 1, "the interval of the decay is at least 1 ms");
      require(toZero > 0, "what counts as zero is more than 0");
    }

    /** 1 s, 0.1, 1 h. */
    public static Decay defaults() {
      return new Decay(Duration.ofSeconds(1), 0.1, Duration.ofHours(1));
    }
  }
}
