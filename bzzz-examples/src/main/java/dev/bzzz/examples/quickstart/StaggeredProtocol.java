package dev.bzzz.examples.quickstart;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.ClaimMachine;
import dev.bzzz.core.claim.ClaimProtocol;
import dev.bzzz.core.claim.Turn;
import dev.bzzz.core.machine.Machine;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;

/**
 * A claim protocol of one's own: for each term of each task every agent has one of eight places in
 * a queue, and waits a quarter of a second for each place before its own.
 */
public final class StaggeredProtocol implements ClaimProtocol {
  private static final int PLACES = 8;
  private static final Duration PLACE = Duration.ofMillis(250);

  @Override
  public String name() {
    return "staggered";
  }

  @Override
  public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
    AgentId self = context.signer().id();
    Turn turn = (task, term, now) -> now.plus(PLACE.multipliedBy(place(task, term, self)));
    return new ClaimMachine(context, name(), turn);
  }

  /** The same on every machine, since the hash of a text is. */
  private static int place(TaskId task, long term, AgentId agent) {
    return Math.floorMod((task + "/" + term + "/" + agent).hashCode(), PLACES);
  }
}
