package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.sim.Campaign;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SimCommandTest {
  @Test
  void aGoodProtocolHoldsUnderAllFaults() {
    Cli.Ended ended =
        Cli.run("sim", "--agents", "3", "--tasks", "3", "--scenarios", "20", "--json");

    assertThat(ended.exitCode()).isZero();
    List<String> fields = new ArrayList<>();
    ended.json().fieldNames().forEachRemaining(fields::add);
    assertThat(fields)
        .containsExactly(
            "scenarios",
            "violations",
            "scenariosPerSecond",
            "casPerTask",
            "pushesPerTask",
            "publishesPerTask",
            "grantLatencyMs",
            "firstViolation");
    assertThat(ended.json().get("scenarios").asInt()).isEqualTo(20);
    assertThat(ended.json().get("violations").asInt()).isZero();
    assertThat(ended.json().get("firstViolation").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--faults boredom | unknown fault 'boredom'",
        "mutants --scenarios 0 | --scenarios is from 1 to 1000000, not 0",
        "mutants --only M5,M99 | --only: no mutant is called 'M99'; known: [M1, M2,",
        "--agents 0 | --agents is from 1 to 5000, not 0",
        "--agents 99999999999999999999 | --agents is from 1 to 5000, not more",
        "--tasks x | 'x' is not a whole number",
        "--tasks -5 | --tasks is from 1 to 5000, not -5",
        "--scenarios 1000000001 | --scenarios is from 1 to 1000000000, not 1000000001",
        "--threads 0 | --threads is from 1 to 1024, not 0",
        "--threads 2000 | --threads is from 1 to 1024, not 2000",
        "mutants --hunts 0 | --hunts is from 1 to 1000, not 0",
        "replay x.json --task 0 | --task is from 1 to 2147483647, not 0",
        "--protocol nonsense | unknown protocol 'nonsense'",
        "--protocol com.acme.None | class com.acme.None is not on the class path",
        "--protocol java.lang.Object | does not implement ClaimProtocol"
      })
  void wrongUsageIsOneLine(String options, String message) {
    List<Object> words = new ArrayList<>(List.of("sim"));
    words.addAll(List.of(options.split(" ")));

    Cli.Ended ended = Cli.run(words.toArray());

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains(message).hasLineCount(1);
  }

  @Test
  void numbersOfOtherCommandsAreCheckedToo() {
    for (String words :
        List.of(
            "demo --agents 65 | --agents is from 1 to 64, not 65",
            "bench claims --agents 0 | --agents is from 1 to 64, not 0",
            "bench claims --tasks -1 | --tasks is from 1 to 100000, not -1",
            "bench forge --issues 0 | --issues is from 1 to 100000, not 0",
            "bench forge --clients 501 | --clients is from 1 to 500, not 501",
            "bench forge --seconds 3601 | --seconds is from 0 to 3600, not 3601",
            "forge serve --dir x --port 65536 | --port is from 0 to 65535, not 65536")) {
      Cli.Ended ended = Cli.run((Object[]) words.split(" \\| ")[0].split(" "));

      assertThat(ended.exitCode()).as(words).isEqualTo(2);
      assertThat(ended.err()).contains(words.split(" \\| ")[1]).hasLineCount(1);
    }
  }

  @Test
  void aSeedIsAnyNumberOfItsType() {
    Cli.Ended word = Cli.run("sim", "--seed=one");
    Cli.Ended tooLong = Cli.run("sim", "--seed=9223372036854775808");

    assertThat(word.exitCode()).isEqualTo(2);
    assertThat(word.err()).contains("'--seed': 'one' is not a whole number");
    assertThat(tooLong.exitCode()).isEqualTo(2);
    assertThat(tooLong.err())
        .contains("'9223372036854775808' is too long; a seed is from -9223372036854775808 to ");
  }

  @Test
  void whoInterruptsReadsWhatWasDoneAndWhereToGoOn() {
    Report found = SimEnd.report(new Campaign.Progress(40, 1, 37, OptionalLong.of(38)), 1000, 5000);
    Report none = SimEnd.report(new Campaign.Progress(40, 0, 40, OptionalLong.empty()), 1, 40);

    assertThat(found.lines())
        .containsExactly(
            "interrupted: 40 of 5,000 scenarios, 1 with violations",
            "to see the violation, run the same with --seed=1038 --scenarios=1",
            "to go on, run the same with --seed=1037 --scenarios=4963");
    assertThat(found.json().get("nextSeed").asLong()).isEqualTo(1037);
    assertThat(found.json().get("firstViolationSeed").asLong()).isEqualTo(1038);
    assertThat(none.lines()).containsExactly("interrupted: 40 of 40 scenarios, 0 with violations");
    assertThat(none.json().get("firstViolationSeed").isNull()).isTrue();
    assertThat(none.exitCode()).isEqualTo(130);
  }
}
