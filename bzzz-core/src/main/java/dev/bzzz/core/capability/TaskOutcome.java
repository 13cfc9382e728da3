package dev.bzzz.core.capability;

import dev.bzzz.core.task.Task;

/**
 * How an agent's work on a task ended.
 *
 * @param task the task
 * @param agent who worked
 * @param succeeded whether it was published
 */
public record TaskOutcome(Task task, AgentProfile agent, boolean succeeded) {}
