package dev.bzzz.core.presence;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.message.Message.Availability;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What is known of another agent by its own signed messages. Immutable.
 *
 * @param agent who
 * @param boot its start that these messages are of
 * @param sentAt when it said so, by its clock
 * @param heardAt when that was heard, by this agent's clock
 * @param availability what it said
 * @param levels what it can do; empty when that was not heard yet
 * @param past when it was heard and what it held then, the newest first: at most {@value #PAST}
 *     times, half an interval or more apart
 */
public record Presence(
    AgentId agent,
    String boot,
    Instant sentAt,
    Instant heardAt,
    Availability availability,
    Optional<SortedMap<Skill, Integer>> levels,
    List<Sighting> past) {
  /** So many presences that omit a task mean that it is not worked on. */
  public static final int PAST = 3;

  /** Weight for a task that asks for no skill, and of an agent that has not said what it can do. */
  public static final int NEUTRAL = 500;

  /**
   * What an agent held when it was heard.
   *
   * @param at by the hearer's clock
   */
  public record Sighting(Instant at, SortedSet<TaskId> tasks) {}

  /** Copies the collections. */
  public Presence {
    levels = levels.map(Collections::unmodifiableSortedMap);
    past = List.copyOf(past);
  }

  /**
   * How much speaks for this agent taking a task: from 1 to 1000, or 0 when it cannot. A function
   * of what the agent itself has signed and of the task's labels alone, so that all who heard the
   * same agree.
   *
   * @param skills what the task asks for
   */
  public int weight(SortedSet<Skill> skills) {
    return availability.free() == 0 ? 0 : weight(levels, skills);
  }

  /** The weight of an agent with a slot free and these skills. */
  public static int weight(Optional<SortedMap<Skill, Integer>> levels, SortedSet<Skill> skills) {
    if (skills.isEmpty() || levels.isEmpty()) {
      return NEUTRAL;
    }
    int weakest = 1000;
    for (Skill skill : skills) {
      weakest = Math.min(weakest, levels.get().getOrDefault(skill, 0));
    }
    return weakest;
  }

  /** Whether the last presences, all heard after {@code since}, omit a task. */
  public boolean omits(TaskId task, Instant since) {
    if (past.size() < PAST) {
      return false;
    }
    for (Sighting each : past) {
      if (!each.at().isAfter(since) || each.tasks().contains(task)) {
        return false;
      }
    }
    return true;
  }

  Duration every() {
    return availability.every();
  }

  /** The same agent, heard once more. */
  Presence heardAgain(String newBoot, Instant newSentAt, Instant now, Availability said) {
    return new Presence(agent, newBoot, newSentAt, now, said, levels, seenAgain(now, said));
  }

  private List<Sighting> seenAgain(Instant now, Availability said) {
    Sighting newest = new Sighting(now, said.tasks());
    if (past.isEmpty()) {
      return List.of(newest);
    }
    Sighting last = past.get(0);
    int kept = 0;
    if (soon(Duration.between(last.at(), now), said.every())) {
      // Said again because something changed: it replaces what was said, but counts as no more.
      newest = new Sighting(last.at(), said.tasks());
      kept = 1;
    }
    Sighting[] sightings = new Sighting[Math.min(PAST, past.size() + 1 - kept)];
    sightings[0] = newest;
    for (int i = 1; i < sightings.length; i++) {
      sightings[i] = past.get(i - 1 + kept);
    }
    return List.of(sightings);
  }

  /** Within half an interval. */
  private static boolean soon(Duration since, Duration every) {
    return since.plus(since).compareTo(every) < 0;
  }

  /** Whether another agent has the same {@link #weight} for every task. */
  boolean weighs(Presence other) {
    return (availability.free() == 0) == (other.availability.free() == 0)
        && levels.equals(other.levels);
  }

  Presence with(SortedMap<Skill, Integer> newLevels) {
    return new Presence(agent, boot, sentAt, heardAt, availability, Optional.of(newLevels), past);
  }
}
