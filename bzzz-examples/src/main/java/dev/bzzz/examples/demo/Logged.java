package dev.bzzz.examples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.AgentId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the audit logs of all agents say that the refs do not. */
final class Logged {
  private final Map<String, Map<Long, Set<String>>> grants = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, JsonNode> evidence = new HashMap<>();
  private final List<Long> latenciesMillis = new ArrayList<>();
  private final Map<String, Heard> heard = new HashMap<>();

  /** What an agent heard of others, at its last run. */
  private record Heard(long peers, long messages) {}

  static Logged read(List<Path> logs) {
    Logged logged = new Logged();
    logs.forEach(log -> new AuditTail(log).read().forEach(logged::take));
    logged.latenciesMillis.sort(null);
    return logged;
  }

  /** Grants of a task by term: the record ids agents were told. */
  Map<Long, Set<String>> grants(String task) {
    return grants.getOrDefault(task, Map.of());
  }

  /** What an agent calls itself; its id when it never said. */
  String name(AgentId agent) {
    return names.getOrDefault(agent.value(), agent.value());
  }

  /** How the tests of a commit went: {@code failed} or {@code passed}; empty when nobody says. */
  String tests(String head, String when) {
    JsonNode found = evidence.get(head);
    return found == null ? "" : found.path(when).asText();
  }

  /** A percentile of the time from wanting a task to having it; 0 without any. */
  long latencyMillis(int percent) {
    if (latenciesMillis.isEmpty()) {
      return 0;
    }
    int rank = (int) Math.ceil(latenciesMillis.size() * percent / 100.0);
    return latenciesMillis.get(Math.max(0, rank - 1));
  }

  /** Agents that heard others on the mesh, of those that ended in order. */
  long onMesh() {
    return heard.values().stream().filter(each -> each.peers() > 0).count();
  }

  /** How many messages all agents heard together. */
  long messages() {
    return heard.values().stream().mapToLong(Heard::messages).sum();
  }

  private void take(JsonNode entry) {
    JsonNode data = entry.path("data");
    String event = entry.path("event").asText();
    if (event.equals("claim-moved") && data.path("kind").asText().equals("granted")) {
      JsonNode token = data.path("token");
      grants
          .computeIfAbsent(data.path("task").asText(), task -> new HashMap<>())
          .computeIfAbsent(token.path("term").asLong(), term -> new HashSet<>())
          .add(token.path("grant").asText());
      latenciesMillis.add(data.path("tookMs").asLong());
    } else if (event.equals("started")) {
      names.put(entry.path("agent").asText(), data.path("name").asText());
      heard.remove(entry.path("agent").asText());
    } else if (event.equals("mesh-left")) {
      heard.put(
          entry.path("agent").asText(),
          new Heard(data.path("peers").asLong(), data.path("heard").asLong()));
    } else if (event.equals("work-succeeded")) {
      evidence.put(data.path("head").asText(), data.path("evidence"));
    }
  }
}
