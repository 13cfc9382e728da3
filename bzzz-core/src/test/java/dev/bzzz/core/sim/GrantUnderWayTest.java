package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.claim.AuctionProtocol;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GrantUnderWayTest {
  /** The answer got lost, and before that was known the ref was deleted, and then set back. */
  @Test
  void aTakeoverThatMayHaveBeenMadeKeepsItsSlotWhenItsRegisterIsDamagedMeanwhile()
      throws IOException {
    try (InputStream file =
        GrantUnderWayTest.class.getResourceAsStream("damaged-while-taken-over.json")) {
      Scenario scenario = Scenario.parse(Objects.requireNonNull(file).readAllBytes());

      Run run = Simulator.of(new AuctionProtocol()).run(scenario);

      assertThat(run.violations()).isEmpty();
      assertThat(run.trace().of(2).toString())
          .containsSubsequence(
              "HELD t2 s3",
              "forced to nothing valid",
              "set back by agent-1",
              "agent-0    hears Unknown",
              "agent-0    works on #2");
    }
  }
}
