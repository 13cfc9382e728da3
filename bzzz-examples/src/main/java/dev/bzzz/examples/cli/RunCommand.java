package dev.bzzz.examples.cli;

import dev.bzzz.core.agent.AgentEvent;
import dev.bzzz.core.agent.EventSink;
import dev.bzzz.core.audit.EventJson;
import dev.bzzz.core.claim.ClaimEffect.Announce.Kind;
import dev.bzzz.core.sandbox.Sandbox;
import dev.bzzz.examples.agent.AgentConfig;
import dev.bzzz.examples.agent.ConfigReader;
import dev.bzzz.examples.agent.EventText;
import dev.bzzz.examples.agent.ReferenceAgent;
import dev.bzzz.examples.agent.ReferenceAgent.Extras;
import dev.bzzz.examples.agent.Sandboxes;
import dev.bzzz.p2p.Multiaddr;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "run", description = "Run an agent until it is stopped.")
final class RunCommand extends BzzzCommand {
  private static final Duration GLANCE = Duration.ofMillis(200);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "bzzz.yaml",
      description = "the agent's configuration (default: bzzz.yaml here)")
  private Path config = Path.of("bzzz.yaml");

  @Option(
      names = "--sandbox",
      paramLabel = "NAME",
      defaultValue = Sandboxes.BUBBLEWRAP,
      description =
          "bubblewrap (default), or unconfined: commands of the model may do what you may")
  private String sandbox = Sandboxes.BUBBLEWRAP;

  @Option(
      names = "--until-idle",
      description =
          "end when nobody works on a task and none is left to take; exit code 1 if some were left"
              + " because of an obstacle")
  private boolean untilIdle;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description =
          "record what it is told and decides, for 'sim replay'; its own FILE is continued")
  private @Nullable Path recording;

  @Option(
      names = "--stop-at-end-of-input",
      hidden = true,
      description = "stop when standard input ends, as it does when the starter dies")
  private boolean stopAtEndOfInput;

  @Option(
      names = "--mesh-loss",
      hidden = true,
      paramLabel = "PERCENT",
      defaultValue = "0",
      converter = Converters.ForNumber.class,
      description = "lose so many messages of the mesh, to see that nothing comes of it")
  private long meshLoss;

  private final Map<String, String> environment;
  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  RunCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  Report execute() throws InterruptedException {
    if (!sandbox.equals(Sandboxes.BUBBLEWRAP) && !sandbox.equals(Sandboxes.UNCONFINED)) {
      throw wrongUsage("--sandbox is bubblewrap or unconfined, not '" + sandbox + "'");
    }
    List<String> obstacles = List.of();
    AgentConfig read = ConfigReader.read(config, environment);
    var extras =
        new Extras(
            agent -> Optional.empty(),
            within("--mesh-loss", meshLoss, 0, 100),
            Optional.ofNullable(recording));
    try (Sandbox commands = Sandboxes.require(sandbox);
        ReferenceAgent agent =
            ReferenceAgent.assemble(
                read, commands, List.of(this::count, shown(read.name())), extras)) {
      stopOnSignal();
      if (!agent.addresses().isEmpty()) {
        note(read.name() + "  is on the mesh at " + addresses(agent.addresses()));
      }
      agent.agent().start();
      agent.webhooks().ifPresent(url -> note(read.name() + "  listens for webhooks at " + url));
      boolean over = false;
      while (!over && !stop.await(GLANCE.toMillis(), TimeUnit.MILLISECONDS)) {
        over = agent.agent().awaitIdle(Duration.ZERO) && untilIdle;
      }
      if (over) {
        obstacles = agent.agent().obstacles();
      }
    } finally {
      stopped.countDown();
    }
    return report(read.name(), counts, obstacles);
  }

  private static String addresses(List<Multiaddr> addresses) {
    return addresses.stream().map(Multiaddr::toString).collect(Collectors.joining(" "));
  }

  private synchronized void count(AgentEvent event) {
    if (event instanceof AgentEvent.ClaimMoved moved) {
      counts.merge(moved.kind(), 1, Integer::sum);
    }
  }

  private EventSink shown(String name) {
    return event -> EventText.line(EventJson.of(event)).ifPresent(line -> note(name + "  " + line));
  }

  /**
   * What is told in the end.
   *
   * @param obstacles what has kept the agent from tasks that are left, so that it has failed
   */
  static Report report(String name, Map<Kind, Integer> counts, List<String> obstacles) {
    var json = Json.object().put("agent", name);
    var lines = new java.util.ArrayList<String>();
    lines.add("agent " + name + " has stopped");
    for (Kind kind : List.of(Kind.GRANTED, Kind.PUBLISHED, Kind.DONE, Kind.RELEASED)) {
      int count = counts.getOrDefault(kind, 0);
      String word = kind.name().toLowerCase(java.util.Locale.ROOT);
      json.put(word, count);
      lines.add("  " + word + " " + count);
    }
    var kept = json.putArray("obstacles");
    obstacles.forEach(kept::add);
    obstacles.stream()
        .findFirst()
        .map(first -> "left tasks that it could not take: " + first + more(obstacles.size() - 1))
        .ifPresent(lines::add);
    return new Report(json, lines, obstacles.isEmpty() ? CommandExit.DONE : CommandExit.FAILED);
  }

  private static String more(int count) {
    return count == 0 ? "" : " (and " + count + " more, told above)";
  }

  /** A signal, or the end of input when asked for, ends the agent in order. */
  private void stopOnSignal() {
    Thread hook =
        new Thread(
            () -> {
              stop.countDown();
              try {
                stopped.await(20, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Runtime.getRuntime().addShutdownHook(hook);
    if (stopAtEndOfInput) {
      Thread reader = new Thread(this::awaitEndOfInput, "bzzz-input");
      reader.setDaemon(true);
      reader.start();
    }
  }

  private void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      note("standard input cannot be read, so the agent stops: " + e.getMessage());
    }
    stop.countDown();
  }
}
