package dev.bzzz.core.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What is kept in order as times come is what sorting them would give. */
final class LatenciesPropertyTest {
  @Property(tries = 200)
  void p95IsTheNearestRankOfTheLastTimes(
      @ForAll @Size(max = 200) List<@LongRange(min = -5, max = 50) Long> times) {
    Latencies latencies = new Latencies();

    List<Long> last = new ArrayList<>();
    for (long time : times) {
      latencies.add(Duration.ofNanos(time));
      last.add(Math.max(0, time));
      List<Long> window =
          last.subList(Math.max(0, last.size() - Latencies.WINDOW), last.size()).stream()
              .sorted()
              .toList();
      assertThat(latencies.p95().toNanos())
          .isEqualTo(window.get((int) Math.ceil(0.95 * window.size()) - 1));
    }

    assertThat(latencies.isEmpty()).isEqualTo(times.isEmpty());
  }
}
