package dev.bzzz.p2p.net;

import java.time.Duration;

/**
 * How many connections a node has.
 *
 * @param total of all connections; one more that comes in is closed at once, 1 to 10,000
 * @param trimAbove when there are more, those with the worst scores are closed until there are so
 *     many; from 1 to {@code total}. Peers that the node was told of are kept
 * @param perAddress from one IP address, loopback apart, 1 to 10,000
 * @param perPeer with one peer; the newest beyond that are closed, 1 to 16
 * @param pendingDials dials of this node under way, 1 to 1,000; one more fails
 * @param inboundUpgrades connections that came in and have not shown who they are, 1 to 10,000; one
 *     more is closed at once
 * @param upgradeTime how long a connection may take to show who it is, 1 ms to 60 s
 */
public record ConnectionLimits(
    int total,
    int trimAbove,
    int perAddress,
    int perPeer,
    int pendingDials,
    int inboundUpgrades,
    Duration upgradeTime) {
  private static final Duration MAX_UPGRADE = Duration.ofSeconds(60);
  private static final int MOST = 10_000;

  /** Checks the limits. */
  public ConnectionLimits {
    check(total, MOST, "total");
    check(trimAbove, total, "trimAbove");
    check(perAddress, MOST, "perAddress");
    check(perPeer, 16, "perPeer");
    check(pendingDials, 1000, "pendingDials");
    check(inboundUpgrades, MOST, "inboundUpgrades");
    if (upgradeTime.toMillis() < 1 || upgradeTime.compareTo(MAX_UPGRADE) > 0) {
      throw new IllegalArgumentException(
          "the connection limit upgradeTime is from 1 ms to "
              + MAX_UPGRADE.toSeconds()
              + " s, not "
              + upgradeTime);
    }
  }

  /**
   * 256 in all, trimmed to 192; 32 from one address, 4 with one peer; 32 dials, 64 upgrades of 10
   * s.
   */
  public static ConnectionLimits defaults() {
    return new ConnectionLimits(256, 192, 32, 4, 32, 64, Duration.ofSeconds(10));
  }

  private static void check(int value, int most, String name) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "the connection limit " + name + " is from 1 to " + most + ", not " + value);
    }
  }
}
