package dev.bzzz.git.hive;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.TransientException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether Hive answers, and when it may be asked again: after a first pause, which doubles with
 * each failure. Its going and its coming back are told once each. Safe for use by many threads.
 */
final class HivePresence {
  private final HiveDirectory.Listener listener;
  private final LongSupplier nanos;
  private final Duration first;
  private final Duration most;
  private Duration pause;
  private @Nullable Long awaySinceNanos;

  HivePresence(HiveDirectory.Listener listener, LongSupplier nanos, Duration first, Duration most) {
    this.listener = listener;
    this.nanos = nanos;
    this.first = first;
    this.most = most;
    this.pause = first;
  }

  /** How long not to ask; zero when it may be asked. */
  synchronized Duration pause() {
    if (awaySinceNanos == null) {
      return Duration.ZERO;
    }
    Duration left = pause.minusNanos(nanos.getAsLong() - awaySinceNanos);
    return left.isNegative() ? Duration.ZERO : left;
  }

  synchronized boolean away() {
    return awaySinceNanos != null;
  }

  synchronized void answered() {
    boolean was = awaySinceNanos != null;
    awaySinceNanos = null;
    pause = first;
    if (was) {
      listener.back();
    }
  }

  synchronized void failed(BzzzException error) {
    boolean news = awaySinceNanos == null;
    pause = news ? first : shorter(pause.multipliedBy(2), most);
    if (error instanceof TransientException asks && asks.retryAfter().compareTo(pause) > 0) {
      pause = shorter(asks.retryAfter(), most);
    }
    awaySinceNanos = nanos.getAsLong();
    if (news) {
      listener.away(String.valueOf(error.getMessage()), pause);
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
