package dev.bzzz.core.claim;

import dev.bzzz.core.AgentId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The voters of a repository, named in its policy and nowhere else.
 *
 * <p>Each change of the voters is a new epoch, a number that only grows. A voter that lost its disk
 * comes back by a new epoch, too, even with the same voters. An epoch names the voters of the one
 * before, from whom it takes over what they decided.
 *
 * @param epoch counts memberships, from 1
 * @param voters the peers that vote in this epoch: 3, 5 or 7, in the order of their ids
 * @param previous the voters of the epoch before; empty in epoch 1 and only there
 */
public record Committee(long epoch, List<AgentId> voters, List<AgentId> previous) {
  /** How many voters there can be. */
  public static final Set<Integer> SIZES = new TreeSet<>(Set.of(3, 5, 7));

  /** Checks sizes and epoch, and sorts the voters. */
  public Committee {
    if (epoch < 1 || epoch > ClaimRecord.MAX_NUMBER) {
      throw new IllegalArgumentException("the committee's epoch is from 1 to 2^53-1, not " + epoch);
    }
    voters = checked("committee", voters);
    if (previous.isEmpty() != (epoch == 1)) {
      throw new IllegalArgumentException(
          "the previous committee is named from epoch 2 on, so that decisions are carried over");
    }
    previous = previous.isEmpty() ? List.of() : checked("previous committee", previous);
  }

  /** The first voters of a repository. */
  public static Committee first(List<AgentId> voters) {
    return new Committee(1, voters, List.of());
  }

  /** The epoch after this one. */
  public Committee next(List<AgentId> newVoters) {
    return new Committee(epoch + 1, newVoters, voters);
  }

  /** How many voters decide: any two sets of so many have one in common. */
  public int majority() {
    return voters.size() / 2 + 1;
  }

  private static List<AgentId> checked(String what, List<AgentId> voters) {
    List<AgentId> sorted = voters.stream().distinct().sorted().toList();
    if (sorted.size() != voters.size()) {
      throw new IllegalArgumentException("the " + what + " names a peer twice");
    }
    if (!SIZES.contains(voters.size())) {
      throw new IllegalArgumentException(
          "the " + what + " has 3, 5 or 7 peers, not " + voters.size());
    }
    return sorted;
  }
}
