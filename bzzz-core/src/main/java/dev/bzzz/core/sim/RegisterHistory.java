package dev.bzzz.core.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What many threads did to one compare-and-swap register, and whether some order of it explains all
 * answers: whether it is linearizable. Safe for use by many threads while they add; the check wants
 * them to be done.
 *
 * <p>The check searches for an order, as Wing and Gong (JPDC 1993) do, and remembers which sets of
 * operations led to which value, as Lowe (Concurrency and Computation 2017) adds, so that no part
 * of the search is done twice. An operation with an unknown end may have taken effect at any time
 * after it began, also after all others, or never.
 */
public final class RegisterHistory {
  /** The value of a register that was never written. */
  public static final String UNWRITTEN = "";

  /** Most operations that are checked. */
  public static final int MAX_OPERATIONS = 20_000;

  private final ConcurrentLinkedQueue<Operation> operations = new ConcurrentLinkedQueue<>();

  /** What an operation is and how it ended. */
  private enum Kind {
    SAW,
    WON,
    LOST,
    UNKNOWN
  }

  /**
   * One operation. Moments are {@link System#nanoTime}.
   *
   * @param began before it
   * @param ended after it; for an unknown one, never
   * @param kind what it is
   * @param expected the value a compare-and-swap replaces
   * @param value what it wrote, would have written, or saw
   */
  private record Operation(long began, long ended, Kind kind, String expected, String value) {
    /** The register's value after this operation; empty when it cannot take effect now. */
    Optional<String> apply(String now) {
      boolean possible =
          switch (kind) {
            case SAW -> now.equals(value);
            case WON, UNKNOWN -> now.equals(expected);
            case LOST -> now.equals(value) && !now.equals(expected);
          };
      boolean writes = kind == Kind.WON || kind == Kind.UNKNOWN;
      return possible ? Optional.of(writes ? value : now) : Optional.empty();
    }
  }

  /** Somebody read this value. */
  public void saw(long began, long ended, String value) {
    add(new Operation(began, ended, Kind.SAW, UNWRITTEN, value));
  }

  /** A compare-and-swap replaced {@code expected} by {@code value}. */
  public void won(long began, long ended, String expected, String value) {
    add(new Operation(began, ended, Kind.WON, expected, value));
  }

  /** A compare-and-swap found {@code value} instead of what it expected. */
  public void lost(long began, long ended, String expected, String value) {
    add(new Operation(began, ended, Kind.LOST, expected, value));
  }

  /** A compare-and-swap of which nobody knows whether, or when, it took effect. */
  public void unknown(long began, String expected, String value) {
    add(new Operation(began, Long.MAX_VALUE, Kind.UNKNOWN, expected, value));
  }

  /** How many operations surely wrote. */
  public long writes() {
    return operations.stream().filter(each -> each.kind() == Kind.WON).count();
  }

  /** Why no order explains the history; empty when one does. */
  public Optional<String> violation() {
    if (operations.size() > MAX_OPERATIONS) {
      throw new IllegalStateException(
          "a history of " + operations.size() + " operations; the limit is " + MAX_OPERATIONS);
    }
    return new Search(List.copyOf(operations)).violation();
  }

  private void add(Operation operation) {
    if (operation.ended() < operation.began()) {
      throw new IllegalArgumentException("it ended before it began: " + operation);
    }
    operations.add(operation);
  }

  /** The beginning or the end of an operation, in a list ordered by time. */
  private static final class Event {
    final int operation;
    final boolean begin;
    final long at;
    Event before = this;
    Event after = this;

    Event(int operation, boolean begin, long at) {
      this.operation = operation;
      this.begin = begin;
      this.at = at;
    }

    void take() {
      before.after = after;
      after.before = before;
    }

    void putBack() {
      before.after = this;
      after.before = this;
    }
  }

  /** An operation that was put in order, and the value before it. */
  private record Choice(int operation, String before) {}

  /** What was reached: these operations are done, and the register has this value. */
  private record Reached(BitSet done, String value) {}

  private static final class Search {
    private final List<Operation> operations;
    private final Event[] begins;
    private final Event[] ends;
    private final Event head = new Event(-1, false, Long.MIN_VALUE);
    private final Set<Reached> reached = new HashSet<>();
    private final List<Choice> order = new ArrayList<>();
    private final BitSet done = new BitSet();
    private String value = UNWRITTEN;
    private int open;
    private int longest = -1;
    private String stuck = "";

    Search(List<Operation> operations) {
      this.operations = operations;
      this.begins = new Event[operations.size()];
      this.ends = new Event[operations.size()];
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < operations.size(); i++) {
        Operation operation = operations.get(i);
        begins[i] = new Event(i, true, operation.began());
        ends[i] = new Event(i, false, operation.ended());
        events.add(begins[i]);
        if (operation.kind() != Kind.UNKNOWN) {
          events.add(ends[i]); // the end of an unknown one never comes
          open++;
        }
      }
      // Of two events at one moment the beginning counts as the first: they may overlap.
      events.sort(
          Comparator.comparingLong((Event event) -> event.at).thenComparing(event -> !event.begin));
      Event last = head;
      for (Event event : events) {
        event.before = last;
        last.after = event;
        last = event;
      }
      head.before = last;
      last.after = head;
    }

    Optional<String> violation() {
      Event at = head.after;
      while (open > 0) {
        if (at == head) {
          throw new AssertionError("an operation without an end");
        }
        if (at.begin) {
          at = tried(at) ? head.after : at.after;
        } else {
          note(at);
          if (order.isEmpty()) {
            return Optional.of(stuck);
          }
          at = takenBack().after;
        }
      }
      return Optional.empty();
    }

    /** Puts an operation next in order, if it fits and leads to something new. */
    private boolean tried(Event begin) {
      Operation operation = operations.get(begin.operation);
      Optional<String> next = operation.apply(value);
      if (next.isEmpty()) {
        return false;
      }
      done.set(begin.operation);
      if (!reached.add(new Reached((BitSet) done.clone(), next.get()))) {
        done.clear(begin.operation);
        return false;
      }
      order.add(new Choice(begin.operation, value));
      value = next.get();
      begin.take();
      if (operation.kind() != Kind.UNKNOWN) {
        ends[begin.operation].take();
        open--;
      }
      return true;
    }

    /** Takes the last choice back; returns the beginning of its operation. */
    private Event takenBack() {
      Choice choice = order.remove(order.size() - 1);
      value = choice.before();
      done.clear(choice.operation());
      if (operations.get(choice.operation()).kind() != Kind.UNKNOWN) {
        ends[choice.operation()].putBack();
        open++;
      }
      begins[choice.operation()].putBack();
      return begins[choice.operation()];
    }

    /** Remembers for people how far the longest order came. */
    private void note(Event end) {
      if (order.size() > longest) {
        longest = order.size();
        int from = Math.max(0, longest - 3);
        stuck =
            "no order explains "
                + operations.get(end.operation)
                + ": the longest one has "
                + longest
                + " operations and the value '"
                + value
                + "', after "
                + Arrays.toString(
                    order.subList(from, longest).stream()
                        .map(choice -> operations.get(choice.operation()))
                        .toArray());
      }
    }
  }
}
