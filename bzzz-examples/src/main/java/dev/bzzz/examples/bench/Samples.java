package dev.bzzz.examples.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one agent measured in one race. Moments are milliseconds since 1970, so that those of
 * several processes can be compared.
 *
 * @param beganMillis when it started
 * @param endedMillis when its last grant was there
 * @param tries how often it asked the ledger for a task
 * @param grants how long each grant took, from looking at the task to holding it
 */
record Samples(long beganMillis, long endedMillis, long tries, List<Duration> grants) {
  Samples {
    grants = List.copyOf(grants);
  }

  /** All numbers in one line, for another process to {@link #parse}. */
  String line() {
    StringBuilder line = new StringBuilder();
    line.append(beganMillis).append(' ').append(endedMillis).append(' ').append(tries);
    grants.forEach(grant -> line.append(' ').append(grant.toNanos()));
    return line.toString();
  }

  static Samples parse(String line) {
    long[] numbers = Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
    List<Duration> grants = new ArrayList<>();
    for (int i = 3; i < numbers.length; i++) {
      grants.add(Duration.ofNanos(numbers[i]));
    }
    return new Samples(numbers[0], numbers[1], numbers[2], grants);
  }
}
