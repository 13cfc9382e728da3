package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.Committee;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The votes on one question. Confined to its proposer. */
final class Tally {
  private static final Answer.Vote NOTHING =
      new Answer.Vote(true, Ballot.NONE, Ballot.NONE, Optional.empty());

  private final Committee committee;
  private final Map<AgentId, Answer.Vote> votes = new TreeMap<>();
  private final TreeSet<AgentId> refusals = new TreeSet<>();

  Tally(Committee committee) {
    this.committee = committee;
  }

  /** A voter's vote; of several the last, which knows most. */
  void vote(AgentId voter, Answer.Vote vote) {
    refusals.remove(voter);
    votes.put(voter, vote);
  }

  /** A voter does not vote, unless it has. */
  void refuse(AgentId voter) {
    if (!votes.containsKey(voter)) {
      refusals.add(voter);
    }
  }

  boolean granted() {
    return grants() >= committee.majority();
  }

  /** Whether a majority accepts nothing below this ballot, nor below any above it. */
  boolean promised(Ballot ballot) {
    int promises = 0;
    for (Answer.Vote vote : votes.values()) {
      promises += vote.promised().equals(ballot) ? 1 : 0;
    }
    return promises >= committee.majority();
  }

  boolean cannotBeGranted() {
    return grants() + open() < committee.majority();
  }

  /** Whether nobody is left to be heard. */
  boolean complete() {
    return open() == 0;
  }

  /**
   * The vote with the newest value, where enough have accepted the same one, or none at all;
   * whether they grant what they were asked does not matter.
   */
  Optional<Answer.Vote> decided() {
    Answer.Vote top = newest(false);
    boolean told = top.value().isPresent() || top.accepted().equals(Ballot.NONE);
    return told && agreed(top.accepted()) ? Optional.of(top) : Optional.empty();
  }

  /**
   * Whether enough have accepted this ballot last: a majority, if it is one of this epoch; else all
   * voters.
   *
   * <p>A voter of this epoch did not accept what is of an earlier one: it took that over from a
   * majority of the voters then, and so did the others, each from another. A value that one of them
   * had accepted, and that was never decided, can come to a majority in this way, though those had
   * promised a newer ballot; and a voter that took over from others has that newer value, which
   * counts once somebody hears it. What was decided before this epoch, all voters have, or a newer
   * value; so what all of them have is the newest, and nothing else can follow from what they know.
   */
  boolean agreed(Ballot accepted) {
    int same = 0;
    for (Answer.Vote vote : votes.values()) {
      same += vote.accepted().equals(accepted) ? 1 : 0;
    }
    return same >= (isEarlier(accepted) ? committee.voters().size() : committee.majority());
  }

  /**
   * Whether a majority has told, and the newest value is of an earlier epoch: unless all voters
   * answer, it has to be accepted anew in this one.
   */
  boolean inherited() {
    return votes.size() >= committee.majority() && isEarlier(newest(false).accepted());
  }

  private boolean isEarlier(Ballot accepted) {
    return !accepted.equals(Ballot.NONE) && accepted.epoch() < committee.epoch();
  }

  /** The newest value of those that promised: the register's, once they are a majority. */
  Answer.Vote newestGranted() {
    return newest(true);
  }

  @Override
  public String toString() {
    return votes.size() + " of " + committee.voters().size() + " voters answered";
  }

  private int grants() {
    int grants = 0;
    for (Answer.Vote vote : votes.values()) {
      grants += vote.granted() ? 1 : 0;
    }
    return grants;
  }

  private int open() {
    return committee.voters().size() - votes.size() - refusals.size();
  }

  /** Of several that are as new, the first in the order of the voters. */
  private Answer.Vote newest(boolean grantedOnly) {
    Answer.Vote newest = NOTHING;
    boolean any = false;
    for (Answer.Vote vote : votes.values()) {
      boolean counts = vote.granted() || !grantedOnly;
      if (counts && (!any || vote.accepted().compareTo(newest.accepted()) > 0)) {
        newest = vote;
        any = true;
      }
    }
    return newest;
  }
}
