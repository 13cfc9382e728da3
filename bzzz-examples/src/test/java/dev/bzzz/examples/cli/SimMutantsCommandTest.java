package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

final class SimMutantsCommandTest {
  @Test
  void mutantsThatSurviveAreNamed() {
    Cli.Ended ended =
        Cli.run(
            "sim",
            "mutants",
            "--scenarios=1",
            "--hunts=2",
            "--only=M1,M5,M16",
            "--no-shrink",
            "--json");

    JsonNode json = ended.json();
    assertThat(ended.exitCode()).isOne();
    assertThat(json.get("mutants").asInt()).isEqualTo(3);
    assertThat(json.get("killed").asInt()).isEqualTo(2);
    assertThat(json.get("survivors")).extracting(JsonNode::asText).containsExactly("M16");
    assertThat(json.get("results")).hasSize(3);
    JsonNode caught = json.get("results").get(0);
    assertThat(caught.get("mutant").asText()).isEqualTo("M1");
    assertThat(caught.get("caught").asText()).isEqualTo(caught.get("expected").asText());
    assertThat(caught.get("seed").asLong()).isOne();
    assertThat(caught.get("median").asLong()).isOne();
    assertThat(caught.get("witness").get("seed").asLong()).isOne();
  }
}
