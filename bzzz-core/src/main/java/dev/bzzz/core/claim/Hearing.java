package dev.bzzz.core.claim;

import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.message.Letter;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.presence.Roster;
import dev.bzzz.core.task.TaskId;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What follows for one agent from what it hears. Nothing heard changes a claim: it moves timers,
 * and hints at what to read on the ledger or to look up on the forge.
 */
final class Hearing {
  /**
   * So many agents look at once when something is said to be free; the others see it at their next
   * poll, or one of those is faster.
   */
  static final int LOOKERS = 3;

  /** Most announced tasks that are remembered until the next look. */
  private static final int MAX_ANNOUNCED = 4096;

  private final ClaimDesk desk;
  private final TaskClaims claims;
  private SortedMap<TaskId, SortedSet<Skill>> skills = Collections.emptySortedMap();
  private SortedSet<TaskId> candidates = new TreeSet<>();
  private final SortedSet<TaskId> announced = new TreeSet<>();
  private boolean looked;

  Hearing(ClaimDesk desk, TaskClaims claims) {
    this.desk = desk;
    this.claims = claims;
  }

  /** Tells the others of tasks that are new, unless somebody already has. */
  void observed(ClaimInput.Observed observed, Instant now) {
    skills = observed.skills();
    SortedMap<TaskId, SortedSet<Skill>> news = new TreeMap<>();
    for (TaskId task : observed.candidates()) {
      if (!candidates.contains(task) && !announced.contains(task)) {
        news.put(task, skills(task));
      }
    }
    candidates = new TreeSet<>(observed.candidates());
    announced.clear();
    if (looked && !news.isEmpty()) { // what was there before it started is no news
      desk.voice().announce(news, now);
    }
    looked = true;
  }

  /**
   * Takes in a message.
   *
   * @return whether times to try for free tasks may have changed
   */
  boolean hear(byte[] wire, Instant now) {
    Optional<Letter> opened = desk.senses().hear(wire, now);
    if (opened.isEmpty()) {
      return false;
    }
    Letter letter = opened.get();
    Optional<Roster.Change> change = desk.senses().roster().heard(letter, now);
    change.ifPresent(desk.voice()::greet);
    boolean changed = change.filter(each -> desk.strategy().changed(each, now)).isPresent();
    changed |= desk.strategy().heard(letter, now);
    if (letter.message() instanceof Message.Moved moved) {
      claims.known(moved.task()).ifPresent(claim -> hint(claim, moved, now));
    } else if (letter.message() instanceof Message.Announcement announcement) {
      announcement.tasks().forEach(this::announced);
    }
    return changed;
  }

  private void hint(TaskClaim claim, Message.Moved moved, Instant now) {
    boolean own = claim.holds() && moved.state() == ClaimState.CHALLENGED;
    boolean free = claim.wanted() && moved.state() == ClaimState.RELEASED;
    if (own || (free && looks(moved.task(), moved.term() + 1, skills(moved.task())))) {
      claim.hint(now);
    }
  }

  private void announced(TaskId task, SortedSet<Skill> asked) {
    boolean known = candidates.contains(task) || desk.view(task.repository()).isEmpty();
    if (!known
        && announced.size() < MAX_ANNOUNCED
        && announced.add(task)
        && looks(task, 1, asked)) {
      desk.emit(new ClaimEffect.Look(task.repository()));
    }
  }

  /** Whether this agent is one of the few that look at once. */
  private boolean looks(TaskId task, long term, SortedSet<Skill> asked) {
    return desk.slotFree() && desk.strategy().rank(task, term, asked) < LOOKERS;
  }

  private SortedSet<Skill> skills(TaskId task) {
    return skills.getOrDefault(task, Collections.emptySortedSet());
  }
}
