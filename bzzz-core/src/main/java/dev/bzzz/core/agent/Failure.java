package dev.bzzz.core.agent;

import dev.bzzz.core.PermanentException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why an agent cannot go on; the first reason counts. Safe for use by many threads. */
final class Failure {
  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

  private final String agent;
  private final Idleness idleness;
  private final AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();

  Failure(String agent, Idleness idleness) {
    this.agent = agent;
    this.idleness = idleness;
  }

  /** Ends all waiting for the agent: it is to be closed. */
  void set(Throwable why) {
    cause.compareAndSet(null, why);
    idleness.end();
  }

  /**
   * The current thread of the agent was to do something and has not: nobody would ever be told, so
   * the agent ends instead of waiting for ever.
   */
  void thrown(Throwable error) {
    String thread = Thread.currentThread().getName();
    set(
        new PermanentException(
            "an error in its thread " + thread + ": " + error + "; start it again, and report it",
            error));
    LOG.error("agent={} thread={} ended by an error", agent, thread, error);
  }

  Optional<Throwable> cause() {
    return Optional.ofNullable(cause.get());
  }

  /** The reason in one line. */
  Optional<String> reason() {
    return cause().map(Runtime::message);
  }
}
