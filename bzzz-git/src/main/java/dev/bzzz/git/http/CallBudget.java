package dev.bzzz.git.http;

import dev.bzzz.core.Bounded;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many calls an hour a host is asked about each of its repositories. All are counted, but only
 * looks for news wait: claims, work and publishing go first, and what they take is saved by looking
 * less often. Safe for use by many threads.
 *
 * <p>A token bucket for each repository: a sixth of the hour's calls may come at once, the rest
 * flows in evenly, and looks leave half of the bucket to others. So in no hour there are more calls
 * than allowed, unless the others alone need more; then the bucket owes, at most an hour's calls,
 * and looks wait until it does not.
 */
final class CallBudget {
  /** Most repositories that are counted; one that is forgotten begins anew. */
  static final int MAX_REPOSITORIES = 10_000;

  private static final int BURST = 6;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Pattern REPOSITORY =
      Pattern.compile("/repos/([^/?]+/[^/?]+)|/projects/([^/?]+)");
  private static final Logger LOG = LoggerFactory.getLogger(CallBudget.class);

  private final int perHour;
  private final Time time;
  private final Map<String, Bucket> buckets = Bounded.lru(MAX_REPOSITORIES);

  private static final class Bucket {
    private double calls;
    private long atNanos;
    private Optional<Long> toldNanos = Optional.empty();

    Bucket(double calls, long atNanos) {
      this.calls = calls;
      this.atNanos = atNanos;
    }
  }

  CallBudget(int perHour, Time time) {
    this.perHour = perHour;
    this.time = time;
  }

  /** Counts a call that is made. */
  synchronized void spent(URI url) {
    repository(url)
        .ifPresent(name -> bucket(name).calls = Math.max(-perHour, bucket(name).calls - 1));
  }

  /**
   * Whether a repository may be looked at now; when it may not, that is told once an hour.
   *
   * @param action what a look does, behind "cannot"
   */
  synchronized boolean affords(URI url, String action) {
    return repository(url).map(name -> affords(bucket(name), action)).orElse(true);
  }

  private boolean affords(Bucket bucket, String action) {
    boolean affordable = bucket.calls >= capacity() / 2;
    long now = time.nanos();
    if (!affordable && bucket.toldNanos.filter(told -> now - told < HOUR.toNanos()).isEmpty()) {
      bucket.toldNanos = Optional.of(now);
      LOG.warn(
          "cannot {} as often as wished: the budget of {} calls an hour is used up, so looks are"
              + " fewer; claims and publishing go on",
          action,
          perHour);
    }
    return affordable;
  }

  private Bucket bucket(String name) {
    long now = time.nanos();
    Bucket bucket = buckets.computeIfAbsent(name, each -> new Bucket(capacity(), now));
    double flown = (perHour - capacity()) * (now - bucket.atNanos) / HOUR.toNanos();
    bucket.calls = Math.min(capacity(), bucket.calls + flown);
    bucket.atNanos = now;
    return bucket;
  }

  private double capacity() {
    return (double) perHour / BURST;
  }

  /** What a call is about; empty for one that is about no repository. */
  private static Optional<String> repository(URI url) {
    Matcher matcher = REPOSITORY.matcher(url.getRawPath());
    return matcher.find()
        ? Optional.of(Optional.ofNullable(matcher.group(1)).orElseGet(() -> matcher.group(2)))
        : Optional.empty();
  }
}
