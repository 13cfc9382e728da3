package dev.bzzz.core.sim;

import java.time.Duration;
import java.util.Optional;

/**
 * A process dies.
 *
 * @param agent whose
 * @param at when
 * @param afterEffects 0: at once; n: the next time its machine has something done, after the n-th
 *     effect of that step
 * @param restartAfter when it is started again; empty for never
 * @param disk what it finds then
 */
public record Crash(
    int agent, Duration at, int afterEffects, Optional<Duration> restartAfter, Disk disk)
    implements Fault, Fault.OfAgent {
  /** What a restarted process finds of what it wrote. */
  public enum Disk {
    /** Everything. */
    KEPT,
    /** Only what was synced: not the work it had finished. */
    UNSYNCED_LOST,
    /** Nothing but its key. */
    LOST
  }

  /** Checks the numbers. */
  public Crash {
    Limits.agent(agent);
    Limits.time("at", at);
    Limits.number("afterEffects", afterEffects, 0, 100);
    restartAfter.ifPresent(time -> Limits.time("restartAfter", time));
  }

  @Override
  public Duration length() {
    return restartAfter.orElse(Duration.ZERO);
  }

  @Override
  public FaultClass faultClass() {
    return disk == Disk.KEPT ? FaultClass.CRASH : FaultClass.DISK;
  }

  @Override
  public Fault moved(Duration newAt, Duration length) {
    return new Crash(agent, newAt, afterEffects, restartAfter.map(time -> length), disk);
  }
}
