package dev.bzzz.core.claim.quorum;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;

/**
 * The number of one attempt to decide, never used for two. Ballots of a later epoch are above all
 * of an earlier one.
 *
 * @param epoch of the committee; 0 only in {@link #NONE}
 * @param round counts attempts on a task
 * @param proposer peer id of who attempts
 * @param nonce drawn by the proposer, so that a restarted one does not use a ballot twice
 */
record Ballot(long epoch, long round, String proposer, long nonce) implements Comparable<Ballot> {
  /** Below every ballot. */
  static final Ballot NONE = new Ballot(0, 0, "", 0);

  private static final Comparator<Ballot> ORDER =
      Comparator.comparingLong(Ballot::epoch)
          .thenComparingLong(Ballot::round)
          .thenComparing(Ballot::proposer)
          .thenComparingLong(Ballot::nonce);

  Ballot {
    if (epoch < 0 || round < 0) {
      throw new IllegalArgumentException("a ballot has no numbers below 0");
    }
  }

  @Override
  public int compareTo(Ballot other) {
    return ORDER.compare(this, other);
  }

  boolean above(Ballot other) {
    return compareTo(other) > 0;
  }

  Ballot max(Ballot other) {
    return above(other) ? this : other;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(epoch);
    out.writeLong(round);
    out.writeUTF(proposer);
    out.writeLong(nonce);
  }

  static Ballot read(DataInput in) throws IOException {
    return new Ballot(in.readLong(), in.readLong(), in.readUTF(), in.readLong());
  }
}
