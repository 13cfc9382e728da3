package dev.bzzz.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes whose claims a majority of them keeps, with nothing but libp2p between them. */
@Timeout(300)
final class QuorumProcessesIT {
  @TempDir private Path temp;

  @Test
  void everyTaskIsGrantedOnce() throws Exception {
    try (AgentProgram program = new AgentProgram(temp.resolve("logs"))) {
      AgentProgram.Ended ended =
          program.run(
              "bench",
              "claims",
              "--ledger",
              "quorum",
              "--processes",
              "--agents",
              "4",
              "--tasks",
              "20",
              "--json");

      assertThat(ended.exitCode()).as(ended.err()).isZero();
      assertThat(ended.json().get("grants").asInt()).isEqualTo(20);
      assertThat(ended.json().get("doubleGrants").asInt(-1)).isZero();
    }
  }
}
