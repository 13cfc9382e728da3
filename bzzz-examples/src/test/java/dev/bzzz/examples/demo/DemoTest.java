package dev.bzzz.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Identity;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.agent.AgentEvent;
import dev.bzzz.core.audit.AuditLog;
import dev.bzzz.core.task.TaskRef;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  @TempDir Path temp;

  @Test
  void agentsThatNeverEndAreNamedWithWhatTheyDoAndWhereTheirLogsAre() {
    DemoFolder folder = DemoFolder.at(temp.resolve("demo"));
    Identity ada = Identity.generate();
    AgentFiles files = new AgentFiles("ada", folder.agent("ada"), ada.id());
    TaskRef task = TaskRef.parse("acme/shop#3").orElseThrow();

    try (AuditLog log = AuditLog.open(files.dir().resolve(AgentFiles.AUDIT), ada)) {
      DemoView view = new DemoView(new PrintWriter(new StringWriter()), false, List.of(files), 12);
      log.accept(progress(ada.id(), task));

      assertThatThrownBy(() -> Demo.await(new NeverEnds(), view, Duration.ofNanos(1), folder))
          .isInstanceOf(PermanentException.class)
          .hasMessageContainingAll(
              "0 of 12 tasks", "ada is at: ", "acme/shop#3", folder.agents().toString(), "--dir");
    }
  }

  @Test
  void anAgentThatEndsBadlyIsToldAtOnceAndOnce() {
    DemoFolder folder = DemoFolder.at(temp.resolve("demo"));
    StringWriter shown = new StringWriter();
    DemoView view = new DemoView(new PrintWriter(shown), false, List.of(), 12);
    Crew crew =
        new NeverEnds() {
          @Override
          public List<String> failures() {
            return List.of("agent ada ended with exit code 137; see agent.log");
          }
        };

    assertThatThrownBy(() -> Demo.await(crew, view, Duration.ofNanos(1), folder))
        .isInstanceOf(PermanentException.class);
    view.update(crew.failures());

    assertThat(shown.toString().lines())
        .containsExactly("agent ada ended with exit code 137; see agent.log");
  }

  private static AgentEvent progress(AgentId agent, TaskRef task) {
    return new AgentEvent.WorkProgressed(Instant.EPOCH, agent, task, "waits for the model");
  }

  private static class NeverEnds implements Crew {
    @Override
    public boolean await(Duration timeout) {
      return false;
    }

    @Override
    public void close() {}
  }
}
