package dev.bzzz.core.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ToldTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String FIRST = "HELD t1 of 01ab#7 (%s) was refused: it took %d ms";

  private final Told told = new Told();

  @Test
  void aTroubleIsToldOnceWhateverIdsAndFiguresItIsToldWith() {
    String one = FIRST.formatted("a3".repeat(32), 120);
    String two = FIRST.formatted("f".repeat(63) + "0", 7);

    assertThat(told.news(one, NOW)).isTrue();
    assertThat(told.news(one, NOW)).isFalse();
    assertThat(told.news(two, NOW)).isFalse();
    assertThat(told.news("the token is wrong", NOW)).isTrue();
  }

  @Test
  void troublesThatTakeTurnsAreToldOnceEach() {
    int news = 0;
    for (int i = 0; i < 100; i++) {
      news += told.news("no answer after " + i + " ms", NOW) ? 1 : 0;
      news += told.news("branch a" + i + " is in the way", NOW) ? 1 : 0;
    }

    assertThat(news).isEqualTo(2);
  }

  @Test
  void aTroubleIsToldAgainWhenSomethingHasWorkedAndAfterAWhile() {
    assertThat(told.news("no answer", NOW)).isTrue();
    told.over();
    assertThat(told.news("no answer", NOW)).isTrue();

    assertThat(told.news("no answer", NOW.plus(Told.AGAIN).minusMillis(1))).isFalse();
    assertThat(told.news("no answer", NOW.plus(Told.AGAIN))).isTrue();
    assertThat(told.news("no answer", NOW.plus(Told.AGAIN).plus(Duration.ofSeconds(1)))).isFalse();
  }

  @Test
  void onlySoManyTroublesAreRemembered() {
    for (char each = 'a'; each < 'a' + Told.MAX + 1; each++) {
      assertThat(told.news("trouble " + each, NOW)).isTrue();
    }

    assertThat(told.news("trouble b", NOW)).isFalse();
    assertThat(told.news("trouble a", NOW)).isTrue();
  }
}
