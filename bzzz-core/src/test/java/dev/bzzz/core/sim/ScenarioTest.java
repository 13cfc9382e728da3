package dev.bzzz.core.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioTest {
  @Test
  void whatIsWrittenIsReadAgain() {
    for (long seed = 0; seed < 50; seed++) {
      Scenario scenario = Scenarios.random(seed, "optimistic", 5, 7, FaultClass.all());

      assertThat(Scenario.parse(scenario.toJson())).isEqualTo(scenario);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"agent\" : 2 | \"agent\" : 9 | faults[0].agent: from 0 to 3, not 9",
        "\"agent\" : 2 | \"agent\" : \"x\" | faults[0].agent: not a whole number",
        "\"agent\" : 2 | \"agent\" : 99999999999 | faults[0].agent: far out of range",
        "\"agent\" : 2 | \"agnet\" : 2 | faults[0].agent: missing",
        "\"lengthMillis\" : 5 | \"lengthMillis\" : -5 | faults[0].lengthMillis: from 0 to 172800000, not -5",
        "\"type\" : \"pause\" | \"type\" : \"nap\" | faults[0].type: not one of clock-skew, crash, expulsion, forge-event, host, lying-writer, mesh, mesh-liar, partition, pause, policy-change, vandal",
        "\"tasks\" : 4 | \"tasks\" : 0 | tasks: from 1 to 5000, not 0",
        "\"seed\" : 9 | \"seed\" : 9, \"colour\" : 1 | colour: unknown field",
        "\"v\" : 1 | \"v\" : 2 | v: not 1",
        "\"protocol\" : \"optimistic\" | \"protocol\" : 3 | fleets[0].protocol: not text",
        "\"graceMillis\" : 5000 | \"graceMillis\" : 0 | timing.graceMillis: above 0 and at most 30 days, not 0 s",
        "\"maxWorkMillis\" : 1800000 | \"maxWorkMillis\" : -5 | timing.maxWorkMillis: above 0 and at most 30 days, not -0.005 s",
        "\"suspectAfterMillis\" : 20000 | \"suspectAfterMillis\" : 3600001 | timing.suspectAfterMillis: at most maxHold, which is 3600 s, not 3600.001 s",
        "\"graceMillis\" : 5000 | \"graceMillis\" : \"5 s\" | timing.graceMillis: not a whole number of milliseconds"
      })
  void anErrorNamesTheField(String good, String bad, String message) {
    String json = new String(scenario().toJson(), StandardCharsets.UTF_8);
    assertThat(json).contains(good.strip());

    byte[] wrong = json.replace(good.strip(), bad.strip()).getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> Scenario.parse(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message.strip());
  }

  @Test
  void theLeastNumberThatThereIsIsNoTimeToSetAClockBy() {
    Duration hour = Duration.ofHours(1);
    Scenario skewed =
        Scenario.of("optimistic", 4, 4, 9)
            .withFaults(List.of(new ClockSkew(2, hour.negated(), 0, hour, hour.negated())));
    String json = new String(skewed.toJson(), StandardCharsets.UTF_8);

    assertThat(Scenario.parse(skewed.toJson())).isEqualTo(skewed);
    for (String field : List.of("offsetMillis", "jumpMillis")) {
      String wrong = json.replaceFirst(field + "\" : -3600000", field + "\" : " + Long.MIN_VALUE);

      assertThatThrownBy(() -> Scenario.parse(wrong.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "faults[0]." + field + ": from -172800000 to 172800000, not " + Long.MIN_VALUE);
    }
  }

  @Test
  void faultsAreChosenByName() {
    assertThat(FaultClass.parse("none")).isEmpty();
    assertThat(FaultClass.parse("crash,ledger"))
        .containsExactly(FaultClass.CRASH, FaultClass.LEDGER);
    assertThatThrownBy(() -> FaultClass.parse("crash,boredom"))
        .hasMessageStartingWith("unknown fault 'boredom'; it is none, all, or a comma list of");
    assertThatThrownBy(() -> FaultClass.parse("crash,all"))
        .hasMessage("'all' stands alone, without a list");
  }

  private static Scenario scenario() {
    return Scenario.of("optimistic", 4, 4, 9)
        .withFaults(
            java.util.List.of(
                new Pause(2, java.time.Duration.ofMillis(3), java.time.Duration.ofMillis(5))));
  }
}
