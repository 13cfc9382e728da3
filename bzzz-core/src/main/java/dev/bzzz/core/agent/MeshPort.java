package dev.bzzz.core.agent;

import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.PublishResult;
import dev.bzzz.core.mesh.Subscription;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.core.message.DropReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between one agent's claim machine and the mesh: hands over what is heard and said, never waits,
 * and counts what is dropped. Safe for use by many threads.
 */
final class MeshPort {
  /** Drops are told so often at most. */
  static final Duration REPORT_INTERVAL = Duration.ofMinutes(1);

  private static final DropReason[] REASONS = DropReason.values();
  private static final Logger LOG = LoggerFactory.getLogger(MeshPort.class);

  private final AgentParts parts;
  private final Events events;
  private final AtomicLongArray drops = new AtomicLongArray(REASONS.length);
  private @Nullable Subscription subscription;
  private Instant lastReport = Instant.MIN;
  private boolean unreported;

  MeshPort(AgentParts parts, Events events) {
    this.parts = parts;
    this.events = events;
  }

  /**
   * Begins to listen.
   *
   * @param inbox takes a message, or answers false when it has no room
   */
  void open(Predicate<byte[]> inbox) {
    parts
        .mesh()
        .ifPresent(
            mesh -> {
              Subscription opened =
                  mesh.subscribe(
                      Topic.COORDINATION,
                      (from, data) -> {
                        if (!inbox.test(data)) {
                          dropped(DropReason.INBOX_FULL);
                        }
                      });
              synchronized (this) {
                subscription = opened;
              }
            });
  }

  void broadcast(byte[] wire) {
    Optional<Mesh> mesh = parts.mesh();
    if (mesh.isEmpty()) {
      return;
    }
    try {
      if (mesh.get().publish(Topic.COORDINATION, wire) == PublishResult.SATURATED) {
        dropped(DropReason.SATURATED);
      }
    } catch (RuntimeException e) { // the mesh only advises: without it the agent goes on
      LOG.debug("agent={} the mesh takes no message", parts.profile().name(), e);
      dropped(DropReason.SATURATED);
    }
  }

  void dropped(DropReason reason) {
    drops.incrementAndGet(reason.ordinal());
    synchronized (this) {
      Instant now = parts.clock().instant();
      unreported = true;
      if (lastReport != Instant.MIN && now.isBefore(lastReport.plus(REPORT_INTERVAL))) {
        return;
      }
      lastReport = now;
      unreported = false;
    }
    report();
  }

  /** What was dropped since the start, by reason, in the order of the reasons. */
  List<AgentEvent.Drops> drops() {
    List<AgentEvent.Drops> found = new ArrayList<>();
    for (DropReason reason : REASONS) {
      long total = drops.get(reason.ordinal());
      if (total > 0) {
        found.add(new AgentEvent.Drops(reason, total));
      }
    }
    return found;
  }

  /** Hears nothing more, and tells what was dropped since it was last told. */
  void close() {
    boolean tell;
    synchronized (this) {
      if (subscription != null) {
        subscription.close();
      }
      tell = unreported;
      unreported = false;
    }
    if (tell) {
      report();
    }
  }

  private void report() {
    events.report((at, agent) -> new AgentEvent.MessagesDropped(at, agent, drops()));
  }
}
