package dev.bzzz.git.ledger;

import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.PolicyHistory;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.claim.Transitions;
import dev.bzzz.core.task.TaskId;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the chains of one repository's claims and believes nothing it has not verified. Safe for
 * use by many threads.
 *
 * <p>A commit counts as verified when its wrapping, its record's signature and its step from the
 * record before are right, down to the task's first record. What is verified stays so, since a
 * commit id covers all its past: the next read stops where it meets a commit it knows.
 *
 * <p>The reader also remembers where each claim was, so that a ref which is moved back or deleted
 * is noticed.
 */
final class ClaimReader {
  /** Verified records that are remembered; a forgotten one is verified again. */
  static final int MAX_REMEMBERED = 4096;

  /** Tasks whose last tip is remembered. */
  static final int MAX_TASKS = 10_000;

  /** Longest chain that is read. */
  static final int MAX_CHAIN = 10_000;

  /** How many commits on top of a valid chain may be garbage before the search ends. */
  static final int MAX_GARBAGE = 16;

  /** The position of a ref file that holds no object id. */
  static final String UNREADABLE = "unreadable";

  private static final Logger LOG = LoggerFactory.getLogger(ClaimReader.class);

  private final Verifier verifier;
  private final Lru<ObjectId, Verified> verified = new Lru<>(MAX_REMEMBERED);
  private final Lru<Long, ObjectId> known = new Lru<>(MAX_TASKS);

  ClaimReader(Verifier verifier) {
    this.verifier = verifier;
  }

  private record Verified(SignedRecord signed, Optional<ObjectId> before) {}

  /**
   * What is wrong with a claim.
   *
   * @param position of the register, as it was found
   */
  private record Damage(String position, String why) {}

  private record Unverified(ObjectId id, RecordCommit.Found found) {}

  /**
   * A claim as read.
   *
   * @param at commit of the newest valid record
   */
  record Reading(Tip tip, Optional<ObjectId> at) {}

  /** Where the claims stood when last read; to be taken before the refs are listed. */
  Map<Long, ObjectId> remembered() {
    return known.copy();
  }

  /** Where one claim stood when last read; to be taken before the ref is looked up. */
  Optional<ObjectId> remembered(TaskId task) {
    return known.get(task.number());
  }

  /**
   * Reads one claim.
   *
   * @param last where it stood before {@code sight} was taken
   */
  Reading read(Sight sight, TaskId task, PolicyHistory policies, Optional<ObjectId> last) {
    Sight.@Nullable Seen seen = sight.claims().get(task.number());
    if (seen == null && last.isEmpty()) {
      return new Reading(Tip.none(task), Optional.empty());
    }
    try (ObjectReader reader = sight.git().newObjectReader()) {
      if (seen == null) {
        return damaged(
            reader, task, last, new Damage("", "its ref is gone, though it was there before"));
      }
      if (seen.id() == null) {
        return damaged(reader, task, last, new Damage(UNREADABLE, seen.fault()));
      }
      return read(reader, new Listed(task, seen.id(), last), policies);
    }
  }

  /**
   * Takes note of a record that was verified and has just been written.
   *
   * @param before the commit behind it, verified too
   */
  Tip adopt(Sight sight, ObjectId id, SignedRecord signed, Optional<ObjectId> before) {
    TaskId task = signed.record().task();
    verified.put(id, new Verified(signed, before));
    known.put(task.number(), id);
    try (ObjectReader reader = sight.git().newObjectReader()) {
      return new Tip(task, id.name(), chain(reader, id), Optional.empty());
    }
  }

  /** Whether {@code old} is among the records behind {@code from}. */
  boolean isPast(Sight sight, Optional<ObjectId> from, ObjectId old) {
    try (ObjectReader reader = sight.git().newObjectReader()) {
      return from.filter(start -> isPast(reader, start, old)).isPresent();
    }
  }

  private record Listed(TaskId task, ObjectId id, Optional<ObjectId> last) {}

  private Reading read(ObjectReader reader, Listed listed, PolicyHistory policies) {
    List<Unverified> open = unverified(reader, listed.task(), listed.id());
    Optional<ObjectId> at =
        open.isEmpty() ? Optional.of(listed.id()) : open.get(open.size() - 1).found().before();
    Optional<SignedRecord> newest = at.flatMap(id -> remembered(listed.task(), id));
    at = newest.isPresent() ? at : Optional.empty();
    Optional<String> fault = Optional.empty();
    for (int i = open.size() - 1; i >= 0 && fault.isEmpty(); i--) {
      Unverified next = open.get(i);
      fault = fault(newest, next, listed.task(), policies);
      if (fault.isEmpty()) {
        newest = next.found().signed();
        verified.put(next.id(), new Verified(newest.orElseThrow(), at));
        at = Optional.of(next.id());
      }
    }
    return judged(reader, listed, at, fault);
  }

  /** Compares what is valid with what was known before. */
  private Reading judged(
      ObjectReader reader, Listed listed, Optional<ObjectId> at, Optional<String> fault) {
    Optional<ObjectId> best = at;
    Optional<String> damage = fault;
    if (listed.last().isPresent() && !listed.last().equals(at)) {
      ObjectId last = listed.last().get();
      if (at.isEmpty() || isPast(reader, last, at.get())) {
        best = listed.last();
        damage = fault.or(() -> Optional.of("its ref was moved back from " + last.name()));
      } else if (!isPast(reader, at.get(), last)) {
        LOG.warn(
            "the claim was replaced by another history: task={} from={} to={}",
            listed.task(),
            last.name(),
            at.get().name());
      }
    }
    if (damage.isPresent()) {
      return damaged(reader, listed.task(), best, new Damage(listed.id().name(), damage.get()));
    }
    remember(reader, listed);
    Tip tip =
        new Tip(listed.task(), listed.id().name(), chain(reader, listed.id()), Optional.empty());
    return new Reading(tip, Optional.of(listed.id()));
  }

  /**
   * Unless another thread has read something newer since this was listed: to go back to this would
   * be to take the next rollback for what was known.
   */
  private void remember(ObjectReader reader, Listed listed) {
    synchronized (known) {
      Optional<ObjectId> newest = known.get(listed.task().number());
      if (newest.isEmpty() || !isPast(reader, newest.get(), listed.id())) {
        known.put(listed.task().number(), listed.id());
      }
    }
  }

  private Reading damaged(ObjectReader reader, TaskId task, Optional<ObjectId> at, Damage damage) {
    List<SignedRecord> chain = at.map(id -> chain(reader, id)).orElse(List.of());
    return new Reading(new Tip(task, damage.position(), chain, Optional.of(damage.why())), at);
  }

  /** Commits from {@code tip} down to, and without, the first one that was verified before. */
  private List<Unverified> unverified(ObjectReader reader, TaskId task, ObjectId tip) {
    List<Unverified> open = new ArrayList<>();
    Optional<ObjectId> at = Optional.of(tip);
    int garbage = 0;
    while (at.isPresent() && remembered(task, at.get()).isEmpty()) {
      RecordCommit.Found found = RecordCommit.read(reader, at.get(), verifier);
      garbage = found.signed().isPresent() ? garbage : garbage + 1;
      boolean tooMuch = garbage > MAX_GARBAGE || open.size() >= MAX_CHAIN;
      open.add(new Unverified(at.get(), tooMuch ? found.cut("no valid record is near it") : found));
      at = tooMuch ? Optional.empty() : found.before();
    }
    return open;
  }

  private Optional<SignedRecord> remembered(TaskId task, ObjectId id) {
    return verified
        .get(id)
        .map(Verified::signed)
        .filter(signed -> signed.record().task().equals(task));
  }

  private static Optional<String> fault(
      Optional<SignedRecord> prev, Unverified next, TaskId task, PolicyHistory policies) {
    if (next.found().signed().isEmpty()) {
      return Optional.of(next.found().fault());
    }
    SignedRecord signed = next.found().signed().get();
    if (!signed.record().task().equals(task)) {
      return Optional.of("its record is of another task, " + signed.record().task());
    }
    if (next.found().before().isPresent() && prev.isEmpty()) {
      return Optional.of("nothing valid lies behind the record " + signed.id());
    }
    try {
      return Transitions.violation(prev, signed, policies);
    } catch (UncheckedIOException e) {
      return Optional.of("the policies cannot be read: " + e.getCause().getMessage());
    }
  }

  /** The records from a verified commit back to the granting one. */
  private List<SignedRecord> chain(ObjectReader reader, ObjectId tip) {
    List<SignedRecord> chain = new ArrayList<>();
    Optional<ObjectId> at = Optional.of(tip);
    while (at.isPresent()) {
      Optional<Verified> link = link(reader, at.get());
      link.ifPresent(found -> chain.add(found.signed()));
      at =
          link.filter(found -> found.signed().record().grant().isPresent())
              .flatMap(Verified::before);
    }
    return chain;
  }

  private boolean isPast(ObjectReader reader, ObjectId from, ObjectId old) {
    Optional<ObjectId> at = link(reader, from).flatMap(Verified::before);
    for (int i = 0; i < MAX_CHAIN && at.isPresent(); i++) {
      if (at.get().equals(old)) {
        return true;
      }
      at = link(reader, at.get()).flatMap(Verified::before);
    }
    return false;
  }

  /** A commit in the past of a verified one, which makes it verified too. */
  private Optional<Verified> link(ObjectReader reader, ObjectId id) {
    return verified
        .get(id)
        .or(
            () -> {
              RecordCommit.Found found = RecordCommit.read(reader, id, verifier);
              return found.signed().map(signed -> new Verified(signed, found.before()));
            });
  }
}
