package dev.bzzz.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.ClaimState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DependenciesTest {
  private static final DependencyFacts OPEN =
      new DependencyFacts(true, true, false, Optional.empty());
  private static final DependencyFacts CLOSED =
      new DependencyFacts(true, false, false, Optional.empty());

  @ParameterizedTest
  @EnumSource(DependencyRule.class)
  void closedIssuesAndMergedPullRequestsAreMetUnderEveryRule(DependencyRule rule) {
    DependencyFacts merged =
        new DependencyFacts(true, true, true, Optional.of(ClaimState.PUBLISHED));

    assertThat(CLOSED.unmet(rule)).isEmpty();
    assertThat(merged.unmet(rule)).isEmpty();
    assertThat(OPEN.unmet(rule)).contains("is not done");
    assertThat(DependencyFacts.unknown().unmet(rule)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "HELD,false",
    "CHALLENGED,false",
    "RELEASED,false",
    "ESCALATED,false",
    "PUBLISHED,true",
    "DONE,true"
  })
  void publishedWorkIsMetUnderTheRulePublishedOnly(ClaimState state, boolean met) {
    DependencyFacts facts = new DependencyFacts(true, true, false, Optional.of(state));

    assertThat(facts.unmet(DependencyRule.PUBLISHED).isEmpty()).isEqualTo(met);
    assertThat(facts.unmet(DependencyRule.MERGED)).isPresent();
  }

  @Test
  void theReasonNamesEveryUnmetDependency() {
    Task task = Tasks.waiting(Tasks.ENGINE, 1, "#2", "#3", "other/place#4");
    Dependencies dependencies =
        judged(Map.of(Tasks.ref("acme/engine#2"), CLOSED, Tasks.ref("acme/engine#3"), OPEN), task);

    assertThat(dependencies.waitsFor(task))
        .contains(
            "waits for acme/engine#3, which is not done; for other/place#4, which is not known"
                + " here; watch its repository too, or correct the line");
    assertThat(dependencies.cycle(task)).isEmpty();
  }

  @Test
  void aTaskThatWaitsForACycleWithoutBeingInItNamesTheSameCycle() {
    Task first = Tasks.waiting(Tasks.ENGINE, 1, "acme/protocol#2");
    Task second = Tasks.waiting(Tasks.PROTOCOL, 2, "acme/engine#1");
    Task outside = Tasks.waiting(Tasks.ENGINE, 3, "acme/protocol#2");
    Dependencies dependencies = allOpen(first, second, outside);

    String cycle = "acme/engine#1 → acme/protocol#2 → acme/engine#1";
    assertThat(dependencies.cycle(first)).contains(cycle);
    assertThat(dependencies.cycle(second)).contains(cycle);
    assertThat(dependencies.cycle(outside)).contains(cycle);
  }

  @Test
  void aDependencyThatIsMetBreaksTheCycle() {
    Task first = Tasks.waiting(Tasks.ENGINE, 1, "#2");
    Task second = Tasks.waiting(Tasks.ENGINE, 2, "#1");
    Dependencies dependencies =
        judged(Map.of(first.ref(), CLOSED, second.ref(), OPEN), first, second);

    assertThat(dependencies.cycle(first)).isEmpty();
    assertThat(dependencies.waitsFor(second)).isEmpty();
  }

  @Test
  void twoWaysToOneTaskAreNoCycle() {
    Task top = Tasks.waiting(Tasks.ENGINE, 1, "#2", "#3");
    Task left = Tasks.waiting(Tasks.ENGINE, 2, "#4");
    Task right = Tasks.waiting(Tasks.ENGINE, 3, "#4");
    Task bottom = Tasks.waiting(Tasks.ENGINE, 4, "other/place#1");
    Dependencies dependencies = allOpen(top, left, right, bottom);

    for (Task task : List.of(top, left, right, bottom)) {
      assertThat(dependencies.cycle(task)).isEmpty();
    }
  }

  @Test
  void aVeryLongCycleIsFoundAndNamedBriefly() {
    List<Task> tasks = new ArrayList<>();
    int length = 20_000;
    for (int i = 1; i <= length; i++) {
      tasks.add(Tasks.waiting(Tasks.ENGINE, i, "#" + (i % length + 1)));
    }

    Dependencies dependencies = allOpen(tasks.toArray(Task[]::new));

    assertThat(dependencies.cycle(tasks.get(9999)).orElseThrow())
        .startsWith("acme/engine#1 → acme/engine#2 → ")
        .endsWith("… → acme/engine#1")
        .hasSizeLessThan(300);
  }

  private static Dependencies allOpen(Task... tasks) {
    Map<TaskRef, DependencyFacts> facts = new HashMap<>();
    for (Task task : tasks) {
      facts.put(task.ref(), OPEN);
    }
    return judged(facts, tasks);
  }

  private static Dependencies judged(Map<TaskRef, DependencyFacts> facts, Task... open) {
    return new Dependencies(DependencyRule.MERGED, facts, List.of(open));
  }
}
