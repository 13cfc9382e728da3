package dev.bzzz.git.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts requests for each token and hour, so that clients that heed limits see how they fare. The
 * limit only stops a client that runs wild. Safe for use by many threads.
 */
final class RateLimits {
  /** Requests for each token in one hour. */
  static final int PER_HOUR = 1_000_000;

  private static final long HOUR = 3600;
  private static final int MAX_CALLERS = 100;

  private final Map<String, Window> windows = new ConcurrentHashMap<>();

  /** How many requests came since the hour began. */
  record Window(long hour, int used) {
    int remaining() {
      return Math.max(0, PER_HOUR - used);
    }

    long reset() {
      return (hour + 1) * HOUR;
    }

    ObjectNode json() {
      return JsonNodeFactory.instance
          .objectNode()
          .put("limit", PER_HOUR)
          .put("used", Math.min(PER_HOUR, used))
          .put("remaining", remaining())
          .put("reset", reset());
    }
  }

  /** Counts one request, or none. */
  Window count(String fingerprint, boolean counts) {
    long hour = Instant.now().getEpochSecond() / HOUR;
    // Wrong tokens are many; they share one window once there are too many of them.
    String key =
        windows.size() < MAX_CALLERS || windows.containsKey(fingerprint) ? fingerprint : "others";
    return windows.merge(
        key,
        new Window(hour, counts ? 1 : 0),
        (known, one) -> known.hour() == hour ? new Window(hour, known.used() + one.used()) : one);
  }
}
