package dev.bzzz.git.http;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A clock that stands still unless somebody waits. */
final class FakeTime implements Time {
  private final List<Duration> pauses = new ArrayList<>();
  private Instant now;
  private long nanos = -1_000_000_000_000L; // nanoTime may be negative

  FakeTime(String now) {
    this.now = Instant.parse(now);
  }

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public synchronized void pause(Duration duration) {
    pauses.add(duration);
    pass(duration);
  }

  synchronized void pass(Duration duration) {
    nanos += duration.toNanos();
    now = now.plus(duration);
  }

  synchronized List<Duration> pauses() {
    return List.copyOf(pauses);
  }
}
