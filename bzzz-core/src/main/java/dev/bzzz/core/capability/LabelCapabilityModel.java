package dev.bzzz.core.capability;

import dev.bzzz.core.task.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * Fit from labels alone: every {@code skill-X} label is required, and the weakest required skill is
 * the fit. A task without skill labels suits everybody. Learns nothing.
 */
public final class LabelCapabilityModel implements CapabilityModel {
  /** Fit of an agent for a task that asks for no skill: anybody may, nobody is preferred. */
  static final int UNSPECIFIED = 500;

  @Override
  public Fit fit(Task task, AgentProfile agent) {
    if (task.skills().isEmpty()) {
      return new Fit(UNSPECIFIED, List.of("the task asks for no skill"));
    }
    List<String> reasons = new ArrayList<>();
    int weakest = 1000;
    for (Skill skill : task.skills().stream().sorted().toList()) {
      int level =
          agent.capabilities().stream()
              .filter(capability -> capability.skill().equals(skill))
              .mapToInt(Capability::level)
              .findFirst()
              .orElse(0);
      weakest = Math.min(weakest, level);
      reasons.add(level == 0 ? "lacks " + skill : skill + " " + level);
    }
    return new Fit(weakest, reasons);
  }

  @Override
  public CapabilityModel learn(TaskOutcome outcome) {
    return this;
  }
}
