package dev.bzzz.core.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.capability.AgentProfile;
import dev.bzzz.core.capability.Capability;
import dev.bzzz.core.capability.LabelCapabilityModel;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.task.TaskPolicy.Cause;
import dev.bzzz.core.task.TaskPolicy.Excluded;
import dev.bzzz.core.testkit.TestAgents;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TaskPolicyTest {
  private static final AgentProfile AGENT =
      new AgentProfile(
          TestAgents.agent(1).id(),
          "ann",
          List.of(new Capability(new Skill("java"), 900), new Capability(new Skill("sql"), 300)));
  private static final Dependencies NONE =
      new Dependencies(DependencyRule.MERGED, Map.of(), List.of());

  private final TaskPolicy policy = new TaskPolicy(new LabelCapabilityModel());

  private static Duration days(long days) {
    return Duration.ofDays(days);
  }

  private List<Long> order(Duration now, Task... tasks) {
    return policy.select(List.of(tasks), AGENT, NONE, Tasks.EPOCH.plus(now)).wanted().stream()
        .map(task -> task.id().number())
        .toList();
  }

  @Test
  void urgentTasksComeFirst() {
    Task usual = Tasks.task(1, days(0));
    Task urgent = Tasks.task(2, days(0), "priority-1");
    Task idle = Tasks.task(3, days(0), "priority-9");

    assertThat(order(days(0), idle, usual, urgent)).containsExactly(2L, 1L, 3L);
  }

  @Test
  void waitingLowersTheLevelByOneEachInterval() {
    Task old = Tasks.task(1, days(0), "priority-5");

    assertThat(policy.urgency(old, Tasks.EPOCH)).isEqualTo(5);
    assertThat(policy.urgency(old, Tasks.EPOCH.plus(days(3)))).isEqualTo(2);
    assertThat(policy.urgency(old, Tasks.EPOCH.plus(days(30)))).isEqualTo(-25);
  }

  @Test
  void aTaskFromTheFutureHasNoAge() {
    Task early = Tasks.task(1, days(10), "priority-5");

    assertThat(policy.urgency(early, Tasks.EPOCH)).isEqualTo(5);
  }

  @Test
  void amongEquallyUrgentOnesTheBetterFitThenTheOlderThenTheIdDecides() {
    Task middling = Tasks.task(1, Duration.ofHours(1));
    Task fitting = Tasks.task(2, Duration.ofHours(2), "skill-java");
    Task poor = Tasks.task(3, Duration.ofHours(0), "skill-sql");
    Task older = Tasks.task(5, Duration.ofMinutes(30));
    Task sameAge = Tasks.task(4, Duration.ofMinutes(30));

    assertThat(order(Duration.ofHours(3), middling, fitting, poor, older, sameAge))
        .containsExactly(2L, 4L, 5L, 1L, 3L);
  }

  @Test
  void everyExcludedTaskHasItsReason() {
    Task closed =
        TaskParser.parse(
            Tasks.ENGINE, Tasks.issue(1, "", Set.of(TaskParser.LABEL), false, Tasks.EPOCH));
    Task unlabelled =
        TaskParser.parse(Tasks.ENGINE, Tasks.issue(2, "", Set.of(), true, Tasks.EPOCH));
    Task unfit = Tasks.task(3, days(0), "skill-cobol");
    Task waiting = Tasks.waiting(Tasks.ENGINE, 4, "acme/protocol#1");
    Task one = Tasks.waiting(Tasks.ENGINE, 5, "#6");
    Task two = Tasks.waiting(Tasks.ENGINE, 6, "#5");
    List<Task> tasks = List.of(two, one, waiting, unfit, unlabelled, closed);
    DependencyFacts open = new DependencyFacts(true, true, false, java.util.Optional.empty());
    Dependencies dependencies =
        new Dependencies(
            DependencyRule.MERGED,
            Map.of(one.ref(), open, two.ref(), open, Tasks.ref("acme/protocol#1"), open),
            tasks);

    TaskPolicy.Selection selection = policy.select(tasks, AGENT, dependencies, Tasks.EPOCH);

    assertThat(selection.wanted()).isEmpty();
    assertThat(selection.ready()).containsExactly(unfit);
    assertThat(selection.excluded())
        .extracting(Excluded::cause)
        .containsExactly(
            Cause.CLOSED, Cause.NOT_LABELLED, Cause.UNFIT, Cause.WAITING, Cause.CYCLE, Cause.CYCLE);
    assertThat(selection.excluded())
        .extracting(Excluded::why)
        .contains(
            "does not suit this agent: lacks cobol",
            "waits for acme/protocol#1, which is not done",
            "waits for a cycle: acme/engine#5 → acme/engine#6 → acme/engine#5");
  }

  @Test
  void aTaskThatMayDependOnSomethingUnreadableIsNotWanted() {
    Task unreadable = Tasks.waiting(Tasks.ENGINE, 1, "acme/shop 1");
    Task unknownSkill = Tasks.task(2, days(0), "skill-");
    Task odd = Tasks.task(3, days(0), "priority-x");

    TaskPolicy.Selection selection =
        policy.select(List.of(unreadable, unknownSkill, odd), AGENT, NONE, Tasks.EPOCH);

    assertThat(selection.wanted()).containsExactly(odd);
    assertThat(selection.excluded()).extracting(Excluded::cause).containsOnly(Cause.WAITING);
    assertThat(selection.excluded().get(0).why()).startsWith("waits for a correction: the line");
  }

  @Test
  void anAgeingIntervalOfNothingIsRefused() {
    assertThatThrownBy(() -> new TaskPolicy(new LabelCapabilityModel(), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ageing");
  }
}
