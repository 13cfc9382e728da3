package dev.bzzz.core.claim;

import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.message.Letter;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.presence.Roster;
import dev.bzzz.core.task.TaskId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
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
  private List<TaskId> candidates = List.of();
  private SortedSet<TaskId> open = Collections.emptySortedSet();
  private SortedSet<TaskId> changed = Collections.emptySortedSet();
  private final SortedMap<TaskId, Instant> announced = new TreeMap<>();
  private boolean looked;

  Hearing(ClaimDesk desk, TaskClaims claims) {
    this.desk = desk;
    this.claims = claims;
  }

  /** Tells the others of what has changed on the forge, unless somebody already has. */
  void observed(ClaimInput.Observed observed, Instant now) {
    SortedSet<TaskId> openNow = open(observed);
    SortedSet<TaskId> changedNow = changed(observed.facts());
    skills = observed.skills();
    SortedMap<TaskId, SortedSet<Skill>> news = new TreeMap<>();
    news(openNow, open, news);
    news(changedNow, changed, news);
    open = openNow;
    changed = changedNow;
    if (looked && !news.isEmpty()) { // what was there before it started is no news
      desk.voice().announce(news, now);
    }
    looked = true;
    forget(observed);
    lookAgain(observed.views());
  }

  /** The same set as the last time where nothing has changed, as mostly. */
  private SortedSet<TaskId> open(ClaimInput.Observed observed) {
    List<TaskId> listed = observed.candidates();
    if (listed == candidates && observed.skills().isEmpty() && skills.isEmpty()) {
      return open;
    }
    candidates = listed;
    SortedSet<TaskId> openNow = new TreeSet<>(listed);
    openNow.addAll(observed.skills().keySet());
    return openNow;
  }

  private void news(
      SortedSet<TaskId> now, SortedSet<TaskId> before, SortedMap<TaskId, SortedSet<Skill>> news) {
    if (now == before) {
      return;
    }
    for (TaskId task : now) {
      if (!before.contains(task) && !announced.containsKey(task)) {
        news.put(task, skills(task));
      }
    }
  }

  /** Claimed tasks that are closed, and finished ones that are to be done again. */
  private static SortedSet<TaskId> changed(SortedMap<TaskId, TaskFacts> facts) {
    if (facts.isEmpty()) {
      return Collections.emptySortedSet();
    }
    SortedSet<TaskId> changed = new TreeSet<>();
    facts.forEach(
        (task, said) -> {
          if (said.closed() || said.cause().isPresent()) {
            changed.add(task);
          }
        });
    return changed;
  }

  /** Forgets what was announced before a look that has shown what is true of it. */
  private void forget(ClaimInput.Observed observed) {
    if (announced.isEmpty()) {
      return;
    }
    announced
        .entrySet()
        .removeIf(
            each ->
                observed
                    .listing()
                    .map(
                        listing ->
                            listing.repositories().contains(each.getKey().repository())
                                && each.getValue().isBefore(listing.since()))
                    .orElse(true));
  }

  /** What others were to look at, and is still free, this agent looks at itself. */
  private void lookAgain(List<LedgerView> views) {
    if (announced.isEmpty() || !desk.slotFree()) {
      return;
    }
    SortedSet<TaskId> free = new TreeSet<>(announced.keySet());
    for (LedgerView view : views) {
      for (Tip tip : view.tips()) {
        if (tip.state().filter(s -> s.live() || s == ClaimState.PUBLISHED).isPresent()) {
          free.remove(tip.task());
        }
      }
    }
    free.forEach(task -> desk.lookout().ask(task.repository()));
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
    change.ifPresent(each -> desk.voice().greet(each, now));
    boolean changed = change.filter(each -> desk.strategy().changed(each, now)).isPresent();
    changed |= desk.strategy().heard(letter, now);
    if (letter.message() instanceof Message.Moved moved) {
      claims.known(moved.task()).ifPresent(claim -> hint(claim, moved, now));
    } else if (letter.message() instanceof Message.Announcement announcement) {
      announcement.tasks().forEach((task, asked) -> announced(task, asked, now));
    } else if (letter.message() instanceof Message.Looked said) {
      desk.lookout().heard(letter.from(), said, now);
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

  private void announced(TaskId task, SortedSet<Skill> asked, Instant now) {
    if (desk.view(task.repository()).isEmpty()) {
      return;
    }
    Optional<TaskClaim> claim = claims.known(task);
    if (claim.filter(TaskClaim::holds).isPresent()) {
      desk.lookout().ask(task.repository()); // of a task that is held, only its end can be news
    }
    boolean finished =
        claim
            .flatMap(known -> known.tip().state())
            .filter(s -> s == ClaimState.DONE || s == ClaimState.ESCALATED)
            .isPresent();
    if ((finished || !open.contains(task))
        && announced.size() < MAX_ANNOUNCED
        && announced.putIfAbsent(task, now) == null
        && looks(task, 1, asked)) {
      desk.lookout().ask(task.repository());
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
