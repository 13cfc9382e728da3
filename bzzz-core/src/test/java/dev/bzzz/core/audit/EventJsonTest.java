package dev.bzzz.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.CanonicalJson;
import dev.bzzz.core.agent.AgentEvent;
import dev.bzzz.core.agent.TestEvidence;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.FencingToken;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventJsonTest {
  private static final FencingToken TOKEN = new FencingToken(2, "ab");

  @Test
  void partsBecomeMembers() {
    var agent = AuditFiles.AGENT.id();
    var moved =
        new AgentEvent.ClaimMoved(
            AuditFiles.NOW,
            agent,
            AuditFiles.TASK,
            ClaimEffect.Announce.Kind.values()[0],
            Optional.of(TOKEN),
            "fine",
            Duration.ofMillis(1500));

    assertThat(text(EventJson.of(moved)))
        .startsWith("{\"agent\":\"" + agent + "\",\"at\":\"2026-11-22T10:00:00Z\",\"data\":{")
        .contains("\"task\":\"hive/comb#7\"", "\"tookMs\":1500", "\"event\":\"claim-moved\"")
        .contains("\"token\":{\"grant\":\"ab\",\"term\":2}");
  }

  @Test
  void absentPartsAreLeftOut() {
    var moving =
        new AgentEvent.ClaimMoving(
            AuditFiles.NOW,
            AuditFiles.AGENT.id(),
            AuditFiles.TASK,
            ClaimState.HELD,
            1,
            "cd",
            Optional.empty());

    assertThat(text(EventJson.data(moving)))
        .isEqualTo("{\"record\":\"cd\",\"task\":\"hive/comb#7\",\"term\":1,\"to\":\"held\"}");
  }

  @Test
  void nestedRecordsAndListsBecomeObjectsAndArrays() {
    var evidence = new TestEvidence(TestEvidence.Outcome.TIMED_OUT, TestEvidence.Outcome.PASSED);
    var done =
        new AgentEvent.WorkSucceeded(
            AuditFiles.NOW, AuditFiles.AGENT.id(), AuditFiles.TASK, TOKEN, "ef", evidence);
    var started =
        new AgentEvent.Started(
            AuditFiles.NOW, AuditFiles.AGENT.id(), "a", List.of("x/y", "x/z"), "p", "s");

    assertThat(text(EventJson.data(done)))
        .contains("\"evidence\":{\"after\":\"passed\",\"before\":\"timed-out\"}");
    assertThat(text(EventJson.data(started))).contains("\"repositories\":[\"x/y\",\"x/z\"]");
  }

  @Test
  void everyKindOfEventHasAName() {
    assertThat(AgentEvent.class.getPermittedSubclasses())
        .allSatisfy(kind -> assertThat(kind.isRecord()).isTrue());
    assertThat(
            EventJson.name(
                new AgentEvent.PullRequestOpening(
                    AuditFiles.NOW, AuditFiles.AGENT.id(), AuditFiles.TASK, "b")))
        .isEqualTo("pull-request-opening");
  }

  private static String text(ObjectNode json) {
    return new String(CanonicalJson.write(json), StandardCharsets.UTF_8);
  }
}
