package dev.bzzz.git.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CallBudgetTest {
  private static final URI SHOP = URI.create("https://x/api/v3/repos/acme/shop/issues?state=all");
  private static final URI PULLS = URI.create("https://x/api/v3/repos/acme/shop/pulls");
  private static final URI ENGINE = URI.create("https://x/api/v3/repos/acme/engine/issues");
  private static final int PER_HOUR = 600;
  private static final long HOUR_SECONDS = 3600;

  private final FakeTime time = new FakeTime("2026-01-02T03:04:05Z");
  private final CallBudget budget = new CallBudget(PER_HOUR, time);

  private int looksNow() {
    int looks = 0;
    while (budget.affords(SHOP, "look at acme/shop")) {
      budget.spent(SHOP);
      looks++;
    }
    return looks;
  }

  @Test
  void looksLeaveHalfOfTheBucketToTasks() {
    assertThat(looksNow()).isEqualTo(51);
    assertThat(looksNow()).isZero();
  }

  @Test
  void looksComeAgainAsTheBucketFills() {
    looksNow();

    time.pass(Duration.ofMinutes(1));

    assertThat(looksNow()).isBetween(8, 9); // 500 an hour
  }

  @Test
  void whatTasksTakeLooksSave() {
    looksNow();
    for (int i = 0; i < 100; i++) {
      budget.spent(PULLS);
    }

    time.pass(Duration.ofMinutes(10));
    assertThat(looksNow()).isZero();
    time.pass(Duration.ofMinutes(3));
    assertThat(looksNow()).isBetween(8, 9);
  }

  @Test
  void eachRepositoryHasItsOwn() {
    looksNow();

    assertThat(budget.affords(ENGINE, "look at acme/engine")).isTrue();
    assertThat(budget.affords(URI.create("https://x/api/v3/user/repos"), "list")).isTrue();
    assertThat(budget.affords(URI.create("https://x/api/v4/projects/7/issues"), "look")).isTrue();
  }

  @Test
  void noHourHasMoreCallsThanAllowed() {
    Random random = new Random(42);
    Deque<Long> calls = new ArrayDeque<>();
    long most = 0;
    for (long second = 0; second < 6 * HOUR_SECONDS; second++) {
      boolean task = random.nextInt(600) == 0;
      int wanted = task ? 8 : budget.affords(SHOP, "look at acme/shop") ? 1 + random.nextInt(3) : 0;
      for (int i = 0; i < wanted; i++) {
        budget.spent(task ? PULLS : SHOP);
        calls.add(second);
      }
      while (!calls.isEmpty() && calls.peek() <= second - HOUR_SECONDS) {
        calls.remove();
      }
      most = Math.max(most, calls.size());
      time.pass(Duration.ofSeconds(1));
    }

    assertThat(most).isBetween((long) PER_HOUR / 2, (long) PER_HOUR);
  }

  @Test
  void nobodyOwesMoreThanAnHour() {
    for (int i = 0; i < 100 * PER_HOUR; i++) {
      budget.spent(PULLS);
    }

    time.pass(Duration.ofMinutes(79));

    assertThat(looksNow()).isPositive();
  }
}
