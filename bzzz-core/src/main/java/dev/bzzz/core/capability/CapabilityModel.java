package dev.bzzz.core.capability;

import dev.bzzz.core.task.Task;

/** Decides how well an agent suits a task. Immutable: learning gives a new model. */
public interface CapabilityModel {
  /**
   * How well the agent suits the task; 0 when it lacks a skill the task requires. The same
   * arguments always give the same answer.
   */
  Fit fit(Task task, AgentProfile agent);

  /** The model after one more experience. */
  CapabilityModel learn(TaskOutcome outcome);
}
