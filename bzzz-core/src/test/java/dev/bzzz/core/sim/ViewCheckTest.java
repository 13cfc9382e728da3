package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.AuctionProtocol;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ViewCheckTest {
  /**
   * Agent 0 bids for task 2, dies, and bids anew without a memory of the first bid; agent 1 stands
   * still meanwhile, hears both when it goes on, and keeps to the first.
   */
  @Test
  void whoHasHeardAnotherBidOfOneThatStartedAnewWasNotToldTheSame() throws IOException {
    Run run =
        Simulator.of(new AuctionProtocol()).run(FoundScenario.named("bidder-starts-anew.json"));

    assertThat(run.violations()).isEmpty();
    assertThat(run.trace().toString())
        .containsSubsequence(
            "agent-1    stands still",
            "agent-0    dies",
            "agent-0    starts",
            "agent-1    goes on");
  }
}
