package dev.bzzz.core.claim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.machine.CallId;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What all the tasks of one claim machine share: identity, slots, calls, timers and effects. */
final class ClaimDesk {
  /** Most repositories one machine looks after; those seen later are left to others. */
  static final int MAX_REPOSITORIES = 1000;

  private final ClaimContext context;
  private final String protocol;
  private final Turn turn;
  private final Map<RepositoryId, LedgerView> views = new TreeMap<>();
  private SortedMap<TaskId, TaskFacts> facts = Collections.emptySortedMap();
  private final Map<CallId, TaskId> calls = new TreeMap<>();
  private final TreeSet<Wake> wakes = new TreeSet<>();
  private final Map<TaskId, Instant> wakeOf = new TreeMap<>();
  private List<ClaimEffect> effects = new ArrayList<>();
  private long lastCall;
  private int usedSlots;
  private boolean stopping;

  private record Wake(Instant at, TaskId task) implements Comparable<Wake> {
    @Override
    public int compareTo(Wake other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : task.compareTo(other.task);
    }
  }

  ClaimDesk(ClaimContext context, String protocol, Turn turn) {
    this.context = context;
    this.protocol = protocol;
    this.turn = turn;
  }

  AgentId self() {
    return context.signer().id();
  }

  String protocol() {
    return protocol;
  }

  Instant turn(TaskId task, long term, Instant now) {
    return turn.of(task, term, now);
  }

  /** A uniformly drawn share of {@code bound}. */
  Duration share(Duration bound) {
    return Duration.ofMillis((long) (context.random().nextDouble() * bound.toMillis()));
  }

  void look(LedgerView view) {
    if (views.size() < MAX_REPOSITORIES || views.containsKey(view.repository())) {
      views.put(view.repository(), view);
    }
  }

  /** The newest view of a repository; empty before it was first looked at. */
  Optional<LedgerView> view(RepositoryId repository) {
    return Optional.ofNullable(views.get(repository));
  }

  void tell(SortedMap<TaskId, TaskFacts> said) {
    facts = said;
  }

  /** What the forge said about a task when it was last asked. */
  TaskFacts facts(TaskId task) {
    return facts.getOrDefault(task, TaskFacts.NONE);
  }

  SignedRecord sign(ClaimRecord next) {
    return RecordCodec.sign(next, context.signer());
  }

  Stamp stamp(LedgerView view, Instant now) {
    return new Stamp(self(), view.head(), Nonce.draw(context.random()), now.toEpochMilli());
  }

  boolean takeSlot() {
    if (stopping || usedSlots >= context.slots()) {
      return false;
    }
    usedSlots++;
    return true;
  }

  void freeSlot() {
    if (--usedSlots < 0) {
      throw new AssertionError("more slots freed than taken");
    }
  }

  boolean slotFree() {
    return !stopping && usedSlots < context.slots();
  }

  void stop() {
    stopping = true;
  }

  boolean stopping() {
    return stopping;
  }

  CallId call(TaskId task) {
    CallId call = new CallId(++lastCall);
    calls.put(call, task);
    return call;
  }

  /** The task a call was made for, once; empty for a call that is unknown or already answered. */
  Optional<TaskId> answered(CallId call) {
    return Optional.ofNullable(calls.remove(call));
  }

  void wake(TaskId task, Instant at) {
    Instant before = wakeOf.get(task);
    if (before != null && !at.isBefore(before)) {
      return;
    }
    if (before != null) {
      wakes.remove(new Wake(before, task));
    }
    wakes.add(new Wake(at, task));
    wakeOf.put(task, at);
  }

  /** The task is no longer of interest. */
  void forget(TaskId task) {
    Instant wake = wakeOf.remove(task);
    if (wake != null) {
      wakes.remove(new Wake(wake, task));
    }
  }

  Optional<Instant> firstWake() {
    return wakes.isEmpty() ? Optional.empty() : Optional.of(wakes.first().at());
  }

  /** Takes out the tasks whose time has come. */
  List<TaskId> due(Instant now) {
    List<TaskId> due = new ArrayList<>();
    while (!wakes.isEmpty() && !wakes.first().at().isAfter(now)) {
      TaskId task = wakes.pollFirst().task();
      wakeOf.remove(task);
      due.add(task);
    }
    return due;
  }

  void emit(ClaimEffect effect) {
    effects.add(effect);
  }

  List<ClaimEffect> drain() {
    List<ClaimEffect> drained = effects;
    effects = new ArrayList<>();
    return drained;
  }
}
