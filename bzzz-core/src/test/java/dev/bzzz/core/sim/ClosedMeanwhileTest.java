package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.RendezvousProtocol;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Issues that people close while an agent does not look. */
class ClosedMeanwhileTest {
  /** An agent was cut off while it read; what it read at last tells of a closed issue. */
  @Test
  void whatIsReadLateOfAClosedIssueIsNotTakenBeforeTheForgeIsAsked() throws IOException {
    Run run = run("released-closed-while-cut-off.json");

    assertThat(run.violations()).isEmpty();
    assertThat(run.trace().of(3).toString())
        .containsSubsequence("people close issue #3", "RELEASED t1", "agent-1    says TROUBLE #3");
  }

  /** Its last attempt was used up, too, and one who had not looked since would call people. */
  @Test
  void nobodyIsCalledToWhatWasFreedSinceItsIssueIsClosed() throws IOException {
    Run run = run("freed-in-its-last-attempt.json");

    assertThat(run.violations()).isEmpty();
    assertThat(run.trace().of(3).toString())
        .containsSubsequence("people close issue #3", "RELEASED t16")
        .doesNotContain("asks for #3 ESCALATED");
  }

  private static Run run(String scenario) throws IOException {
    return Simulator.of(new RendezvousProtocol()).run(FoundScenario.named(scenario));
  }
}
