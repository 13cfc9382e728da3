package dev.bzzz.core.claim.quorum;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * What one voter knows of one task, all of it on its disk before anybody hears of it.
 *
 * @param promised nothing below this ballot is accepted
 * @param accepted the ballot of the value
 * @param value the value accepted last
 */
record Register(Ballot promised, Ballot accepted, Optional<Value> value) {
  /** Of a task the voter never heard of. */
  static final Register EMPTY = new Register(Ballot.NONE, Ballot.NONE, Optional.empty());

  Register {
    if (value.isEmpty() != accepted.equals(Ballot.NONE)) {
      throw new IllegalArgumentException("a value has a ballot, and a ballot a value");
    }
    if (accepted.above(promised)) {
      throw new IllegalArgumentException("what is accepted was promised");
    }
  }

  /** The one of the two with the newer value; it promises what either does. */
  Register merge(Register other) {
    Register newer = other.accepted.above(accepted) ? other : this;
    return new Register(promised.max(other.promised), newer.accepted, newer.value);
  }

  void write(DataOutput out) throws IOException {
    promised.write(out);
    accepted.write(out);
    if (value.isPresent()) {
      value.get().write(out);
    }
  }

  static Register read(DataInput in, Records records) throws IOException {
    Ballot promised = Ballot.read(in);
    Ballot accepted = Ballot.read(in);
    return new Register(
        promised,
        accepted,
        accepted.equals(Ballot.NONE) ? Optional.empty() : Optional.of(Value.read(in, records)));
  }
}
