package dev.bzzz.git.hive;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.PlainText;
import dev.bzzz.core.PublicText;
import dev.bzzz.core.agent.AgentEvent;
import dev.bzzz.git.http.HostRequest;
import java.util.Optional;

/**
 * Something Hive is told about a task. The fields are those of the prototype, and the number of the
 * task and the agent in every status, which the prototype forgot.
 */
record HiveReport(HostRequest request) {
  private static final int MAX_REASON = 500;

  /**
   * What is told of a move of a claim; empty for those that are between agents.
   *
   * @param pullRequest the one that was opened for the task, if it is known
   */
  static Optional<HiveReport> of(
      HiveProject project, AgentEvent.ClaimMoved moved, Optional<Long> pullRequest) {
    return switch (moved.kind()) {
      case GRANTED -> Optional.of(claim(project, moved));
      case DONE -> {
        ObjectNode results = JsonNodeFactory.instance.objectNode();
        pullRequest.ifPresent(number -> results.put("pull_request", number));
        yield Optional.of(status(project, moved, "completed", results));
      }
      case RELEASED, TAKEN_OVER -> Optional.of(status(project, moved, "released", reason(moved)));
      case ESCALATED -> {
        ObjectNode results =
            JsonNodeFactory.instance
                .objectNode()
                .put("escalation_reason", shown(moved.detail()))
                .put("escalated_by", moved.agent().value());
        yield Optional.of(status(project, moved, "escalated", results));
      }
      default -> Optional.empty();
    };
  }

  private static HiveReport claim(HiveProject project, AgentEvent.ClaimMoved moved) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("task_number", moved.task().number())
            .put("agent_id", moved.agent().value())
            .put("claimed_at", moved.at().getEpochSecond());
    return new HiveReport(
        HostRequest.post(
            "tell Hive of the claim of " + moved.task(),
            body,
            "api",
            "bzzz",
            "projects",
            project.id(),
            "claim"));
  }

  private static HiveReport status(
      HiveProject project, AgentEvent.ClaimMoved moved, String status, ObjectNode results) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("task_number", moved.task().number())
            .put("agent_id", moved.agent().value())
            .put("status", status)
            .put("updated_at", moved.at().getEpochSecond());
    body.set("results", results);
    return new HiveReport(
        HostRequest.put(
            "tell Hive that " + moved.task() + " is " + status,
            body,
            "api",
            "bzzz",
            "projects",
            project.id(),
            "status"));
  }

  private static ObjectNode reason(AgentEvent.ClaimMoved moved) {
    ObjectNode results = JsonNodeFactory.instance.objectNode();
    return moved.detail().isEmpty() ? results : results.put("reason", shown(moved.detail()));
  }

  /** Leaves the machine, so it tells nothing of it. */
  private static String shown(String text) {
    return PublicText.ofFailure(PlainText.line(text, MAX_REASON));
  }
}
