package dev.bzzz.core.agent;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.ClaimEffect.Announce;
import dev.bzzz.core.mesh.Mesh;
import dev.bzzz.core.mesh.MessageHandler;
import dev.bzzz.core.mesh.PublishResult;
import dev.bzzz.core.mesh.Subscription;
import dev.bzzz.core.mesh.Topic;
import dev.bzzz.core.message.DropReason;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between one agent's claim machine and the mesh: hands over what is heard and said, never waits,
 * and counts what is dropped. It hears the topics of all tasks that the agent works on, besides
 * those of all agents. Safe for use by many threads.
 */
final class MeshPort {
  /** Drops are told so often at most. */
  static final Duration REPORT_INTERVAL = Duration.ofMinutes(1);

  /** So many agents that were heard are told apart. */
  static final int MAX_PEERS = 1000;

  private static final DropReason[] REASONS = DropReason.values();
  private static final Logger LOG = LoggerFactory.getLogger(MeshPort.class);

  private final AgentParts parts;
  private final Events events;
  private final AtomicLongArray drops = new AtomicLongArray(REASONS.length);
  private final AtomicLong heard = new AtomicLong();
  private final AtomicLong said = new AtomicLong();
  private final Set<AgentId> peers = ConcurrentHashMap.newKeySet();
  private final Map<Topic, Subscription> topics = new HashMap<>();
  private boolean closed;
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
    join(
        Topic.COORDINATION,
        (from, data) -> {
          heard(from);
          if (!inbox.test(data)) {
            dropped(DropReason.INBOX_FULL);
          }
        });
    join(Topic.META_DISCUSSION, (from, data) -> heard(from));
  }

  /** Hears what is said about a task as long as the agent has it. */
  void follow(Announce.Kind kind, TaskId task) {
    Topic topic = Topic.ofTask(task.key());
    switch (kind) {
      case GRANTED, ADOPTED -> join(topic, (from, data) -> heard(from));
      case TAKEN_OVER, DONE, RELEASED, ESCALATED -> leave(topic);
      case LOST, CHALLENGED, ANSWERED, PUBLISHED, CLOSED, REPAIRED, TROUBLE -> {}
      default -> throw new AssertionError("unhandled announcement: " + kind);
    }
  }

  private synchronized void join(Topic topic, MessageHandler handler) {
    if (closed || parts.mesh().isEmpty() || topics.containsKey(topic)) {
      return;
    }
    try {
      topics.put(topic, parts.mesh().get().subscribe(topic, handler));
    } catch (RuntimeException e) { // the mesh only advises: without it the agent goes on
      LOG.debug("agent={} cannot join topic={}", parts.profile().name(), topic.name(), e);
    }
  }

  private synchronized void leave(Topic topic) {
    Subscription subscription = topics.remove(topic);
    if (subscription != null) {
      close(subscription);
    }
  }

  private void heard(AgentId from) {
    heard.incrementAndGet();
    if (peers.size() < MAX_PEERS) {
      peers.add(from);
    }
  }

  void broadcast(byte[] wire) {
    Optional<Mesh> mesh = parts.mesh();
    if (mesh.isEmpty()) {
      return;
    }
    try {
      if (mesh.get().publish(Topic.COORDINATION, wire) == PublishResult.SATURATED) {
        dropped(DropReason.SATURATED);
      } else {
        said.incrementAndGet();
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

  /** Hears nothing more, and tells what was dropped since it was last told, and what was heard. */
  void close() {
    boolean tell;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      topics.values().forEach(this::close);
      topics.clear();
      tell = unreported;
      unreported = false;
    }
    if (tell) {
      report();
    }
    if (parts.mesh().isPresent()) {
      events.report(
          (at, agent) -> new AgentEvent.MeshLeft(at, agent, peers.size(), heard.get(), said.get()));
    }
  }

  private void close(Subscription subscription) {
    try {
      subscription.close();
    } catch (RuntimeException e) { // such as that of a mesh that was closed first
      LOG.debug("agent={} cannot leave a topic", parts.profile().name(), e);
    }
  }

  private void report() {
    events.report((at, agent) -> new AgentEvent.MessagesDropped(at, agent, drops()));
  }
}
