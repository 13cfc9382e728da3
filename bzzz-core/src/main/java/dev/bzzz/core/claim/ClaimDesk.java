package dev.bzzz.core.claim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.machine.CallId;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** What all the tasks of one claim machine share: identity, slots, calls, timers and effects. */
final class ClaimDesk {
  /** Most repositories one machine looks after; those seen later are left to others. */
  static final int MAX_REPOSITORIES = 1000;

  private final ClaimContext context;
  private final String protocol;
  private final Strategy strategy;
  private final Senses senses;
  private final Voice voice;
  private final Lookout lookout;
  private final Gathering gathering = new Gathering(this);
  private final Wanted wanted = new Wanted(this);
  private final Map<RepositoryId, LedgerView> views = new TreeMap<>();
  private SortedMap<TaskId, TaskFacts> facts = Collections.emptySortedMap();
  private final Map<RepositoryId, Instant> viewedAt = new TreeMap<>();
  private final Map<CallId, Pending> calls = new TreeMap<>();
  private final SortedSet<TaskId> working = new TreeSet<>();
  private final TreeSet<Wake> wakes = new TreeSet<>();
  private final Map<TaskId, Instant> wakeOf = new LinkedHashMap<>();
  private Instant nextWake = Instant.MAX;
  private List<ClaimEffect> effects = new ArrayList<>();
  private long lastCall;
  private int usedSlots;
  private Instant now = Instant.MIN;
  private Instant freeSince = Instant.MIN;
  private boolean stopping;

  private record Pending(TaskId task, Instant since) {}

  private record Wake(Instant at, TaskId task) implements Comparable<Wake> {
    @Override
    public int compareTo(Wake other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : task.compareTo(other.task);
    }
  }

  ClaimDesk(ClaimContext context, String protocol, Function<ClaimDesk, Strategy> strategy) {
    this.context = context;
    this.protocol = protocol;
    this.senses = new Senses(this, context);
    this.voice = new Voice(this, context);
    this.lookout = new Lookout(this);
    this.strategy = strategy.apply(this);
  }

  /** Something happens. */
  void begin(Instant when) {
    if (now.equals(Instant.MIN)) {
      freeSince = when; // an agent that has just started has heard nobody yet
    }
    now = when;
    voice.wake(when);
  }

  AgentId self() {
    return context.signer().id();
  }

  String protocol() {
    return protocol;
  }

  /** What a record may tell of a failure. */
  String told(String failure) {
    return context.local().ofFailure(failure);
  }

  Strategy strategy() {
    return strategy;
  }

  Senses senses() {
    return senses;
  }

  Voice voice() {
    return voice;
  }

  Lookout lookout() {
    return lookout;
  }

  Gathering gathering() {
    return gathering;
  }

  Wanted wanted() {
    return wanted;
  }

  /** Fresh random bytes. */
  byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    context.random().nextBytes(bytes);
    return bytes;
  }

  /** True so often, of 1. */
  boolean chance(double share) {
    return context.random().nextDouble() < share;
  }

  /** A uniformly drawn share of {@code bound}. */
  Duration share(Duration bound) {
    return Duration.ofMillis((long) (context.random().nextDouble() * bound.toMillis()));
  }

  void look(LedgerView view) {
    if (views.size() < MAX_REPOSITORIES || views.containsKey(view.repository())) {
      views.put(view.repository(), view);
      if (!lookout.checking(view.repository())) {
        viewedAt.put(view.repository(), now);
      }
    }
  }

  /** The newest views, ordered by repository. */
  Collection<LedgerView> views() {
    return views.values();
  }

  /**
   * When a repository was last looked at by itself. A look that came just before this agent's turn,
   * and because of it, is no reason not to read: others may have become free with it.
   */
  Instant viewedAt(RepositoryId repository) {
    return viewedAt.getOrDefault(repository, Instant.MIN);
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
    return facts.isEmpty() ? TaskFacts.NONE : facts.getOrDefault(task, TaskFacts.NONE);
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
    if (usedSlots-- == context.slots()) {
      freeSince = now;
    }
    if (usedSlots < 0) {
      throw new AssertionError("more slots freed than taken");
    }
  }

  /** Since when there is a slot free, when there is one. */
  Instant freeSince() {
    return freeSince;
  }

  int slots() {
    return context.slots();
  }

  /** Slots that others may count on: none of an agent that stops. */
  int freeSlots() {
    return stopping ? 0 : context.slots() - usedSlots;
  }

  void works(TaskId task, boolean works) {
    if (works) {
      working.add(task);
    } else {
      working.remove(task);
    }
  }

  /** What this agent works on. */
  SortedSet<TaskId> working() {
    return working;
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
    calls.put(call, new Pending(task, now));
    return call;
  }

  /** The task a call was made for, once; empty for a call that is unknown or already answered. */
  Optional<TaskId> answered(CallId call) {
    return Optional.ofNullable(calls.remove(call)).map(Pending::task);
  }

  /** Takes note of how long the ledger took for a call that is answered now. */
  void measure(CallId call) {
    Optional.ofNullable(calls.get(call))
        .ifPresent(pending -> senses.measured(Duration.between(pending.since(), now)));
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
    nextWake = at.isBefore(nextWake) ? at : nextWake;
  }

  /** The task is no longer of interest. */
  void forget(TaskId task) {
    Instant wake = wakeOf.remove(task);
    if (wake != null) {
      wakes.remove(new Wake(wake, task));
      nextWake = first();
    }
  }

  private Instant first() {
    return wakes.isEmpty() ? Instant.MAX : wakes.first().at();
  }

  Optional<Instant> firstWake() {
    Optional<Instant> first =
        nextWake.equals(Instant.MAX) ? Optional.empty() : Optional.of(nextWake);
    return earlier(earlier(first, voice.deadline()), strategy.deadline());
  }

  private static Optional<Instant> earlier(Optional<Instant> a, Optional<Instant> b) {
    return b.isEmpty() || a.isPresent() && a.get().isBefore(b.get()) ? a : b;
  }

  /** Takes out the tasks whose time has come. */
  List<TaskId> due(Instant now) {
    if (nextWake.isAfter(now)) {
      return List.of();
    }
    List<TaskId> due = new ArrayList<>();
    while (!first().isAfter(now)) {
      TaskId task = wakes.pollFirst().task();
      wakeOf.remove(task);
      due.add(task);
    }
    nextWake = first();
    return due;
  }

  void emit(ClaimEffect effect) {
    effects.add(effect);
  }

  /** Tasks whose records go with what is ordered now. */
  List<TaskId> riders() {
    return gathering.riders(effects);
  }

  List<ClaimEffect> drain() {
    List<ClaimEffect> drained = gathering.together(effects);
    effects = new ArrayList<>();
    return drained;
  }
}
