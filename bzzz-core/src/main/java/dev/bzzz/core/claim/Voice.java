package dev.bzzz.core.claim;

import dev.bzzz.core.Spans;
import dev.bzzz.core.capability.Capability;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.message.Message.Announcement;
import dev.bzzz.core.message.Message.Looked;
import dev.bzzz.core.message.Outbox;
import dev.bzzz.core.presence.Roster;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What one agent tells the others. Silent without a mesh. */
final class Voice {
  /** So many agents, on average, answer one that is new by saying that they are there. */
  static final int GREETERS = 10;

  /** So long at most a greeting waits for others who come at the same time. */
  static final Duration GREETING_WAIT = Duration.ofMillis(50);

  private final ClaimDesk desk;
  private final Optional<Outbox> outbox;
  private final Message.Capabilities capabilities;
  private Instant nextPresence = Instant.MAX;
  private Instant introduction = Instant.MIN;
  private Instant lastGreeting = Instant.MIN;
  private Instant together = Instant.MIN;
  private int newcomers;
  private int saidFree;
  private int repeats;

  Voice(ClaimDesk desk, ClaimContext context) {
    this.desk = desk;
    this.outbox =
        context
            .mesh()
            .map(mesh -> new Outbox(context.signer(), mesh, context.random(), context.post(mesh)));
    this.capabilities = capabilities(context);
  }

  private static Message.Capabilities capabilities(ClaimContext context) {
    SortedMap<Skill, Integer> levels = new TreeMap<>();
    context.profile().capabilities().stream()
        .sorted(
            Comparator.comparingInt(Capability::level).reversed().thenComparing(Capability::skill))
        .limit(Message.Capabilities.MAX_SKILLS)
        .forEach(each -> levels.put(each.skill(), each.level()));
    return new Message.Capabilities(levels);
  }

  /** What this agent can do, as it has told the others. */
  SortedMap<Skill, Integer> levels() {
    return capabilities.levels();
  }

  /** Says something, now. */
  void say(Message message, Instant now) {
    if (outbox.isPresent()) {
      desk.emit(new ClaimEffect.Broadcast(outbox.get().write(message, now)));
      desk.senses().echoes().sent(outbox.get().lastSeq(), now);
    }
  }

  /** Says that the ledger holds a newer record. */
  void moved(SignedRecord signed, Instant now) {
    ClaimRecord record = signed.record();
    say(
        new Message.Moved(record.task(), record.term(), record.seq(), record.state(), signed.id()),
        now);
  }

  /** Says that there are tasks that may be new to others. */
  void announce(SortedMap<TaskId, SortedSet<Skill>> tasks, Instant now) {
    List<TaskId> all = new ArrayList<>(tasks.keySet());
    for (int i = 0; i < all.size(); i += Announcement.MAX_TASKS) {
      SortedMap<TaskId, SortedSet<Skill>> some = new TreeMap<>();
      all.subList(i, Math.min(all.size(), i + Announcement.MAX_TASKS))
          .forEach(task -> some.put(task, first(tasks.get(task))));
      say(new Announcement(some), now);
    }
  }

  /** Says that these forges were looked at. */
  void looked(SortedSet<RepositoryId> repositories, Duration every, Instant now) {
    List<RepositoryId> all = new ArrayList<>(repositories);
    for (int i = 0; i < all.size(); i += Looked.MAX_REPOSITORIES) {
      List<RepositoryId> some = all.subList(i, Math.min(all.size(), i + Looked.MAX_REPOSITORIES));
      say(new Looked(new TreeSet<>(some), every), now);
    }
  }

  private static SortedSet<Skill> first(SortedSet<Skill> skills) {
    SortedSet<Skill> some = new TreeSet<>();
    skills.stream().limit(Announcement.MAX_SKILLS).forEach(some::add);
    return some;
  }

  /**
   * Before anything else: an agent that has overslept its own presences by far was not awake, and
   * knows that it has heard nobody meanwhile.
   */
  void wake(Instant now) {
    if (now.isAfter(nextPresence)) {
      Duration every = desk.senses().every();
      if (now.isAfter(nextPresence.plus(every).plus(every))) {
        desk.senses().awake(now);
      }
    }
  }

  /**
   * Lets an agent that is new know that this one is here; in a large swarm only some do. All who
   * come within one interval are greeted together, so that whoever pretends to start again and
   * again makes others talk twice as much as they do anyway, and no more.
   */
  void greet(Roster.Change change, Instant now) {
    if (!change.arrival()) {
      return;
    }
    if (!now.isBefore(together)) {
      together = now.plus(desk.senses().every());
      newcomers = 0;
    }
    newcomers++;
    if (desk.chance(GREETERS / (double) Math.max(GREETERS, desk.senses().roster().size()))) {
      Instant at = now.plus(desk.share(GREETING_WAIT));
      Instant earliest = lastGreeting.plus(desk.senses().every());
      Instant due = at.isBefore(earliest) ? earliest : at;
      introduction = due.isBefore(introduction) ? due : introduction;
    }
  }

  /**
   * Whether this agent is one of the few whose greeting is for all who have come together: of a
   * large swarm that starts at once nearly everybody was drawn to greet somebody.
   */
  private boolean greetsAll() {
    int all = desk.senses().roster().size();
    return all <= GREETERS || desk.chance(Math.max(1.0 / newcomers, GREETERS / (double) all));
  }

  /**
   * After everything else: tells the others when its free slots have changed, and at intervals that
   * it lives and what it holds.
   *
   * @return whether others went meanwhile, so that times to try may have changed
   */
  boolean speak(Instant now) {
    boolean changed = false;
    if (outbox.isEmpty() || desk.views().isEmpty()) {
      return false; // before it knows a policy it knows nobody to speak to
    }
    if (nextPresence.equals(Instant.MAX)) {
      desk.senses().awake(now);
    } else if (!now.isBefore(nextPresence)) {
      for (Roster.Change gone : desk.senses().interval(Duration.between(nextPresence, now), now)) {
        changed |= desk.strategy().changed(gone, now);
      }
      present(now);
    }
    if (!now.isBefore(introduction) && introduces(now)) {
      say(capabilities, now);
      present(now);
    } else if (saidFree != desk.freeSlots()) {
      present(now);
    } else if (!desk.working().isEmpty()) {
      Instant soon = now.plus(desk.senses().every());
      nextPresence = soon.isBefore(nextPresence) ? soon : nextPresence;
    }
    return changed;
  }

  /** Whether this agent now says who it is, as whoever starts does, and whoever greets others. */
  private boolean introduces(Instant now) {
    boolean starts = introduction.equals(Instant.MIN);
    boolean introduces = starts || greetsAll();
    lastGreeting = starts ? Instant.MIN : now; // who starts greets nobody
    introduction = Instant.MAX;
    return introduces;
  }

  /** Whoever holds a task is missed soon; whoever does not speaks less often in time. */
  private Duration nextInterval() {
    boolean idle = desk.working().isEmpty() && saidFree == desk.freeSlots();
    repeats = idle ? repeats + 1 : 0;
    return desk.senses().idleEvery(repeats);
  }

  private void present(Instant now) {
    Duration every = nextInterval();
    saidFree = desk.freeSlots();
    say(
        new Message.Availability(
            desk.slots(),
            saidFree,
            desk.working(), // it is copied
            every,
            desk.senses().echoes().take(now)),
        now);
    nextPresence = now.plus(every).minus(desk.share(Spans.part(every, 4)));
  }

  /** When it wants to say something. */
  Optional<Instant> deadline() {
    Instant next = introduction.isBefore(nextPresence) ? introduction : nextPresence;
    return Optional.of(next).filter(at -> at.isAfter(Instant.MIN) && at.isBefore(Instant.MAX));
  }
}
