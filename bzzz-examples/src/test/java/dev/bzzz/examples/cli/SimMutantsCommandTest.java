package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
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

  @Test
  void whoInterruptsReadsWhatWasCaughtAndWhatWasBeingHunted() {
    MutantProgress progress = new MutantProgress(List.of("M1", "M2", "M3", "M4", "M5"));
    progress.hunting("M4");
    progress.hunting("M1");
    progress.hunted("M1", false);
    progress.done("M1");
    progress.hunting("M2");
    progress.hunted("M2", true);
    progress.done("M2");
    progress.hunting("M3");
    progress.hunted("M3", false);

    Report report = progress.interrupted();

    assertThat(report.exitCode()).isEqualTo(130);
    assertThat(report.lines())
        .containsExactly(
            "interrupted: 3 of 5 mutants hunted, 2 caught; survived: M2; just being hunted: M4;"
                + " caught and just being made small: M3",
            "to go on, run the same with --only=M4,M5");
    assertThat(report.json().get("interrupted").asBoolean()).isTrue();
    assertThat(report.json().get("killed").asInt()).isEqualTo(2);
    assertThat(texts(report, "survivors")).containsExactly("M2");
    assertThat(texts(report, "hunting")).containsExactly("M4");
    assertThat(texts(report, "shrinking")).containsExactly("M3");
    assertThat(texts(report, "left")).containsExactly("M4", "M5");
  }

  @Test
  void whoInterruptsAfterTheLastHuntHasNothingToGoOnWith() {
    MutantProgress progress = new MutantProgress(List.of("M1"));
    progress.hunting("M1");
    progress.hunted("M1", false);
    progress.done("M1");

    Report report = progress.interrupted();

    assertThat(report.lines()).containsExactly("interrupted: 1 of 1 mutants hunted, 1 caught");
  }

  private static List<String> texts(Report report, String field) {
    return StreamSupport.stream(report.json().get(field).spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }
}
