package dev.bzzz.examples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.PlainText;
import dev.bzzz.examples.agent.EventText;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Shows the demo while it runs: on a terminal one line per agent that is rewritten in place above
 * the story so far, elsewhere plain lines. Confined to one thread.
 */
final class DemoView {
  private static final int MAX_LINE = 110;
  private static final String UP_AND_CLEAR = "\u001b[%dA\u001b[J";

  private final PrintWriter out;
  private final boolean terminal;
  private final int tasks;
  private final Map<String, AuditTail> tails = new LinkedHashMap<>();
  private final Map<String, String> doing = new LinkedHashMap<>();
  private final Set<String> told = new HashSet<>();
  private int shown;
  private int done;

  DemoView(PrintWriter out, boolean terminal, List<AgentFiles> agents, int tasks) {
    this.out = out;
    this.terminal = terminal;
    this.tasks = tasks;
    for (AgentFiles agent : agents) {
      tails.put(agent.name(), new AuditTail(agent.dir().resolve(AgentFiles.AUDIT)).fromNow());
      doing.put(agent.name(), "");
    }
  }

  /**
   * Shows what has come since the last call.
   *
   * @param failures lines about agents that ended badly; each is shown once
   */
  void update(List<String> failures) {
    StringBuilder story = new StringBuilder();
    boolean news = false;
    for (String failure : failures) {
      if (told.add(failure)) {
        story.append(failure).append(System.lineSeparator());
        news = true;
      }
    }
    for (Map.Entry<String, AuditTail> tail : tails.entrySet()) {
      for (JsonNode entry : tail.getValue().read()) {
        take(tail.getKey(), entry, story);
        news = true;
      }
    }
    if (!news) {
      return;
    }
    erase();
    out.print(story);
    if (terminal) {
      doing.forEach((agent, what) -> out.println(line(agent, what)));
      out.println("  " + done + " of " + tasks + " tasks done");
      shown = doing.size() + 1;
    }
    out.flush();
  }

  /** How far the agents are, in one line. */
  String state() {
    String busy =
        doing.entrySet().stream()
            .filter(each -> !each.getValue().isEmpty())
            .map(each -> each.getKey() + " is at: " + PlainText.line(each.getValue(), MAX_LINE))
            .collect(Collectors.joining("; "));
    return done + " of " + tasks + " tasks are done" + (busy.isEmpty() ? "" : "; " + busy);
  }

  /** Leaves the story and takes the live lines away. */
  void close() {
    update(List.of());
    erase();
    out.flush();
  }

  private void take(String agent, JsonNode entry, StringBuilder story) {
    EventText.line(entry)
        .ifPresent(
            text -> {
              boolean step = entry.path("event").asText().equals("work-progressed");
              if (step) {
                doing.put(agent, text);
              }
              if (step && terminal) {
                return;
              }
              story.append(line(agent, text)).append(System.lineSeparator());
            });
    if (entry.path("data").path("kind").asText().equals("done")) {
      done++;
      doing.put(agent, "");
    }
  }

  private void erase() {
    if (shown > 0) {
      out.printf(UP_AND_CLEAR, shown);
      shown = 0;
    }
  }

  private static String line(String agent, String text) {
    return String.format("%-10s %s", agent, PlainText.line(text, MAX_LINE));
  }
}
