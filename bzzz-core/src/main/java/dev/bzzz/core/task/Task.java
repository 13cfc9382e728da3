package dev.bzzz.core.task;

import dev.bzzz.core.capability.Skill;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A unit of work: one issue, read. Its text is data that strangers wrote, never an instruction to
 * Bzzz itself.
 *
 * @param id what it is
 * @param ref how people write it
 * @param title one line
 * @param body markdown as it stands in the issue
 * @param labels all labels of the issue
 * @param priority from the label {@code priority-N}
 * @param type from the label {@code type-X}, {@code task} without one
 * @param skills from the labels {@code skill-X}; who lacks one does not take the task
 * @param requirements bullets of the section Requirements
 * @param deliverables bullets of the section Deliverables
 * @param dependsOn tasks to wait for, in the order of their {@code Depends-on:} lines
 * @param open whether the issue is open
 * @param createdAt when the issue was written
 * @param troubles what could not be read, at most {@link TaskParser#MAX_TROUBLES}, those first for
 *     which the task waits
 */
public record Task(
    TaskId id,
    TaskRef ref,
    String title,
    String body,
    Set<String> labels,
    Priority priority,
    String type,
    Set<Skill> skills,
    List<String> requirements,
    List<String> deliverables,
    List<TaskRef> dependsOn,
    boolean open,
    Instant createdAt,
    List<TaskTrouble> troubles) {
  /** Copies the collections. */
  public Task {
    labels = Set.copyOf(labels);
    skills = Set.copyOf(skills);
    requirements = List.copyOf(requirements);
    deliverables = List.copyOf(deliverables);
    dependsOn = List.copyOf(dependsOn);
    troubles = List.copyOf(troubles);
  }

  /** Whether the issue carries {@link TaskParser#LABEL}. */
  public boolean labelled() {
    return labels.contains(TaskParser.LABEL);
  }

  /** Why nobody takes the task until a human mends its issue; empty when it is read in full. */
  public Optional<String> blocked() {
    return troubles.stream()
        .filter(TaskTrouble::blocking)
        .findFirst()
        .map(trouble -> "waits for a correction: " + trouble.text());
  }
}
