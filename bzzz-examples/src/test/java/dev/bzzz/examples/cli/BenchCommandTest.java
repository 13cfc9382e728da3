package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BenchCommandTest {
  @ParameterizedTest
  @ValueSource(strings = {"memory", "git", "http", "quorum"})
  void everyTaskIsGrantedOnceAndMeasured(String ledger) {
    Cli.Ended ended =
        Cli.run("bench", "claims", "--ledger", ledger, "--agents", 2, "--tasks", 5, "--json");

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    JsonNode json = ended.json();
    assertThat(json.path("ledger").asText()).isEqualTo(ledger);
    assertThat(json.path("grants").asInt()).isEqualTo(5);
    assertThat(json.path("doubleGrants").asInt()).isZero();
    assertThat(json.at("/grantLatencyMs/p50").asDouble()).isPositive();
    assertThat(json.at("/grantLatencyMs/p99").asDouble())
        .isGreaterThanOrEqualTo(json.at("/grantLatencyMs/p50").asDouble());
    assertThat(json.path("claimsPerSecond").asDouble()).isPositive();
    assertThat(json.path("casPerTask").asDouble()).isBetween(1.0, 2.0);
    assertThat(json.has("diskSyncMs")).isEqualTo(!ledger.equals("memory"));
  }

  @Test
  void theMainPathIsWalkedAndEachCommandIsTimed() {
    Cli.Ended ended = Cli.run("bench", "path", "--json");

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.json().path("tookMs").fieldNames())
        .toIterable()
        .containsExactly("init", "task create", "run", "task list", "audit verify");
    assertThat(ended.err()).contains("acme/work#1 tests before: failed, after: passed", "done");
  }

  @Test
  void wrongNumbersAndNamesAreWrongUsage() {
    Cli.Ended none = Cli.run("bench", "claims", "--agents", 0);
    Cli.Ended unknown = Cli.run("bench", "claims", "--ledger", "paper");

    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("from 1 to 64");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("paper", "memory or git or http or quorum");
  }

  @Test
  void aLedgerInMemoryIsNotForProcesses() {
    Cli.Ended ended = Cli.run("bench", "claims", "--ledger", "memory", "--processes");

    assertThat(ended.exitCode()).isEqualTo(CommandExit.WRONG_USAGE);
    assertThat(ended.err()).contains("--processes", "'memory'");
  }

  @Test
  void benchForgeReportsWhatClientsSee() {
    Cli.Ended ended =
        Cli.run("bench", "forge", "--issues", 3, "--clients", 1, "--seconds", 0, "--json");
    Cli.Ended none = Cli.run("bench", "forge", "--issues", 0);

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.json().path("requests").asInt()).isPositive();
    assertThat(ended.json().path("errors").asInt()).isZero();
    assertThat(none.exitCode()).isEqualTo(2);
  }

  @Test
  void messagesOfTheMeshAreCountedAndTimed() {
    Cli.Ended ended =
        Cli.run(
            "bench", "mesh", "--hosts=3", "--messages=30", "--inflight=4", "--warm-up=0", "--json");

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    JsonNode json = ended.json();
    assertThat(json.path("delivered").asInt()).isEqualTo(60);
    assertThat(json.path("lost").asInt()).isZero();
    assertThat(json.path("messagesPerSecond").asDouble()).isPositive();
    assertThat(json.at("/latencyMicros/p50").asDouble()).isPositive();
    assertThat(json.at("/latencyMicros/p99").asDouble())
        .isGreaterThanOrEqualTo(json.at("/latencyMicros/p50").asDouble());
    assertThat(json.path("cpuMicrosPerMessage").asDouble()).isPositive();
    assertThat(json.path("crypto").asText()).isNotEmpty();
  }

  @Test
  void aMeshOfOneHostIsWrongUsage() {
    Cli.Ended ended = Cli.run("bench", "mesh", "--hosts=1");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("--hosts is from 2 to 200").hasLineCount(1);
  }
}
