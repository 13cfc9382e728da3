package dev.bzzz.examples.agent;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Secret;
import dev.bzzz.core.agent.AgentEvent;
import dev.bzzz.core.agent.EventSink;
import dev.bzzz.core.repo.CircuitBreaker;
import dev.bzzz.examples.agent.AgentConfig.HiveConfig;
import dev.bzzz.git.hive.HiveDirectory;
import dev.bzzz.git.http.HostOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hive for an agent: its going and coming back are events like those of a forge. */
final class HiveLink implements HiveDirectory.Listener {
  /** How events name it. */
  static final String KIND = "hive";

  private static final Logger LOG = LoggerFactory.getLogger(HiveLink.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String MEMORY = "hive.json";

  private final AgentId agent;
  private final List<EventSink> sinks;

  private HiveLink(AgentId agent, List<EventSink> sinks) {
    this.agent = agent;
    this.sinks = sinks;
  }

  /**
   * Opens it.
   *
   * @throws dev.bzzz.core.PermanentException if the token cannot be had
   */
  static HiveDirectory open(
      AgentConfig config, HiveConfig hive, AgentId agent, List<EventSink> sinks) {
    HostOptions.Builder options = HostOptions.builder(hive.url()).timeout(TIMEOUT);
    hive.token()
        .ifPresent(
            reference -> {
              Secret token = Secret.at(reference);
              token.value(); // a mistake is told now, not when the first task is claimed
              options.token(token);
            });
    return HiveDirectory.open(
        options.build(), config.work().dir().resolve(MEMORY), new HiveLink(agent, sinks));
  }

  @Override
  public void away(String why, Duration pause) {
    tell(CircuitBreaker.State.OPEN, why, pause);
  }

  @Override
  public void back() {
    tell(CircuitBreaker.State.CLOSED, "", Duration.ZERO);
  }

  private void tell(CircuitBreaker.State state, String why, Duration pause) {
    var event = new AgentEvent.ForgeGuarded(Instant.now(), agent, KIND, state, why, pause);
    try {
      sinks.forEach(sink -> sink.accept(event));
    } catch (RuntimeException e) {
      LOG.error("agent={} an event of Hive could not be kept", agent, e);
    }
  }
}
