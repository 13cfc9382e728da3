package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.QuorumProtocol;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class GrantQuotaTest {
  /** Two agents have challenged a task each, and may for minutes not be granted that one again. */
  @Test
  void whoMayNotBeGrantedWhatItHasChallengedLeavesItsSlotToAnotherTask() throws IOException {
    Run run =
        Simulator.of(new QuorumProtocol())
            .run(FoundScenario.named("challengers-out-of-grants.json"));

    assertThat(run.violations()).isEmpty();
    assertThat(run.trace().toString())
        .containsSubsequence("agent-0    says CHALLENGED #3", "agent-2    says GRANTED #3");
  }
}
