package dev.bzzz.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.repo.RepositoryId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PollPlanTest {
  private static final RepositoryId SHOP = new RepositoryId("01".repeat(16));
  private static final RepositoryId ENGINE = new RepositoryId("02".repeat(16));
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final PollPlan plan = new PollPlan(INTERVAL);
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  private void list() {
    plan.listed(SHOP, now);
    plan.listed(ENGINE, now);
  }

  @Test
  void everyLookListsEverythingUnlessItIsLeftToAnother() {
    list();
    assertThat(plan.due(SHOP, now)).isTrue();

    plan.leave(SHOP, now.plusSeconds(15));

    assertThat(plan.due(SHOP, now.plusSeconds(14))).isFalse();
    assertThat(plan.due(ENGINE, now.plusSeconds(14))).isTrue();
    assertThat(plan.due(SHOP, now.plusSeconds(15))).isTrue();
  }

  @Test
  void whatWasNeverListedIsListedWhoeverElseLooks() {
    plan.leave(SHOP, now.plusSeconds(15));

    assertThat(plan.due(SHOP, now)).isTrue();
  }

  @Test
  void howeverLongItIsLeftToOthersItIsListedNowAndThen() {
    list();
    plan.leave(SHOP, Instant.MAX);

    assertThat(plan.due(SHOP, now.plusSeconds(49))).isFalse();
    now = now.plus(INTERVAL.multipliedBy(PollPlan.FALLBACK));
    assertThat(plan.due(SHOP, now)).isTrue();
    list();
    assertThat(plan.due(SHOP, now.plusSeconds(49))).isFalse();
  }

  @Test
  void aHintListsOneRepositoryOnce() {
    list();
    plan.leave(SHOP, Instant.MAX);
    plan.leave(ENGINE, Instant.MAX);

    assertThat(plan.hint(SHOP, now)).isTrue();

    assertThat(plan.due(SHOP, now)).isTrue();
    assertThat(plan.due(ENGINE, now)).isFalse();
    list();
    assertThat(plan.due(SHOP, now)).isFalse();
  }

  @Test
  void hintsCostALimitedNumberOfLooksHoweverManyThereAre() {
    int intervals = 100;
    int looks = 0;
    for (int i = 0; i < intervals * 50; i++) {
      if (plan.hint(i % 2 == 0 ? SHOP : ENGINE, now)) {
        looks++;
      }
      now = now.plus(INTERVAL.dividedBy(50));
    }

    assertThat(looks).isBetween(intervals, intervals + PollPlan.HINTS);
  }

  @Test
  void aHintThatIsNotFollowedAtOnceIsNotForgotten() {
    for (int i = 0; i < PollPlan.HINTS; i++) {
      assertThat(plan.hint(ENGINE, now)).isTrue();
    }
    list();
    plan.leave(SHOP, Instant.MAX);

    assertThat(plan.hint(SHOP, now)).isFalse();

    assertThat(plan.due(SHOP, now)).isTrue();
  }

  @Test
  void aHintThatComesDuringALookIsForTheNextOne() {
    Instant began = now;
    plan.leave(SHOP, Instant.MAX);
    now = now.plusMillis(1);

    plan.ask(SHOP, now);
    plan.listed(SHOP, began);

    assertThat(plan.due(SHOP, now)).isTrue();
    list();
    assertThat(plan.due(SHOP, now)).isFalse();
  }

  @Test
  void aLookForOneRepositoryListsOthersOnlyAfterAnInterval() {
    list();
    plan.ask(SHOP, now);

    assertThat(plan.dueBetween(SHOP, now)).isTrue();
    assertThat(plan.dueBetween(ENGINE, now)).isFalse();
    assertThat(plan.dueBetween(ENGINE, now.plus(INTERVAL))).isTrue();

    plan.leave(ENGINE, Instant.MAX);
    assertThat(plan.dueBetween(ENGINE, now.plus(INTERVAL))).isFalse();
  }
}
