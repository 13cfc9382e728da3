package dev.bzzz.core.capability;

/**
 * A skill with how good the agent is at it.
 *
 * @param skill which
 * @param level from 0 (cannot) to 1000 (nobody better)
 */
public record Capability(Skill skill, int level) {
  /** Checks the range. */
  public Capability {
    Fit.requireThousandths(level, "a capability's level");
  }
}
