package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.git.http.Access;
import dev.bzzz.git.http.AccessLog;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditAccessCommandTest {
  @TempDir Path temp;

  @Test
  void everyCallIsListed() {
    Path file = temp.resolve("access.jsonl");
    AccessLog log = AccessLog.open(file);
    assertThat(Cli.run("audit", "access", file).out()).contains("no calls");
    log.accept(
        new Access(Instant.EPOCH, "GET", "https://forge.example/user", "0a1b2c3d", "200", 7));

    assertThat(Cli.run("audit", "access", file).out())
        .contains("1970-01-01T00:00:00Z  0a1b2c3d  GET  https://forge.example/user  200  7 ms");
    assertThat(Cli.run("audit", "access", file, "--json").json().path("calls").get(0).toString())
        .isEqualTo(
            "{\"at\":\"1970-01-01T00:00:00Z\",\"verb\":\"GET\",\"url\":\"https://forge.example/user\","
                + "\"token\":\"0a1b2c3d\",\"answer\":\"200\",\"ms\":7}");
  }

  @Test
  void aMissingLogIsNamed() {
    Cli.Ended ended = Cli.run("audit", "access", temp.resolve("none"));

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).contains("none").doesNotContain("\tat ");
  }
}
