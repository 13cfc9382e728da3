package dev.bzzz.core.agent;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.repo.CircuitBreaker;
import dev.bzzz.core.task.TaskRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands one agent's events to its sinks. Safe for use by many threads. */
final class Events {
  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

  private final AgentParts parts;

  Events(AgentParts parts) {
    this.parts = parts;
  }

  /**
   * Makes an event of now and this agent, and tells every sink.
   *
   * @throws dev.bzzz.core.BzzzException if a sink cannot keep it: then do not go on
   */
  void tell(BiFunction<Instant, AgentId, AgentEvent> event) {
    AgentEvent made = event.apply(parts.clock().instant(), parts.profile().id());
    LOG.debug("agent={} event={}", parts.profile().name(), made);
    parts.sinks().forEach(sink -> sink.accept(made));
  }

  /** Like {@link #tell}, for what has happened already: a sink that fails is only logged. */
  void report(BiFunction<Instant, AgentId, AgentEvent> event) {
    try {
      tell(event);
    } catch (RuntimeException e) {
      LOG.error("agent={} an event could not be kept", parts.profile().name(), e);
    }
  }

  void started(List<String> repositories, String protocol, String sandbox) {
    tell(
        (at, agent) ->
            new AgentEvent.Started(
                at, agent, parts.profile().name(), repositories, protocol, sandbox));
  }

  void stopped(String reason) {
    report((at, agent) -> new AgentEvent.Stopped(at, agent, reason));
  }

  void progress(TaskRef task, String step) {
    report((at, agent) -> new AgentEvent.WorkProgressed(at, agent, task, step));
  }

  void guarded(String forge, CircuitBreaker.State calls, String why, Duration wait) {
    report((at, agent) -> new AgentEvent.ForgeGuarded(at, agent, forge, calls, why, wait));
  }

  void trouble(String what, String why) {
    report((at, agent) -> new AgentEvent.Troubled(at, agent, what, why));
  }
}
