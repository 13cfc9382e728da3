package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.PublicText;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What voters answer. */
sealed interface Answer {
  /**
   * Where a voter stands on a task.
   *
   * @param granted whether it did what it was asked
   * @param promised nothing below this is accepted
   * @param accepted the ballot of its value
   * @param value its value, where it was asked for that
   */
  record Vote(boolean granted, Ballot promised, Ballot accepted, Optional<Value> value)
      implements Answer {}

  /**
   * Tasks in the order of their numbers.
   *
   * @param accepted the ballot of each task's value
   * @param more whether there are tasks after these
   */
  record Index(SortedMap<Long, Ballot> accepted, boolean more) implements Answer {}

  /**
   * What a sealed voter accepted.
   *
   * @param registers by the number of the task
   * @param more whether there are tasks after these
   */
  record Dump(SortedMap<Long, Register> registers, boolean more) implements Answer {}

  /**
   * With which store the asker votes in this epoch.
   *
   * @param store the one it named first
   */
  record Joined(String store) implements Answer {}

  /**
   * Nothing was done.
   *
   * @param outdated whether the asker works by an older policy
   * @param why for people; one line
   */
  record Refusal(boolean outdated, String why) implements Answer {
    private static final int MAX_WHY = 500;

    public Refusal {
      why = dev.bzzz.core.PlainText.line(why, MAX_WHY);
    }
  }

  /** Most tasks in one index. */
  int MAX_INDEX = 400;

  /** Writes an answer. */
  static void write(Answer answer, DataOutput out) throws IOException {
    if (answer instanceof Vote vote) {
      out.writeByte('v');
      out.writeBoolean(vote.granted());
      vote.promised().write(out);
      vote.accepted().write(out);
      out.writeBoolean(vote.value().isPresent());
      if (vote.value().isPresent()) {
        vote.value().get().write(out);
      }
    } else if (answer instanceof Index index) {
      out.writeByte('i');
      out.writeShort(index.accepted().size());
      for (Map.Entry<Long, Ballot> entry : index.accepted().entrySet()) {
        out.writeLong(entry.getKey());
        entry.getValue().write(out);
      }
      out.writeBoolean(index.more());
    } else if (answer instanceof Dump dump) {
      out.writeByte('d');
      out.writeShort(dump.registers().size());
      for (Map.Entry<Long, Register> entry : dump.registers().entrySet()) {
        out.writeLong(entry.getKey());
        entry.getValue().write(out);
      }
      out.writeBoolean(dump.more());
    } else if (answer instanceof Joined joined) {
      out.writeByte('j');
      out.writeUTF(joined.store());
    } else if (answer instanceof Refusal refusal) {
      out.writeByte('r');
      out.writeBoolean(refusal.outdated());
      out.writeUTF(PublicText.ofFailure(refusal.why()));
    } else {
      throw new AssertionError("unhandled answer: " + answer);
    }
  }

  /** Reads an answer about a repository. */
  static Answer read(DataInput in, RepositoryId repository, Records records) throws IOException {
    int kind = in.readUnsignedByte();
    return switch (kind) {
      case 'v' ->
          new Vote(
              in.readBoolean(),
              Ballot.read(in),
              Ballot.read(in),
              in.readBoolean() ? Optional.of(Value.read(in, records)) : Optional.empty());
      case 'i' -> {
        SortedMap<Long, Ballot> accepted = new TreeMap<>();
        int count = in.readUnsignedShort();
        for (int i = 0; i < count; i++) {
          TaskId task = new TaskId(repository, in.readLong());
          accepted.put(task.number(), Ballot.read(in));
        }
        yield new Index(accepted, in.readBoolean());
      }
      case 'd' -> {
        SortedMap<Long, Register> registers = new TreeMap<>();
        int count = in.readUnsignedShort();
        for (int i = 0; i < count; i++) {
          TaskId task = new TaskId(repository, in.readLong());
          registers.put(task.number(), Register.read(in, records));
        }
        yield new Dump(registers, in.readBoolean());
      }
      case 'j' -> new Joined(in.readUTF());
      case 'r' -> new Refusal(in.readBoolean(), in.readUTF());
      default -> throw new IOException("an answer of kind " + kind);
    };
  }
}
