package dev.bzzz.core.task;

import dev.bzzz.core.capability.Skill;
import java.time.Instant;
import java.util.List;
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
    Instant createdAt) {
  /** Copies the collections. */
  public Task {
    labels = Set.copyOf(labels);
    skills = Set.copyOf(skills);
    requirements = List.copyOf(requirements);
    deliverables = List.copyOf(deliverables);
    dependsOn = List.copyOf(dependsOn);
  }

  /** Whether the issue carries {@link TaskParser#LABEL}. */
  public boolean labelled() {
    return labels.contains(TaskParser.LABEL);
  }
}
