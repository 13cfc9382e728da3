package dev.bzzz.core.capability;

import dev.bzzz.core.AgentId;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an agent says about itself.
 *
 * @param id who it is
 * @param name what people call it; not unique
 * @param capabilities what it can do; one entry per skill
 */
public record AgentProfile(AgentId id, String name, List<Capability> capabilities) {
  /** Copies and checks that no skill is named twice. */
  public AgentProfile {
    capabilities = List.copyOf(capabilities);
    if (capabilities.stream().map(Capability::skill).distinct().count() != capabilities.size()) {
      throw new IllegalArgumentException("agent " + name + " names a skill twice");
    }
  }

  /** A profile with every skill at the highest level. */
  public static AgentProfile of(AgentId id, String name, Collection<Skill> skills) {
    return new AgentProfile(
        id, name, skills.stream().distinct().map(skill -> new Capability(skill, 1000)).toList());
  }

  /** The skills it has at any level above 0. */
  public Set<Skill> skills() {
    return capabilities.stream()
        .filter(capability -> capability.level() > 0)
        .map(Capability::skill)
        .collect(Collectors.toUnmodifiableSet());
  }
}
