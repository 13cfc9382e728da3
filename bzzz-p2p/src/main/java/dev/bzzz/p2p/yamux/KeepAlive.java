package dev.bzzz.p2p.yamux;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Pings: one at a time, at regular intervals and when asked for. They keep the connection from
 * looking idle, measure the round trip, and find out that the other side is gone.
 */
final class KeepAlive {
  /**
   * How many times an answer may be late while other bytes do come: a busy peer has them in front
   * of its answer.
   */
  private static final int MAX_DELAYS = 5;

  private final Wire wire;
  private final Duration interval;
  private final Duration timeout;

  private long value;
  private Optional<Instant> sent = Optional.empty();
  private Instant due = Instant.MAX;
  private Instant next = Instant.MAX;
  private Optional<Instant> deadline = Optional.empty();
  private boolean heard;
  private int delays;
  private Optional<Duration> roundTrip = Optional.empty();

  KeepAlive(Wire wire, YamuxLimits limits) {
    this.wire = wire;
    this.interval = limits.pingInterval();
    this.timeout = limits.pingTimeout();
  }

  void start(Instant now) {
    next = now.plus(interval);
    ping(now);
  }

  /** Sends a ping unless one is under way. */
  void ping(Instant now) {
    if (sent.isEmpty()) {
      wire.control(FrameHeader.PING, FrameHeader.SYN, 0, value);
      sent = Optional.of(now);
      due = now.plus(timeout);
      heard = false;
      delays = 0;
    }
    schedule();
  }

  /** Something came from the other side. */
  void heard() {
    heard = true;
  }

  /**
   * Takes an answer.
   *
   * @return false when it answers nothing that was asked
   */
  boolean answered(long answer, Instant now) {
    if (sent.isEmpty() || answer != value) {
      return false;
    }
    Duration measured = Duration.between(sent.get(), now);
    roundTrip = Optional.of(measured);
    sent = Optional.empty();
    due = Instant.MAX;
    value = value + 1 & FrameHeader.MAX_U32;
    schedule();
    wire.emit(new YamuxEffect.Pong(measured));
    return true;
  }

  /**
   * Does what is due.
   *
   * @return false when the other side has not answered in time
   */
  boolean tick(Instant now) {
    if (!now.isBefore(due)) {
      if (!heard || delays == MAX_DELAYS) {
        return false;
      }
      delays++;
      heard = false;
      due = now.plus(timeout);
    }
    if (!now.isBefore(next)) {
      next = now.plus(interval);
      ping(now);
    }
    schedule();
    return true;
  }

  Optional<Instant> deadline() {
    return deadline;
  }

  /** The last measurement. */
  Optional<Duration> roundTrip() {
    return roundTrip;
  }

  private void schedule() {
    deadline = Optional.of(due.isBefore(next) ? due : next);
  }
}
