package dev.bzzz.core.sim;

import dev.bzzz.core.claim.ClaimTiming;
import java.time.Duration;

/**
 * A clock is wrong for the whole run.
 *
 * @param agent whose
 * @param offset what the wall shows too much at the start; may be negative
 * @param driftPpm how many millionths too fast time passes; may be negative
 * @param at when the wall clock is set
 * @param jump by how much; may be negative
 */
public record ClockSkew(int agent, Duration offset, int driftPpm, Duration at, Duration jump)
    implements Fault, Fault.OfAgent {
  /** Most that a clock drifts, in millionths. */
  public static final int MAX_DRIFT_PPM = ClaimTiming.MAX_DRIFT_PERCENT * 10_000;

  /** Checks the numbers. */
  public ClockSkew {
    Limits.agent(agent);
    Limits.number("driftPpm", driftPpm, -MAX_DRIFT_PPM, MAX_DRIFT_PPM);
    Limits.time("at", at);
    Limits.shift("offset", offset);
    Limits.shift("jump", jump);
  }

  @Override
  public FaultClass faultClass() {
    return FaultClass.SKEW;
  }

  @Override
  public Fault moved(Duration newAt, Duration newLength) {
    return new ClockSkew(agent, offset, driftPpm, newAt, jump);
  }
}
