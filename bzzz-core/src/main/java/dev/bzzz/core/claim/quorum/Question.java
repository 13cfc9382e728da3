package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What voters are asked. */
sealed interface Question {
  /** How many bytes a store's id has. */
  int STORE_BYTES = 16;

  /** How many tasks are fetched at once. */
  int MAX_FETCH = 16;

  /**
   * What do you know of this task?
   *
   * @param wish a ballot to promise if the answer is that nothing is known, not even a promise;
   *     {@link Ballot#NONE} to change nothing
   */
  record Query(TaskId task, Ballot wish) implements Question {}

  /** Promise to accept nothing below this ballot, and tell what you accepted. */
  record Prepare(TaskId task, Ballot ballot) implements Question {}

  /** Accept this value, and promise the next ballot. */
  record Accept(TaskId task, Ballot ballot, Value value, Ballot next) implements Question {}

  /** Which tasks do you know, after this number? */
  record Scan(long after) implements Question {}

  /** What do you know of these tasks? As many as fit into an answer, in this order. */
  record Fetch(List<Long> tasks) implements Question {
    /** Checks how many they are. */
    public Fetch {
      tasks = List.copyOf(tasks);
      if (tasks.isEmpty() || tasks.size() > MAX_FETCH) {
        throw new IllegalArgumentException("from 1 to " + MAX_FETCH + " tasks are fetched");
      }
    }
  }

  /** Remember that I vote in this epoch with this store, and tell which one you remember. */
  record Join(String store) implements Question {}

  /** Vote no more in the epoch before this one, and tell what you accepted in tasks after this. */
  record Seal(long after) implements Question {}

  /** Writes a question. */
  static void write(Question question, DataOutput out) throws IOException {
    if (question instanceof Query query) {
      out.writeByte('q');
      out.writeLong(query.task().number());
      query.wish().write(out);
    } else if (question instanceof Prepare prepare) {
      out.writeByte('p');
      out.writeLong(prepare.task().number());
      prepare.ballot().write(out);
    } else if (question instanceof Accept accept) {
      out.writeByte('a');
      out.writeLong(accept.task().number());
      accept.ballot().write(out);
      accept.value().write(out);
      accept.next().write(out);
    } else if (question instanceof Scan scan) {
      out.writeByte('s');
      out.writeLong(scan.after());
    } else if (question instanceof Fetch fetch) {
      out.writeByte('f');
      out.writeByte(fetch.tasks().size());
      for (long task : fetch.tasks()) {
        out.writeLong(task);
      }
    } else if (question instanceof Join join) {
      out.writeByte('j');
      out.writeUTF(join.store());
    } else if (question instanceof Seal seal) {
      out.writeByte('e');
      out.writeLong(seal.after());
    } else {
      throw new AssertionError("unhandled question: " + question);
    }
  }

  /** Reads a question about a repository. */
  static Question read(DataInput in, RepositoryId repository, Records records) throws IOException {
    int kind = in.readUnsignedByte();
    return switch (kind) {
      case 'q' -> new Query(new TaskId(repository, in.readLong()), Ballot.read(in));
      case 'p' -> new Prepare(new TaskId(repository, in.readLong()), Ballot.read(in));
      case 'a' -> {
        TaskId task = new TaskId(repository, in.readLong());
        Ballot ballot = Ballot.read(in);
        yield new Accept(task, ballot, Value.read(in, records), Ballot.read(in));
      }
      case 's' -> new Scan(in.readLong());
      case 'f' -> {
        int count = in.readUnsignedByte();
        List<Long> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          tasks.add(new TaskId(repository, in.readLong()).number());
        }
        yield new Fetch(tasks);
      }
      case 'j' -> new Join(in.readUTF());
      case 'e' -> new Seal(in.readLong());
      default -> throw new IOException("a question of kind " + kind);
    };
  }
}
