package dev.bzzz.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.capability.AgentProfile;
import dev.bzzz.core.capability.Capability;
import dev.bzzz.core.capability.CapabilityModel;
import dev.bzzz.core.capability.Fit;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.capability.TaskOutcome;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskParser;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What every {@link CapabilityModel} does. Implementers supply a model without experience. */
public abstract class CapabilityModelContract {
  private static final int CASES = 300;
  private static final List<String> SKILLS = List.of("java", "go", "sql", "c++", "docs");
  private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");
  private static final Repository REPOSITORY =
      new Repository(
          new RepositoryId("0123456789abcdef".repeat(2)),
          RepositoryName.parse("acme/engine"),
          URI.create("file:///srv/acme/engine.git"),
          "main");

  /** A model that has learned nothing yet. */
  protected abstract CapabilityModel model();

  /** A task and an agent, drawn by a seed that failures show. */
  private record Case(long seed, Task task, AgentProfile agent) {
    static Case draw(long seed) {
      Random random = new Random(seed);
      Set<String> labels = new TreeSet<>(Set.of(TaskParser.LABEL));
      List<Capability> capabilities = new ArrayList<>();
      for (String skill : SKILLS) {
        if (random.nextInt(3) == 0) {
          labels.add("skill-" + skill);
        }
        if (random.nextInt(3) > 0) {
          int level = random.nextInt(4) == 0 ? 0 : random.nextInt(1001);
          capabilities.add(new Capability(new Skill(skill), level));
        }
      }
      int agent = 1 + random.nextInt(3);
      return new Case(
          seed,
          CapabilityModelContract.task(1 + random.nextInt(1000), labels),
          new AgentProfile(TestAgents.agent(agent).id(), "agent " + agent, capabilities));
    }
  }

  private static Task task(long number, Set<String> labels) {
    return TaskParser.parse(
        REPOSITORY, new Issue(number, "t", "", "ann", labels, true, THEN, THEN, List.of()));
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (long seed = 0; seed < CASES; seed++) {
      cases.add(Case.draw(seed));
    }
    return cases;
  }

  @Test
  void everyFitIsInRangeAndHasReasons() {
    for (Case each : cases()) {
      Fit fit = model().fit(each.task(), each.agent());

      assertThat(fit.value()).as("%s", each).isBetween(0, 1000);
      assertThat(fit.reasons()).as("%s", each).isNotEmpty().noneMatch(String::isBlank);
    }
  }

  @Test
  void theSameQuestionHasTheSameAnswer() {
    CapabilityModel model = model();

    for (Case each : cases()) {
      Case again = Case.draw(each.seed());
      assertThat(model.fit(each.task(), each.agent()))
          .as("%s", each)
          .isEqualTo(model.fit(again.task(), again.agent()))
          .isEqualTo(model().fit(again.task(), again.agent()));
    }
  }

  @Test
  void whoLacksARequiredSkillDoesNotSuit() {
    for (Case each : cases()) {
      boolean lacks = !each.agent().skills().containsAll(each.task().skills());

      if (lacks) {
        assertThat(model().fit(each.task(), each.agent()).suits()).as("%s", each).isFalse();
      }
    }
  }

  @Test
  void anExpertSuitsWhatAsksForTheSkillAndWhatAsksForNone() {
    AgentProfile expert =
        AgentProfile.of(TestAgents.agent(1).id(), "expert", List.of(new Skill("java")));

    assertThat(model().fit(task(1, Set.of("skill-java")), expert).suits()).isTrue();
    assertThat(model().fit(task(2, Set.of()), expert).suits()).isTrue();
  }

  @Test
  void learningGivesAModelAndLeavesTheOldOneAsItWas() {
    CapabilityModel old = model();
    List<Case> cases = cases();
    List<Fit> before = fits(old, cases);

    CapabilityModel learned = old;
    for (Case each : cases) {
      learned = learned.learn(new TaskOutcome(each.task(), each.agent(), each.seed() % 2 == 0));
    }

    assertThat(fits(old, cases)).isEqualTo(before);
    for (Case each : cases) {
      Fit fit = learned.fit(each.task(), each.agent());
      assertThat(fit.value()).as("%s", each).isBetween(0, 1000);
      if (!each.agent().skills().containsAll(each.task().skills())) {
        assertThat(fit.suits()).as("%s", each).isFalse();
      }
    }
  }

  private static List<Fit> fits(CapabilityModel model, List<Case> cases) {
    return cases.stream().map(each -> model.fit(each.task(), each.agent())).toList();
  }
}
