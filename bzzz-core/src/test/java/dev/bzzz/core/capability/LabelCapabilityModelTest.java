package dev.bzzz.core.capability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskParser;
import dev.bzzz.core.testkit.CapabilityModelContract;
import dev.bzzz.core.testkit.TestAgents;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LabelCapabilityModelTest extends CapabilityModelContract {
  @Override
  protected CapabilityModel model() {
    return new LabelCapabilityModel();
  }

  @Test
  void theWeakestRequiredSkillIsTheFit() {
    AgentProfile agent =
        new AgentProfile(
            TestAgents.agent(1).id(),
            "ann",
            List.of(new Capability(new Skill("java"), 800), new Capability(new Skill("sql"), 300)));

    Fit fit = model().fit(task("skill-java", "skill-sql"), agent);

    assertThat(fit).isEqualTo(new Fit(300, List.of("java 800", "sql 300")));
  }

  @Test
  void aMissingSkillIsNamed() {
    AgentProfile agent = AgentProfile.of(TestAgents.agent(1).id(), "ann", List.of());

    Fit fit = model().fit(task("skill-java"), agent);

    assertThat(fit).isEqualTo(new Fit(0, List.of("lacks java")));
  }

  private static Task task(String... labels) {
    Instant then = Instant.parse("2026-01-02T03:04:05Z");
    Repository repository =
        new Repository(
            new RepositoryId("0123456789abcdef".repeat(2)),
            RepositoryName.parse("acme/engine"),
            URI.create("file:///srv/acme/engine.git"),
            "main");
    return TaskParser.parse(
        repository, new Issue(1, "t", "", "ann", Set.of(labels), true, then, then, List.of()));
  }
}
