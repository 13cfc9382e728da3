package dev.bzzz.core.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * What many threads did to one compare-and-swap register, and whether some order of it explains all
 * answers. Safe for use by many threads.
 *
 * <p>No value is written twice and each names the one it replaced, so the values form a path and
 * have numbers. Then no search is needed: the register is linearizable if and only if each number
 * was written once and no operation ended before another began that saw an earlier number, or that
 * wrote the number it saw.
 */
public final class RegisterHistory {
  private final ConcurrentLinkedQueue<Operation> operations = new ConcurrentLinkedQueue<>();

  /**
   * One operation that ended.
   *
   * @param began {@link System#nanoTime} before it
   * @param ended {@link System#nanoTime} after it
   * @param wrote whether it wrote {@code number}; otherwise it saw it
   * @param number the place of the value in the register's path; 0 for the register never written
   * @param value what it wrote or saw
   */
  public record Operation(long began, long ended, boolean wrote, long number, String value) {}

  /** Adds an operation. */
  public void add(Operation operation) {
    operations.add(operation);
  }

  /** How many operations wrote. */
  public long writes() {
    return operations.stream().filter(Operation::wrote).count();
  }

  /** Why no order explains the history; empty when one does. */
  public Optional<String> violation() {
    TreeMap<Long, List<Operation>> byNumber = new TreeMap<>();
    operations.forEach(
        each -> byNumber.computeIfAbsent(each.number(), n -> new ArrayList<>()).add(each));
    long latestStart = Long.MIN_VALUE; // of the operations that come before this number
    for (List<Operation> group : byNumber.values()) {
      Optional<String> violation = inGroup(group, latestStart);
      if (violation.isPresent()) {
        return violation;
      }
      latestStart = Math.max(latestStart, latest(group.stream()));
    }
    return Optional.empty();
  }

  private static Optional<String> inGroup(List<Operation> group, long latestStart) {
    if (group.stream().map(Operation::value).distinct().count() > 1) {
      return Optional.of("one number has several values: " + group);
    }
    if (group.stream().filter(Operation::wrote).count() > 1) {
      return Optional.of("one number was written more than once: " + group);
    }
    long written = latest(group.stream().filter(Operation::wrote));
    return group.stream()
        .filter(
            each -> each.ended() < Math.max(latestStart, each.wrote() ? Long.MIN_VALUE : written))
        .map(each -> "an operation ended before one began that comes before it: " + each)
        .findFirst();
  }

  private static long latest(Stream<Operation> operations) {
    return operations.mapToLong(Operation::began).max().orElse(Long.MIN_VALUE);
  }
}
