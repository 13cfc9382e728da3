package dev.bzzz.core.sim;

import java.time.Duration;

/**
 * People change the policy on the default branch. What does not fit any more, such as revoking a
 * key twice, changes nothing. Where the agents vote, another one takes the place of a voter who is
 * revoked, or nobody votes any more when there is none.
 *
 * @param agent whose key
 */
public record PolicyChange(Kind kind, int agent, Duration at) implements Fault, Fault.OfAgent {
  /** How the policy changes. */
  public enum Kind {
    /** The agent is there only from now on; or it comes back with a new key if it was revoked. */
    ADMIT,
    /** The key never counts again; its process does not know and goes on. */
    REVOKE,
    /** The agent gets a new key, with which it is started, and the old one never counts again. */
    ROTATE
  }

  /** Checks the numbers. */
  public PolicyChange {
    Limits.agent(agent);
    Limits.time("at", at);
  }

  @Override
  public FaultClass faultClass() {
    return FaultClass.BYZANTINE;
  }

  @Override
  public Fault moved(Duration newAt, Duration newLength) {
    return new PolicyChange(kind, agent, newAt);
  }
}
