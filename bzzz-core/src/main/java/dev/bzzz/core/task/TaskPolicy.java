package dev.bzzz.core.task;

import dev.bzzz.core.capability.AgentProfile;
import dev.bzzz.core.capability.CapabilityModel;
import dev.bzzz.core.capability.Fit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Decides which tasks an agent may take, and in which order. Pure and immutable.
 *
 * <p>The order is total: most urgent first, then the best fit, then the oldest, then by task id.
 * Urgency is {@code level - age / ageing}, in whole steps and without a floor: a task rises by one
 * level per ageing interval. So a task of level <i>n</i> comes before every task that is written
 * <i>n</i> intervals after it, however urgent that one is, and nothing starves.
 */
public final class TaskPolicy {
  /** How long a task waits to rise by one level, unless configured otherwise. */
  public static final Duration DEFAULT_AGEING = Duration.ofDays(1);

  private static final Comparator<Ranked> ORDER =
      Comparator.comparingLong(Ranked::urgency)
          .thenComparing(Ranked::fit, Comparator.reverseOrder())
          .thenComparing(ranked -> ranked.task().createdAt())
          .thenComparing(ranked -> ranked.task().id());

  private final CapabilityModel model;
  private final Duration ageing;

  /** Orders by this model's fit, with {@link #DEFAULT_AGEING}. */
  public TaskPolicy(CapabilityModel model) {
    this(model, DEFAULT_AGEING);
  }

  /**
   * Orders by this model's fit.
   *
   * @param ageing how long a task waits to rise by one level, at least a second
   */
  public TaskPolicy(CapabilityModel model, Duration ageing) {
    if (ageing.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("the ageing interval is at least a second: " + ageing);
    }
    this.model = model;
    this.ageing = ageing;
  }

  /** Why a task is not for an agent. */
  public enum Cause {
    /** Its issue is closed. */
    CLOSED,
    /** Its issue does not carry {@link TaskParser#LABEL}. */
    NOT_LABELLED,
    /** Another agent could take it; this one does not suit it: as a rule it lacks a skill. */
    UNFIT,
    /** A dependency is not met, or the issue cannot be read in full. */
    WAITING,
    /** It waits for itself, by way of others or not. */
    CYCLE
  }

  /**
   * A task that is not for this agent now.
   *
   * @param why for people
   */
  public record Excluded(Task task, Cause cause, String why) {}

  /**
   * All given tasks, sorted out.
   *
   * @param wanted what the agent may take, most wanted first
   * @param excluded the rest, ordered by task id
   */
  public record Selection(List<Task> wanted, List<Excluded> excluded) {
    /** Copies the lists. */
    public Selection {
      wanted = List.copyOf(wanted);
      excluded = List.copyOf(excluded);
    }

    /** All that some agent could take now: the wanted ones, and those that only do not suit. */
    public List<Task> ready() {
      List<Task> ready = new ArrayList<>(wanted);
      excluded.stream()
          .filter(out -> out.cause() == Cause.UNFIT)
          .forEach(out -> ready.add(out.task()));
      return ready;
    }
  }

  /** Sorts out the tasks for this agent. */
  public Selection select(
      Collection<Task> tasks, AgentProfile agent, Dependencies dependencies, Instant now) {
    List<Ranked> wanted = new ArrayList<>();
    List<Excluded> excluded = new ArrayList<>();
    for (Task task : tasks) {
      Fit fit = model.fit(task, agent);
      Optional<Excluded> reason = exclude(task, fit, dependencies);
      if (reason.isPresent()) {
        excluded.add(reason.get());
      } else {
        wanted.add(new Ranked(task, urgency(task, now), fit.value()));
      }
    }
    excluded.sort(Comparator.comparing(out -> out.task().id()));
    return new Selection(wanted.stream().sorted(ORDER).map(Ranked::task).toList(), excluded);
  }

  /** How urgent a task is now: the lower, the more; below 1 for what has waited long. */
  public long urgency(Task task, Instant now) {
    Duration age = Duration.between(task.createdAt(), now);
    // A forge's clock may be ahead of ours.
    return task.priority().level() - (age.isNegative() ? 0 : age.dividedBy(ageing));
  }

  private static Optional<Excluded> exclude(Task task, Fit fit, Dependencies dependencies) {
    if (!task.open()) {
      return Optional.of(new Excluded(task, Cause.CLOSED, "the issue is closed"));
    }
    if (!task.labelled()) {
      String why = "the issue does not carry the label " + TaskParser.LABEL;
      return Optional.of(new Excluded(task, Cause.NOT_LABELLED, why));
    }
    Optional<String> blocked = task.blocked();
    if (blocked.isPresent()) {
      return Optional.of(new Excluded(task, Cause.WAITING, blocked.get()));
    }
    return dependencies
        .cycle(task)
        .map(cycle -> new Excluded(task, Cause.CYCLE, "waits for a cycle: " + cycle))
        .or(() -> dependencies.waitsFor(task).map(why -> new Excluded(task, Cause.WAITING, why)))
        .or(() -> unfit(task, fit));
  }

  private static Optional<Excluded> unfit(Task task, Fit fit) {
    String why = "does not suit this agent: " + String.join(", ", fit.reasons());
    return fit.suits() ? Optional.empty() : Optional.of(new Excluded(task, Cause.UNFIT, why));
  }

  private record Ranked(Task task, long urgency, int fit) {}
}
