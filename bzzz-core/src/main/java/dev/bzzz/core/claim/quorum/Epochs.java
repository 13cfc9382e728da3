package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.task.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * The epochs of one voter's store: when one ends and the next begins. Nothing a voter does lasts
 * from one into the next. Safe for use by many threads.
 */
final class Epochs {
  private final Votes store;
  private final ReadWriteLock turn = new ReentrantReadWriteLock();

  /** Where a voter is, seen from an epoch. */
  enum Stage {
    /** It does not vote in this epoch yet. */
    AHEAD,
    /** It votes. */
    NOW,
    /** It votes in an epoch of the same number, but for a committee of others. */
    WITH_OTHERS,
    /** It votes no more. */
    OVER;

    /** Why the voter does not vote; empty when it does. */
    Optional<String> objection(Membership membership) {
      return switch (this) {
        case AHEAD -> Optional.of("it is about to join epoch " + membership.epoch());
        case NOW -> Optional.empty();
        case WITH_OTHERS -> Optional.of(otherVoters(membership));
        case OVER -> Optional.of("epoch " + membership.epoch() + " is over");
      };
    }
  }

  Epochs(Votes store) {
    this.store = store;
  }

  Votes store() {
    return store;
  }

  Stage stage(Membership membership) {
    Entry.Standing now = store.state().standing(membership.repository());
    if (now.active() > membership.epoch() || now.sealed() > membership.epoch()) {
      return Stage.OVER;
    }
    if (now.active() < membership.epoch()) {
      return Stage.AHEAD;
    }
    return now.membership().equals(membership.id()) ? Stage.NOW : Stage.WITH_OTHERS;
  }

  /**
   * Answers as a voter of a membership in which it votes. Meanwhile that epoch does not end and no
   * other begins: a vote that is written after the next epoch has begun would put back what was
   * taken over for it, and what is read then was not accepted in this one.
   */
  Answer voting(Membership membership, Supplier<Answer> answer) {
    turn.readLock().lock();
    try {
      return stage(membership)
          .objection(membership)
          .<Answer>map(why -> new Answer.Refusal(false, why))
          .orElseGet(answer);
    } finally {
      turn.readLock().unlock();
    }
  }

  /** Ends voting in the epoch before; why not, or empty when that is on the disk. */
  Optional<String> seal(Membership next) {
    turn.writeLock().lock();
    try {
      Entry.Standing now = store.state().standing(next.repository());
      if (now.active() == next.epoch()) {
        return now.membership().equals(next.id())
            ? Optional.empty()
            : Optional.of(otherVoters(next));
      }
      if (now.active() != next.epoch() - 1) {
        return Optional.of(
            "it votes in epoch "
                + now.active()
                + ", not in the one before "
                + next.epoch()
                + "; raise the epoch one by one, each once the one before has voted");
      }
      if (now.sealed() == next.epoch()) {
        return now.successor().equals(next.id())
            ? Optional.empty()
            : Optional.of(otherVoters(next));
      }
      Entry.Standing sealed =
          new Entry.Standing(now.active(), now.membership(), next.epoch(), next.id());
      store.write(List.of(new Entry.Stands(next.repository(), sealed)));
      store.settle();
      return Optional.empty();
    } finally {
      turn.writeLock().unlock();
    }
  }

  /** The last entry makes it count, so a crash in the middle changes nothing. */
  void begin(Membership membership, SortedMap<Long, Register> decided) {
    turn.writeLock().lock();
    try {
      store.write(beginning(membership, decided));
      store.settle();
    } finally {
      turn.writeLock().unlock();
    }
  }

  private List<Entry> beginning(Membership membership, SortedMap<Long, Register> decided) {
    List<Entry> entries = new ArrayList<>();
    decided.forEach(
        (number, register) -> {
          TaskId task = new TaskId(membership.repository(), number);
          Register mine = store.state().register(task);
          Register both =
              mine.merge(new Register(register.accepted(), register.accepted(), register.value()));
          if (!both.equals(mine)) {
            entries.add(new Entry.Stored(task, both));
          }
        });
    entries.add(
        new Entry.Stands(
            membership.repository(),
            new Entry.Standing(
                membership.epoch(), membership.id(), membership.epoch(), membership.id())));
    return entries;
  }

  private static String otherVoters(Membership membership) {
    return "epoch "
        + membership.epoch()
        + " has begun with other voters; name a committee with 'bzzz policy vote', which raises"
        + " the epoch";
  }
}
