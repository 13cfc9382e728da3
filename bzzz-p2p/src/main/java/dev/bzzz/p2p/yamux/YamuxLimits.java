package dev.bzzz.p2p.yamux;

import java.time.Duration;

/**
 * What a session may take up. Sizes in bytes.
 *
 * @param inboundStreams streams of the other side at once, up to 65,536; one more is reset
 * @param unacknowledgedOpens own streams that the other side has not answered yet, 1 to 65,536;
 *     beyond that none is opened
 * @param receiveWindow up to which the window of a stream grows while its bytes are taken quickly;
 *     262,144 to 16,777,216, and never less than yamux starts with
 * @param heldBytes received and not yet consumed, over all streams, at least {@link
 *     #INITIAL_WINDOW}; if more come, the stream that holds most is reset. Windows grow only as
 *     long as all of them together stay within this
 * @param waitingPerStream written and waiting for the other side's window, for one stream; 1 to
 *     67,108,864
 * @param waitingBytes the same over all streams, at least as much as for one
 * @param pingInterval between two pings of the machine itself; more than zero
 * @param pingTimeout how long their answer may take; more than zero
 */
public record YamuxLimits(
    int inboundStreams,
    int unacknowledgedOpens,
    int receiveWindow,
    int heldBytes,
    int waitingPerStream,
    int waitingBytes,
    Duration pingInterval,
    Duration pingTimeout) {
  /** What each direction of each stream may carry before the first grant, by the specification. */
  public static final int INITIAL_WINDOW = 262_144;

  /** The most that {@link #receiveWindow} may be. */
  public static final int MAX_RECEIVE_WINDOW = 16 * 1024 * 1024;

  /** The most that {@link #waitingPerStream} may be. */
  public static final int MAX_WAITING = 64 * 1024 * 1024;

  /** The most that a number of streams may be. */
  public static final int MAX_STREAMS = 65_536;

  /** Checks the limits. */
  public YamuxLimits {
    check(inboundStreams >= 0 && inboundStreams <= MAX_STREAMS, "inboundStreams", inboundStreams);
    check(
        unacknowledgedOpens > 0 && unacknowledgedOpens <= MAX_STREAMS,
        "unacknowledgedOpens",
        unacknowledgedOpens);
    check(
        receiveWindow >= INITIAL_WINDOW && receiveWindow <= MAX_RECEIVE_WINDOW,
        "receiveWindow",
        receiveWindow);
    check(heldBytes >= INITIAL_WINDOW, "heldBytes", heldBytes);
    check(
        waitingPerStream > 0 && waitingPerStream <= MAX_WAITING,
        "waitingPerStream",
        waitingPerStream);
    check(waitingBytes >= waitingPerStream, "waitingBytes", waitingBytes);
    check(pingInterval.compareTo(Duration.ZERO) > 0, "pingInterval", pingInterval);
    check(pingTimeout.compareTo(Duration.ZERO) > 0, "pingTimeout", pingTimeout);
  }

  /**
   * 256 streams of the other side and 256 unanswered ones of this (as the libp2p specification
   * suggests), windows up to 1 MiB, 4 MiB held, 256 KiB waiting for a stream and 2 MiB for all, a
   * ping every 30 s that is answered within 10 s.
   */
  public static YamuxLimits defaults() {
    return new YamuxLimits(
        256,
        256,
        1024 * 1024,
        4 * 1024 * 1024,
        256 * 1024,
        2 * 1024 * 1024,
        Duration.ofSeconds(30),
        Duration.ofSeconds(10));
  }

  private static void check(boolean holds, String name, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(
          "the yamux limit " + name + " cannot be " + value + "; see YamuxLimits for its range");
    }
  }
}
