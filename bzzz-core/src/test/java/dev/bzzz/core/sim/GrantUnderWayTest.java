package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.AuctionProtocol;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.OptimisticProtocol;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class GrantUnderWayTest {
  /** The answer got lost, and before that was known the ref was deleted, and then set back. */
  @Test
  void aTakeoverThatMayHaveBeenMadeKeepsItsSlotWhenItsRegisterIsDamagedMeanwhile()
      throws IOException {
    Run run = run(new AuctionProtocol(), "damaged-while-taken-over.json");

    assertThat(run.violations()).isEmpty();
    assertThat(run.trace().of(2).toString())
        .containsSubsequence(
            "HELD t2 s3",
            "forced to nothing valid",
            "set back by agent-1",
            "agent-0    hears Unknown",
            "agent-0    works on #2");
  }

  /** The same, but nobody ever saw the grant: who asks again and is refused has a slot free. */
  @Test
  void aGrantThatWasDeletedBeforeAnybodyHeardOfItTakesNoSlot() throws IOException {
    Run run = run(new OptimisticProtocol(), "deleted-before-it-was-known.json");

    assertThat(run.violations()).isEmpty();
    assertThat(run.trace().toString())
        .containsSubsequence(
            "#1 HELD t1 s1 81fafc40 written by agent-1",
            "#1 forced to nothing valid",
            "agent-1    hears Refused for #1",
            "#2 HELD t1 s1 e4dba2b8 written by agent-1");
  }

  /**
   * It was not in line with what a scan had shown, so it was passed over, and its slot given away.
   */
  @Test
  void aGrantThatWonAgainstADeletedOneOfAnotherKeepsItsSlot() throws IOException {
    Run run = run(new OptimisticProtocol(), "won-after-a-deletion.json");

    assertThat(run.violations()).isEmpty();
    assertThat(run.trace().of(2).toString())
        .containsSubsequence(
            "HELD t1 s1 9ed18df2 written by agent-2",
            "#2 forced to nothing valid",
            "HELD t1 s1 b8d17f67 written by agent-0",
            "agent-0    hears Won for #2 HELD t1 s1 b8d17f67",
            "agent-0    works on #2");
  }

  private static Run run(ClaimProtocol protocol, String scenario) throws IOException {
    return Simulator.of(protocol).run(FoundScenario.named(scenario));
  }
}
