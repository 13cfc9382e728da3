package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What a voter writes down. */
sealed interface Entry {
  /** A promise; the value stays. */
  record Promised(TaskId task, Ballot ballot) implements Entry {}

  /** All that is known of a task. */
  record Stored(TaskId task, Register register) implements Entry {}

  /**
   * Which epoch of a repository this voter is in.
   *
   * @param standing what it does there
   */
  record Stands(RepositoryId repository, Standing standing) implements Entry {}

  /** With which store a voter joined a membership. */
  record Witnessed(RepositoryId repository, String membership, AgentId voter, String store)
      implements Entry {}

  /**
   * A voter's place in the epochs of a repository.
   *
   * @param active the epoch it votes in, once it knows what was decided before; 0 before the first
   * @param membership the membership of that epoch; empty before the first
   * @param sealed below this epoch it votes no more
   * @param successor the membership for which it was sealed; empty when it was not
   */
  record Standing(long active, String membership, long sealed, String successor) {
    /** Of a voter that is in no epoch yet. */
    static final Standing NONE = new Standing(0, "", 0, "");
  }

  /** Writes an entry. */
  static void write(Entry entry, DataOutput out) throws IOException {
    if (entry instanceof Promised promised) {
      out.writeByte('p');
      out.writeUTF(promised.task().toString());
      promised.ballot().write(out);
    } else if (entry instanceof Stored stored) {
      out.writeByte('s');
      out.writeUTF(stored.task().toString());
      stored.register().write(out);
    } else if (entry instanceof Stands stands) {
      out.writeByte('e');
      out.writeUTF(stands.repository().value());
      out.writeLong(stands.standing().active());
      out.writeUTF(stands.standing().membership());
      out.writeLong(stands.standing().sealed());
      out.writeUTF(stands.standing().successor());
    } else if (entry instanceof Witnessed witnessed) {
      out.writeByte('w');
      out.writeUTF(witnessed.repository().value());
      out.writeUTF(witnessed.membership());
      out.writeUTF(witnessed.voter().value());
      out.writeUTF(witnessed.store());
    } else {
      throw new AssertionError("unhandled entry: " + entry);
    }
  }

  /** Reads an entry. */
  static Entry read(DataInput in, Records records) throws IOException {
    int kind = in.readUnsignedByte();
    return switch (kind) {
      case 'p' -> new Promised(TaskId.parse(in.readUTF()), Ballot.read(in));
      case 's' -> new Stored(TaskId.parse(in.readUTF()), Register.read(in, records));
      case 'e' ->
          new Stands(
              new RepositoryId(in.readUTF()),
              new Standing(in.readLong(), in.readUTF(), in.readLong(), in.readUTF()));
      case 'w' ->
          new Witnessed(
              new RepositoryId(in.readUTF()),
              in.readUTF(),
              new AgentId(in.readUTF()),
              in.readUTF());
      default -> throw new IOException("an entry of kind " + kind);
    };
  }
}
