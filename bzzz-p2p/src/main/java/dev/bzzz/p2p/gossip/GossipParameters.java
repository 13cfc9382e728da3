package dev.bzzz.p2p.gossip;

import dev.bzzz.p2p.PeerId;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The parameters of gossipsub; all peers need not have the same. {@link #defaults()} are those of
 * the specification, and {@code with…} changes a group of them.
 *
 * @param degrees how many peers a mesh has
 * @param timing how long things take
 * @param gossip how messages are advertised
 * @param limits how much is kept at most
 * @param floodPublish whether own messages go to every peer that has the topic, rather than to the
 *     mesh only: costs bandwidth of the author and defeats peers that withhold messages
 * @param directPeers peers that get every message outside of meshes, whatever their score; both
 *     sides have to name each other
 * @param ids how ids of messages are computed
 */
public record GossipParameters(
    Degrees degrees,
    Timing timing,
    Gossip gossip,
    Limits limits,
    boolean floodPublish,
    SortedSet<PeerId> directPeers,
    MessageIdFunction ids) {

  /** Copies the direct peers. */
  public GossipParameters {
    directPeers = Collections.unmodifiableSortedSet(new TreeSet<>(directPeers));
  }

  /** What the specification proposes, with flood publishing and without direct peers. */
  public static GossipParameters defaults() {
    return new GossipParameters(
        Degrees.defaults(),
        Timing.defaults(),
        Gossip.defaults(),
        Limits.defaults(),
        true,
        new TreeSet<>(),
        MessageIdFunction.authorAndSequence());
  }

  /** These with other degrees. */
  public GossipParameters withDegrees(Degrees value) {
    return new GossipParameters(value, timing, gossip, limits, floodPublish, directPeers, ids);
  }

  /** These with another timing. */
  public GossipParameters withTiming(Timing value) {
    return new GossipParameters(degrees, value, gossip, limits, floodPublish, directPeers, ids);
  }

  /** These with another way to advertise. */
  public GossipParameters withGossip(Gossip value) {
    return new GossipParameters(degrees, timing, value, limits, floodPublish, directPeers, ids);
  }

  /** These with other limits. */
  public GossipParameters withLimits(Limits value) {
    return new GossipParameters(degrees, timing, gossip, value, floodPublish, directPeers, ids);
  }

  /** These with flood publishing switched on or off. */
  public GossipParameters withFloodPublish(boolean value) {
    return new GossipParameters(degrees, timing, gossip, limits, value, directPeers, ids);
  }

  /** These with other direct peers. */
  public GossipParameters withDirectPeers(Set<PeerId> value) {
    return new GossipParameters(
        degrees, timing, gossip, limits, floodPublish, new TreeSet<>(value), ids);
  }

  /** These with another function for ids. */
  public GossipParameters withIds(MessageIdFunction value) {
    return new GossipParameters(degrees, timing, gossip, limits, floodPublish, directPeers, value);
  }

  /**
   * How many peers the mesh of a topic has.
   *
   * @param desired what a mesh is filled up to (D)
   * @param low below it peers are added (Dlo)
   * @param high above it peers are removed (Dhi)
   * @param byScore how many of the best are kept then (Dscore)
   * @param outbound how many at least we dialled ourselves (Dout): attackers can fill up the rest
   */
  public record Degrees(int desired, int low, int high, int byScore, int outbound) {
    /** Checks their order. */
    public Degrees {
      if (low < 1 || low > desired || desired > high || byScore < 0 || byScore > desired) {
        throw new IllegalArgumentException(
            "degrees of a mesh: 1 <= low <= desired <= high, and at most desired are kept by score");
      }
      if (outbound < 0 || outbound >= low || outbound > desired / 2) {
        throw new IllegalArgumentException(
            "degrees of a mesh: outbound is less than low and at most half of desired");
      }
    }

    /** 6, 4, 12, 4, 2. */
    public static Degrees defaults() {
      return new Degrees(6, 4, 12, 4, 2);
    }
  }

  /**
   * How long things take.
   *
   * @param heartbeat between two rounds of upkeep
   * @param fanout how long peers are kept for a topic that we only publish to
   * @param seen how long ids of messages are remembered
   * @param pruneBackoff how long a peer that was pruned must not come back
   * @param leaveBackoff the same when we left the topic
   * @param graftFlood coming back this soon after the prune is punished twice
   * @param promise how long a peer may take to send what it advertised and we asked for
   */
  public record Timing(
      Duration heartbeat,
      Duration fanout,
      Duration seen,
      Duration pruneBackoff,
      Duration leaveBackoff,
      Duration graftFlood,
      Duration promise) {
    /** Checks that there is a heartbeat. */
    public Timing {
      if (heartbeat.toMillis() < 1) {
        throw new IllegalArgumentException("a heartbeat takes at least 1 ms");
      }
    }

    /** 1 s, 60 s, 120 s, 60 s, 10 s, 10 s, 3 s. */
    public static Timing defaults() {
      return new Timing(
          Duration.ofSeconds(1),
          Duration.ofSeconds(60),
          Duration.ofSeconds(120),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(3));
    }
  }

  /**
   * How messages are advertised to peers outside of the mesh.
   *
   * @param windows for how many heartbeats a message can be asked for (mcache_len)
   * @param advertised for how many of them it is advertised (mcache_gossip)
   * @param peers to how many peers at least (Dlazy)
   * @param factor to which share of the peers, if that is more
   * @param retransmissions how often one peer gets one message by asking for it
   * @param largeBytes from which size of its data on a message is announced by IDONTWANT
   */
  public record Gossip(
      int windows, int advertised, int peers, double factor, int retransmissions, int largeBytes) {
    /** Checks the windows. */
    public Gossip {
      if (advertised < 0 || advertised > windows || windows < 1) {
        throw new IllegalArgumentException(
            "gossip: messages are kept for at least 1 heartbeat, and advertised no longer");
      }
    }

    /** 5, 3, 6, 0.25, 3, 1024. */
    public static Gossip defaults() {
      return new Gossip(5, 3, 6, 0.25, 3, 1024);
    }
  }

  /**
   * How much is kept at most; the memory that peers can make us use.
   *
   * @param seenIds ids of messages; beyond, the oldest are forgotten early
   * @param cacheBytes messages to send to those who ask; beyond, the oldest are dropped early
   * @param checks messages under check at once; beyond, messages are dropped as if never received
   * @param topicsPerPeer topics of one peer; further subscriptions are ignored
   */
  public record Limits(int seenIds, int cacheBytes, int checks, int topicsPerPeer) {
    /** Checks that they are positive. */
    public Limits {
      if (seenIds < 1 || cacheBytes < 1 || checks < 1 || topicsPerPeer < 1) {
        throw new IllegalArgumentException("limits of gossip are at least 1");
      }
    }

    /** 131,072 ids, 16 MiB, 8,192 checks, and as many topics as a node hears. */
    public static Limits defaults() {
      return new Limits(1 << 17, 1 << 24, 1 << 13, GossipMachine.MAX_TOPICS);
    }
  }
}
