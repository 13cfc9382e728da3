package dev.bzzz.p2p.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AllowanceTest {
  private final Allowance allowance = new Allowance(3, 2, Instant.EPOCH);

  @Test
  void soManyMayBeDoneAtOnceAndNoMore() {
    assertThat(takenAt(Instant.EPOCH)).isEqualTo(3);
  }

  @Test
  void everySecondBringsSomeBack() {
    takenAt(Instant.EPOCH);

    assertThat(takenAt(Instant.EPOCH.plusMillis(499))).isZero();
    assertThat(takenAt(Instant.EPOCH.plusMillis(500))).isEqualTo(1);
    assertThat(takenAt(Instant.EPOCH.plusMillis(1500))).isEqualTo(2);
  }

  @Test
  void aLongTimeBringsBackNoMoreThanAtOnce() {
    takenAt(Instant.EPOCH);

    assertThat(takenAt(Instant.EPOCH.plus(Duration.ofDays(1000)))).isEqualTo(3);
  }

  private int takenAt(Instant now) {
    int taken = 0;
    while (allowance.take(now)) {
      taken++;
    }
    return taken;
  }
}
