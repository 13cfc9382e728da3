package dev.bzzz.core.repo;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which tasks to list.
 *
 * @param labels an issue must carry all of them
 * @param includeClosed whether closed issues are listed too
 * @param since only issues changed at or after this time, when given
 */
public record TaskQuery(Set<String> labels, boolean includeClosed, Optional<Instant> since) {
  /** Copies the labels. */
  public TaskQuery {
    labels = Set.copyOf(labels);
  }

  /** Open issues that carry {@link dev.bzzz.core.task.TaskParser#LABEL}. */
  public static TaskQuery open() {
    return new TaskQuery(Set.of(dev.bzzz.core.task.TaskParser.LABEL), false, Optional.empty());
  }

  /** Open and closed issues that carry {@link dev.bzzz.core.task.TaskParser#LABEL}. */
  public static TaskQuery all() {
    return new TaskQuery(Set.of(dev.bzzz.core.task.TaskParser.LABEL), true, Optional.empty());
  }

  /** Whether an issue is among those asked for. */
  public boolean matches(Issue issue) {
    return (issue.open() || includeClosed)
        && issue.labels().containsAll(labels)
        && since.map(at -> !issue.updatedAt().isBefore(at)).orElse(true);
  }
}
