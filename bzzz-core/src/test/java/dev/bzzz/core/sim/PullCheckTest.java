package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.AuctionProtocol;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PullCheckTest {
  /** Before its crash an agent had looked in vain; after its restart it looked and found one. */
  @Test
  void aPullRequestIsJudgedByWhatItsSenderKnewBeforeItsCrash() throws IOException {
    try (InputStream file =
        PullCheckTest.class.getResourceAsStream("dead-sender-opens-late.json")) {
      Scenario scenario = Scenario.parse(Objects.requireNonNull(file).readAllBytes());

      Run run = Simulator.of(new AuctionProtocol()).run(scenario);

      assertThat(run.violations()).isEmpty();
      assertThat(run.trace().toString())
          .containsSubsequence(
              "agent-1    dies",
              "agent-1    starts",
              "bzzz/1/t1 opened by agent-0",
              "bzzz/1/t1 opened by agent-1");
    }
  }
}
