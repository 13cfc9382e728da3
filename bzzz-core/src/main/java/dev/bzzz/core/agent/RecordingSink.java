package dev.bzzz.core.agent;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** An event sink that keeps the newest events in memory. Safe for use by many threads. */
public final class RecordingSink implements EventSink {
  /** How many events are kept unless said otherwise. */
  public static final int DEFAULT_MAX = 10_000;

  private final int max;
  private final Deque<AgentEvent> events = new ArrayDeque<>();
  private long dropped;

  /** Keeps {@value #DEFAULT_MAX} events. */
  public RecordingSink() {
    this(DEFAULT_MAX);
  }

  /** Keeps at most {@code max} events and drops the oldest. */
  public RecordingSink(int max) {
    if (max < 1) {
      throw new IllegalArgumentException("a sink keeps at least one event, not " + max);
    }
    this.max = max;
  }

  @Override
  public synchronized void accept(AgentEvent event) {
    if (events.size() == max) {
      events.removeFirst();
      dropped++;
    }
    events.addLast(event);
  }

  /** The kept events, oldest first. */
  public synchronized List<AgentEvent> events() {
    return List.copyOf(events);
  }

  /** How many events were dropped because there were too many. */
  public synchronized long dropped() {
    return dropped;
  }
}
