package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.Committee;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The votes on one question. Confined to its proposer. */
final class Tally {
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

  boolean cannotBeGranted() {
    return grants() + open() < committee.majority();
  }

  /** Whether nobody is left to be heard. */
  boolean complete() {
    return open() == 0;
  }

  /**
   * The vote with the newest value, where a majority has accepted the same one, or none at all;
   * whether they grant what they were asked does not matter.
   */
  Optional<Answer.Vote> decided() {
    Answer.Vote top = newest(votes.values().stream());
    boolean told = top.value().isPresent() || top.accepted().equals(Ballot.NONE);
    return told && agreed(top.accepted()) ? Optional.of(top) : Optional.empty();
  }

  /** Whether a majority has accepted this ballot last. */
  boolean agreed(Ballot accepted) {
    long same = votes.values().stream().filter(vote -> vote.accepted().equals(accepted)).count();
    return same >= committee.majority();
  }

  /** The newest value of those that promised: the register's, once they are a majority. */
  Answer.Vote newestGranted() {
    return newest(votes.values().stream().filter(Answer.Vote::granted));
  }

  @Override
  public String toString() {
    return votes.size() + " of " + committee.voters().size() + " voters answered";
  }

  private long grants() {
    return votes.values().stream().filter(Answer.Vote::granted).count();
  }

  private long open() {
    return committee.voters().size() - votes.size() - refusals.size();
  }

  private static Answer.Vote newest(Stream<Answer.Vote> votes) {
    return votes
        .max((a, b) -> a.accepted().compareTo(b.accepted()))
        .orElse(new Answer.Vote(true, Ballot.NONE, Ballot.NONE, Optional.empty()));
  }
}
