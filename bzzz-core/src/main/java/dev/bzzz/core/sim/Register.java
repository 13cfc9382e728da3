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

  /** After how many moves the ref last pointed to a position; before the first, it is not there. */
  private final Map<String, Integer> lastAt = new TreeMap<>(Map.of("", 0));

  private int moves;
  private @Nullable Entry current;

  /**
   * A commit: a record, or garbage, on top of another commit. What can be told from it never
   * changes, so it is worked out once.
   */
  final class Entry {
    /*
     * Liars and long runs make long chains, and each move asks what lies behind what. So an entry
     * knows, besides its parent, one further behind: as far behind its parent as two jumps lead
     * when these are of equal length. From each entry any other behind it is then reached in a
     * number of steps that grows as the logarithm of the chain (Myers, An applicative random-access
     * stack, 1983).
     */
    final String position;
    final Optional<SignedRecord> record;
    final @Nullable Entry parent;
    private final @Nullable Entry jump;
    private final int depth;
    private @Nullable Tip tip;

    Entry(String position, Optional<SignedRecord> record, @Nullable Entry parent) {
      this.position = position;
      this.record = record;
      this.parent = parent;
      this.depth = parent == null ? 0 : parent.depth + 1;
      this.jump = parent == null ? null : parent.jumpOfChild();
    }

    private Entry jumpOfChild() {
      Entry first = jump;
      Entry second = first == null ? null : first.jump;
      boolean equal =
          first != null && second != null && depth - first.depth == first.depth - second.depth;
      return equal ? second : this;
    }

    /** Whether that entry is this one or lies behind it. */
    private boolean isOnTopOf(Entry old) {
      Entry at = this;
      while (at != null && at.depth > old.depth) {
        Entry far = at.jump;
        at = far != null && far.depth >= old.depth ? far : at.parent;
      }
      return at == old;
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
    Entry newer = known.get(from);
    Entry older = known.get(old);
    return newer != null && older != null && newer.isOnTopOf(older);
  }

  void moveTo(@Nullable Entry entry) {
    current = entry;
    moves++;
    lastAt.put(position(), moves);
  }

  /** How often the ref has moved so far. */
  int moves() {
    return moves;
  }

  /** Whether the ref pointed there at some time since it had moved so often. */
  boolean wasAt(String position, int sinceMoves) {
    Integer last = lastAt.get(position);
    return last != null && last >= sinceMoves;
  }
}
