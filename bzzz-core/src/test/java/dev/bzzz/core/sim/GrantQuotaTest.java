package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.QuorumProtocol;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GrantQuotaTest {
  /** Two agents have challenged a task each, and may for minutes not be granted that one again. */
  @Test
  void whoMayNotBeGrantedWhatItHasChallengedLeavesItsSlotToAnotherTask() throws IOException {
    try (InputStream file =
        GrantQuotaTest.class.getResourceAsStream("challengers-out-of-grants.json")) {
      Scenario scenario = Scenario.parse(Objects.requireNonNull(file).readAllBytes());

      Run run = Simulator.of(new QuorumProtocol()).run(scenario);

      assertThat(run.violations()).isEmpty();
      assertThat(run.trace().toString())
          .containsSubsequence("agent-0    says CHALLENGED #3", "agent-2    says GRANTED #3");
    }
  }
}
