package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.ClaimEffect.Announce.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunCommandTest {
  @Test
  void anAgentThatLeftNothingHasDoneItsWork() {
    Report report = RunCommand.report("ada", Map.of(Kind.DONE, 2), List.of());

    assertThat(report.exitCode()).isZero();
    assertThat(report.lines()).contains("agent ada has stopped", "  done 2");
    assertThat(report.json().get("obstacles")).isEmpty();
  }

  @Test
  void anAgentKeptFromTasksHasFailedAndSaysWhyInTheLastLine() {
    Report report = RunCommand.report("ada", Map.of(), List.of("x is in the way", "y", "z"));

    assertThat(report.exitCode()).isEqualTo(1);
    assertThat(report.lines())
        .last()
        .isEqualTo("left tasks that it could not take: x is in the way (and 2 more, told above)");
    assertThat(report.json().get("obstacles")).hasSize(3);
  }
}
