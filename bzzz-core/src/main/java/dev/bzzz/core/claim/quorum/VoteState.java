package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a voter's file says, in memory. Safe for use by many threads. */
final class VoteState {
  /** Most tasks a voter remembers. */
  static final int MAX_TASKS = 100_000;

  private final Map<RepositoryId, SortedMap<Long, Register>> registers = new TreeMap<>();
  private final Map<RepositoryId, Entry.Standing> standings = new TreeMap<>();
  private final Map<String, Entry.Witnessed> witnessed = new TreeMap<>();
  private int tasks; // in all repositories

  synchronized Register register(TaskId task) {
    return of(task.repository()).getOrDefault(task.number(), Register.EMPTY);
  }

  /** The registers of a repository after a number, {@code max} at most. */
  synchronized SortedMap<Long, Register> registers(RepositoryId repository, long after, int max) {
    SortedMap<Long, Register> found = new TreeMap<>();
    for (var entry : of(repository).tailMap(after + 1).entrySet()) {
      if (found.size() >= max) {
        break;
      }
      found.put(entry.getKey(), entry.getValue());
    }
    return found;
  }

  /** Whether there is room for no task more. */
  synchronized boolean full() {
    return tasks >= MAX_TASKS;
  }

  synchronized Entry.Standing standing(RepositoryId repository) {
    return standings.getOrDefault(repository, Entry.Standing.NONE);
  }

  /** With which store a voter joined a membership. */
  synchronized Optional<String> witnessed(RepositoryId repository, String membership, AgentId of) {
    return Optional.ofNullable(witnessed.get(key(repository, membership, of)))
        .map(Entry.Witnessed::store);
  }

  synchronized void apply(List<Entry> entries) {
    entries.forEach(this::apply);
  }

  /** Entries that say the same. */
  synchronized List<Entry> entries() {
    List<Entry> all = new ArrayList<>(witnessed.values());
    standings.forEach((repository, standing) -> all.add(new Entry.Stands(repository, standing)));
    registers.forEach(
        (repository, own) ->
            own.forEach(
                (number, register) ->
                    all.add(new Entry.Stored(new TaskId(repository, number), register))));
    return all;
  }

  private void apply(Entry entry) {
    if (entry instanceof Entry.Promised promised) {
      Register now = register(promised.task());
      put(promised.task(), new Register(promised.ballot(), now.accepted(), now.value()));
    } else if (entry instanceof Entry.Stored stored) {
      put(stored.task(), stored.register());
    } else if (entry instanceof Entry.Stands stands) {
      standings.put(stands.repository(), stands.standing());
    } else if (entry instanceof Entry.Witnessed seen) {
      witnessed.put(key(seen.repository(), seen.membership(), seen.voter()), seen);
    } else {
      throw new AssertionError("unhandled entry: " + entry);
    }
  }

  private void put(TaskId task, Register register) {
    SortedMap<Long, Register> own =
        registers.computeIfAbsent(task.repository(), repository -> new TreeMap<>());
    if (own.put(task.number(), register) == null) {
      tasks++;
    }
  }

  private SortedMap<Long, Register> of(RepositoryId repository) {
    return registers.getOrDefault(repository, Collections.emptySortedMap());
  }

  private static String key(RepositoryId repository, String membership, AgentId voter) {
    return repository + " " + membership + " " + voter;
  }
}
