package dev.bzzz.git.http;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much a host still allows one token: {@code Retry-After} (RFC 9110), {@code X-RateLimit-*}
 * (GitHub, Gitea) and {@code RateLimit-*} (GitLab; also with seconds, as in the IETF draft).
 * Moments are measured from the host's own {@code Date}, so that neither clock has to be right.
 * Safe for use by many threads.
 */
final class RateLimit {
  /** How long to wait after a refusal that does not say; doubled with each one in a row. */
  static final Duration UNSAID = Duration.ofMinutes(1);

  /** Longest wait, whatever the host says. */
  static final Duration MAX_WAIT = Duration.ofHours(1);

  private static final int MAX_DOUBLINGS = 4;
  private static final long EPOCH_FROM = 1_000_000_000L; // smaller numbers are seconds to wait

  private final int reserve;
  private final Time time;
  private long readsFromNanos;
  private long writesFromNanos;
  private int refusals;

  RateLimit(int reserve, Time time) {
    this.reserve = reserve;
    this.time = time;
    readsFromNanos = time.nanos();
    writesFromNanos = readsFromNanos;
  }

  /** How long no request of a kind may be sent; zero when one may. */
  synchronized Duration wait(boolean reads) {
    long from = reads ? readsFromNanos : writesFromNanos;
    return Duration.ofNanos(Math.max(0, from - time.nanos()));
  }

  /** Learns from an answer that is no refusal. */
  synchronized void answered(HttpHeaders headers) {
    refusals = 0;
    OptionalLong remaining = first(headers, "X-RateLimit-Remaining", "RateLimit-Remaining");
    if (remaining.isEmpty()) {
      return;
    }
    Duration untilReset = reset(headers).orElse(UNSAID);
    OptionalLong limit = first(headers, "X-RateLimit-Limit", "RateLimit-Limit");
    long kept = limit.isPresent() ? Math.min(reserve, limit.getAsLong() / 10) : reserve;
    if (remaining.getAsLong() <= kept) {
      readsFromNanos = time.nanos() + untilReset.toNanos();
    }
    if (remaining.getAsLong() <= 0) {
      writesFromNanos = time.nanos() + untilReset.toNanos();
    }
  }

  /** Learns from a refusal, and tells how long to wait. */
  synchronized Duration refused(HttpHeaders headers) {
    Duration unsaid = UNSAID.multipliedBy(1L << Math.min(refusals, MAX_DOUBLINGS));
    refusals++;
    boolean usedUp = first(headers, "X-RateLimit-Remaining", "RateLimit-Remaining").orElse(1) == 0;
    Duration wait =
        retryAfter(headers, time.now())
            .or(() -> usedUp ? reset(headers) : Optional.empty())
            .orElse(unsaid);
    readsFromNanos = Math.max(readsFromNanos, time.nanos() + wait.toNanos());
    writesFromNanos = Math.max(writesFromNanos, readsFromNanos);
    return wait;
  }

  /** What {@code Retry-After} says, by the host's clock. */
  static Optional<Duration> retryAfter(HttpHeaders headers, Instant localNow) {
    Optional<String> value = headers.firstValue("Retry-After").map(String::strip);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    OptionalLong seconds = number(value.get());
    if (seconds.isPresent()) {
      return Optional.of(bounded(Duration.ofSeconds(seconds.getAsLong())));
    }
    return date(value.get())
        .map(at -> bounded(Duration.between(date(headers).orElse(localNow), at)));
  }

  private Optional<Duration> reset(HttpHeaders headers) {
    OptionalLong reset = first(headers, "X-RateLimit-Reset", "RateLimit-Reset");
    if (reset.isEmpty()) {
      return Optional.empty();
    }
    long value = reset.getAsLong();
    // One second more: the host's clock shows whole ones.
    Duration left =
        value < EPOCH_FROM
            ? Duration.ofSeconds(value)
            : Duration.between(
                date(headers).orElseGet(time::now), Instant.ofEpochSecond(value).plusSeconds(1));
    return Optional.of(bounded(left));
  }

  static Optional<Instant> date(HttpHeaders headers) {
    return headers.firstValue("Date").flatMap(RateLimit::date);
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty(); // then our own clock has to do
    }
  }

  private static OptionalLong first(HttpHeaders headers, String name, String other) {
    return number(headers.firstValue(name).or(() -> headers.firstValue(other)).orElse(""));
  }

  /** Of at most 12 digits, so that no later sum overflows. */
  private static OptionalLong number(String text) {
    return text.matches("\\d{1,12}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
  }
}
