package dev.bzzz.examples.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One line for people about an event, from its JSON form. */
public final class EventText {
  private EventText() {}

  /**
   * The line, without the agent's name; empty for what people need not hear.
   *
   * @param event as {@link dev.bzzz.core.audit.EventJson} writes it
   */
  public static Optional<String> line(JsonNode event) {
    JsonNode data = event.path("data");
    String task = data.path("task").asText();
    return Optional.ofNullable(
        switch (event.path("event").asText()) {
          case "started" -> "starts with sandbox " + data.path("sandbox").asText();
          case "claim-moved" -> claim(data, task);
          case "work-progressed" -> task + " " + data.path("step").asText();
          case "work-succeeded" ->
              task
                  + " tests before: "
                  + data.path("evidence").path("before").asText()
                  + ", after: "
                  + data.path("evidence").path("after").asText();
          case "work-failed" -> task + " failed: " + data.path("reason").asText();
          case "pull-request-opened" ->
              task
                  + " pull request #"
                  + data.path("number").asLong()
                  + " for branch "
                  + data.path("branch").asText();
          case "troubled" -> data.path("what").asText() + ": " + data.path("why").asText();
          case "forge-guarded" -> guarded(data);
          case "stopped" -> stopped(data.path("reason").asText());
          default -> null;
        });
  }

  /** Null for a probe, of which people hear only how it ended. */
  private static @Nullable String guarded(JsonNode data) {
    String kind = data.path("forge").asText();
    String forge = kind.equals(HiveLink.KIND) ? "Hive " : "the " + kind + " forge ";
    return switch (data.path("calls").asText()) {
      case "open" ->
          forge
              + "is left alone for "
              + data.path("pauseMs").asLong()
              + " ms, since it failed: "
              + data.path("why").asText();
      case "closed" -> forge + "answers again";
      default -> null;
    };
  }

  private static String stopped(String reason) {
    return reason.equals("closed") ? "stops" : "stops: " + reason;
  }

  private static String claim(JsonNode data, String task) {
    String detail = data.path("detail").asText();
    String more = detail.isEmpty() ? "" : ": " + detail;
    return task
        + " "
        + switch (data.path("kind").asText()) {
          case "granted" -> "claimed (term " + data.path("token").path("term").asLong() + ")";
          case "adopted" -> "goes on after a restart";
          case "lost" -> "another agent was first";
          case "challenged" -> "its holder is silent: challenged";
          case "answered" -> "challenge answered";
          case "taken-over" -> "claim lost, nothing was published" + more;
          case "published" -> "published";
          case "done" -> "done";
          case "released" -> "given up" + more;
          case "escalated" -> "handed to a human" + more;
          default -> data.path("kind").asText() + more;
        };
  }
}
