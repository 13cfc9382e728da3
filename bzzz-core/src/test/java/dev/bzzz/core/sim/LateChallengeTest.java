package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.AuctionProtocol;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LateChallengeTest {
  /** Its answer got lost, and before that was known the holder had answered, and was done. */
  @Test
  void aChallengeThatWasAnsweredBeforeItWasKnownToBeMadeKeepsNoSlot() throws IOException {
    Run run =
        Simulator.of(new AuctionProtocol())
            .run(FoundScenario.named("done-before-the-challenge-was-known.json"));

    assertThat(run.violations()).isEmpty();
    assertThat(run.trace().toString())
        .containsSubsequence(
            "#1 DONE t2 s7 f033743b written by agent-1",
            "agent-2    hears Unknown for #1 CHALLENGED",
            "agent-2    says GRANTED #2");
  }
}
