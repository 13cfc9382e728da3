package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.AuctionProtocol;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PullCheckTest {
  /** Before its crash an agent had looked in vain; after its restart it looked and found one. */
  @Test
  void aPullRequestIsJudgedByWhatItsSenderKnewBeforeItsCrash() throws IOException {
    Run run =
        Simulator.of(new AuctionProtocol()).run(FoundScenario.named("dead-sender-opens-late.json"));

    assertThat(run.violations()).isEmpty();
    assertThat(run.trace().toString())
        .containsSubsequence(
            "agent-1    dies",
            "agent-1    starts",
            "bzzz/1/t1 opened by agent-0",
            "bzzz/1/t1 opened by agent-1");
  }
}
