package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bzzz.core.Identity;
import dev.bzzz.core.agent.AgentEvent;
import dev.bzzz.core.audit.AuditLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditCommandTest {
  private final Identity agent = Identity.generate();
  @TempDir private Path temp;
  private Path log;

  @BeforeEach
  void writeLog() {
    log = temp.resolve("audit.jsonl");
    try (AuditLog audit = AuditLog.open(log, agent)) {
      for (String what : List.of("one", "two", "three")) {
        audit.accept(
            new AgentEvent.Troubled(
                Instant.parse("2026-01-02T03:04:05Z"), agent.id(), what, "why"));
      }
    }
  }

  @Test
  void aGoodLogIsWell() {
    Cli.Ended ended = Cli.run("audit", "verify", log, "--agent", agent.id());

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).startsWith(log + ": all is well, ").contains("all by " + agent.id());
    var json = Cli.run("audit", "verify", log, "--json").json();
    assertThat(json.get("ok").asBoolean()).isTrue();
    assertThat(json.get("agent").asText()).isEqualTo(agent.id().value());
  }

  @Test
  void aChangedEntryIsNamed() throws Exception {
    Files.writeString(log, Files.readString(log).replace("\"two\"", "\"six\""));

    Cli.Ended ended = Cli.run("audit", "verify", log, "--json");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.json().get("ok").asBoolean()).isFalse();
    assertThat(ended.json().at("/problem/kind").asText()).isEqualTo("changed");
    assertThat(ended.json().at("/problem/line").asInt()).isEqualTo(lineOf("six"));
  }

  @Test
  void aDroppedEntryIsNamed() throws Exception {
    List<String> lines = new ArrayList<>(Files.readAllLines(log));
    lines.remove(lineOf("two") - 1);
    Files.write(log, lines);

    Cli.Ended ended = Cli.run("audit", "verify", log);

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out()).contains(": dropped: ");
  }

  @Test
  void aLogOfAnotherAgentIsForged() {
    Cli.Ended ended = Cli.run("audit", "verify", log, "--agent", Identity.generate().id());

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out()).contains(": forged: ");
  }

  @Test
  void aMissingLogAndAWrongAgentAreNamed() {
    Cli.Ended missing = Cli.run("audit", "verify", temp.resolve("none"));
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("cannot check the audit log " + temp.resolve("none"));

    Cli.Ended wrong = Cli.run("audit", "verify", log, "--agent", "ada");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("not the peer id of an Ed25519 key: 'ada'");
    assertThat(Cli.run("audit").exitCode()).isEqualTo(2);
  }

  private int lineOf(String word) throws Exception {
    List<String> lines = Files.readAllLines(log);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains("\"" + word + "\"")) {
        return i + 1;
      }
    }
    throw new AssertionError(word);
  }
}
