package dev.bzzz.core.sim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.Committee;
import dev.bzzz.core.claim.quorum.VoterDisk;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What simulated voters of a {@link dev.bzzz.core.claim.quorum.QuorumLedger} run with.
 *
 * @param synced what is on their disks before they answer
 * @param renewal how new voters are named
 */
public record Voting(Set<VoterDisk.Note> synced, Renewal renewal) {
  /** Everything as in production. */
  public static final Voting SOUND =
      new Voting(EnumSet.allOf(VoterDisk.Note.class), Committee::next);

  /** Names the voters after others. */
  @FunctionalInterface
  public interface Renewal {
    /** The committee with these voters. */
    Committee after(Committee before, List<AgentId> voters);
  }

  /** Copies the set. */
  public Voting {
    synced = Set.copyOf(synced);
  }
}
