package dev.bzzz.core.sim;

import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.claim.Transitions;
import dev.bzzz.core.task.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One claim ref of the simulated host, every commit it ever pointed to, and when it did. */
final class Register {
  private final TaskId task;
  private final Map<String, Entry> known = new TreeMap<>();
  private final List<String> history = new ArrayList<>();
  private @Nullable Entry current;

  /**
   * A commit: a record, or garbage, on top of another commit. What can be told from it never
   * changes, so it is worked out once.
   */
  final class Entry {
    final String position;
    final Optional<SignedRecord> record;
    final @Nullable Entry parent;
    private @Nullable Tip tip;

    Entry(String position, Optional<SignedRecord> record, @Nullable Entry parent) {
      this.position = position;
      this.record = record;
      this.parent = parent;
    }

    Tip tip(SimHost host) {
      Tip known = tip;
      if (known == null) {
        known = read(host);
        tip = known;
      }
      return known;
    }

    private Tip read(SimHost host) {
      Tip before = parent == null ? Tip.none(task) : parent.tip(host);
      Optional<String> damage = damage(before, host);
      if (damage.isPresent()) {
        return new Tip(task, position, before.chain(), damage);
      }
      SignedRecord signed = record.orElseThrow();
      List<SignedRecord> chain = new ArrayList<>();
      chain.add(signed);
      if (signed.record().grant().isPresent()) {
        chain.addAll(before.chain());
      }
      return new Tip(task, position, chain, Optional.empty());
    }

    private Optional<String> damage(Tip before, SimHost host) {
      if (before.damage().isPresent()) {
        return before.damage();
      }
      if (record.isEmpty()) {
        return Optional.of("commit " + position + " is no claim record");
      }
      if (!record.get().signedBy(host.verifier())) {
        return Optional.of(record.get() + " is not signed by its actor");
      }
      return Transitions.violation(before.record(), record.get(), host);
    }
  }

  Register(TaskId task) {
    this.task = task;
  }

  TaskId task() {
    return task;
  }

  /** The record at the root of what the ref points to. */
  Optional<SignedRecord> first() {
    Entry at = current;
    while (at != null && at.parent != null) {
      at = at.parent;
    }
    return at == null ? Optional.empty() : at.record;
  }

  boolean written() {
    return current != null;
  }

  /** What the ref points to; empty text when it is not there. */
  String position() {
    return current == null ? "" : current.position;
  }

  Tip tip(SimHost host) {
    return current == null ? Tip.none(task) : current.tip(host);
  }

  /** The record the ref points to. */
  Optional<SignedRecord> newest() {
    return current == null ? Optional.empty() : current.record;
  }

  @Nullable Entry current() {
    return current;
  }

  /** The commit of a record, made when it is not known yet. */
  Entry child(SignedRecord next) {
    Entry made = known.get(next.id());
    if (made == null) {
      Entry parent = next.record().prev().map(known::get).orElse(null);
      made = new Entry(next.id(), Optional.of(next), parent);
      known.put(next.id(), made);
    }
    return made;
  }

  /** A commit that is no record, on top of the current one. */
  Entry garbage(String position) {
    Entry made = new Entry(position, Optional.empty(), current);
    known.put(position, made);
    return made;
  }

  /** Whether {@code old} is {@code from} or lies behind it. */
  boolean isPast(String from, String old) {
    for (Entry at = known.get(from); at != null; at = at.parent) {
      if (at.position.equals(old)) {
        return true;
      }
    }
    return false;
  }

  void moveTo(@Nullable Entry entry) {
    current = entry;
    history.add(position());
  }

  /** How often the ref has moved so far. */
  int moves() {
    return history.size();
  }

  /** Whether the ref pointed there at some time since it had moved so often. */
  boolean wasAt(String position, int sinceMoves) {
    String before = sinceMoves == 0 ? "" : history.get(sinceMoves - 1);
    if (before.equals(position)) {
      return true;
    }
    return history.subList(sinceMoves, history.size()).contains(position);
  }
}
