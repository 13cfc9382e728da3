package dev.bzzz.core.sim;

import java.time.Duration;

/**
 * People take the key of the liars out of the policy. They go on: on the mesh, and by records that
 * name the last policy that knew them.
 */
public record Expulsion(Duration at) implements Fault {
  /** Checks the time. */
  public Expulsion {
    Limits.time("at", at);
  }

  @Override
  public FaultClass faultClass() {
    return FaultClass.BYZANTINE;
  }

  @Override
  public Fault moved(Duration newAt, Duration newLength) {
    return new Expulsion(newAt);
  }
}
