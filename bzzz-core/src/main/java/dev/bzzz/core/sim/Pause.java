package dev.bzzz.core.sim;

import java.time.Duration;

/**
 * A process stands still and goes on later, without noticing.
 *
 * @param agent whose
 */
public record Pause(int agent, Duration at, Duration length) implements Fault, Fault.OfAgent {
  /** Checks the numbers. */
  public Pause {
    Limits.agent(agent);
    Limits.window(at, length);
  }

  @Override
  public FaultClass faultClass() {
    return FaultClass.PAUSE;
  }

  @Override
  public Fault moved(Duration newAt, Duration newLength) {
    return new Pause(agent, newAt, newLength);
  }
}
