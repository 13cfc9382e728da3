package dev.bzzz.core.sim;

import java.time.Duration;
import java.util.List;

/**
 * Something that goes wrong in a scenario. Plain data; times are since the start of the run, agents
 * and tasks are counted from 0 and 1. A fault that names an agent or a task which the scenario does
 * not have is an error of the scenario.
 */
public sealed interface Fault
    permits Crash,
        Pause,
        Fault.Partition,
        ClockSkew,
        Fault.Mesh,
        Fault.Host,
        Fault.MeshLiar,
        Fault.LyingWriter,
        Fault.Vandal,
        ForgeEvent,
        PolicyChange,
        Expulsion {
  /** Longest time in a fault. */
  Duration MAX_TIME = Duration.ofDays(2);

  /** What befalls one agent. */
  interface OfAgent {
    /** Whom. */
    int agent();
  }

  /** What befalls one task. */
  interface OfTask {
    /** Which. */
    int task();
  }

  /** When it begins. */
  Duration at();

  /** How long it lasts; zero for what happens at once. */
  default Duration length() {
    return Duration.ZERO;
  }

  /** When it is over, and everything that it broke can be mended. */
  default Duration end() {
    return at().plus(length());
  }

  /** What kind of fault it is. */
  FaultClass faultClass();

  /** The same at other times; for making a failing scenario smaller. */
  Fault moved(Duration at, Duration length);

  /**
   * Agents cannot reach each other.
   *
   * @param island agents that only reach one another; all others only reach the others
   * @param withoutHost whether the island does not reach the host either
   */
  record Partition(List<Integer> island, boolean withoutHost, Duration at, Duration length)
      implements Fault {
    /** Checks the numbers and copies the list. */
    public Partition {
      island.forEach(Limits::agent);
      Limits.window(at, length);
      island = List.copyOf(island);
    }

    @Override
    public FaultClass faultClass() {
      return FaultClass.PARTITION;
    }

    @Override
    public Fault moved(Duration newAt, Duration newLength) {
      return new Partition(island, withoutHost, newAt, newLength);
    }
  }

  /**
   * The mesh garbles the traffic.
   *
   * @param kind how
   * @param percent of the deliveries
   * @param delay how much later at most a duplicate or a late message comes; counts for these two
   */
  record Mesh(Kind kind, int percent, Duration delay, Duration at, Duration length)
      implements Fault {
    /** What happens to a message. */
    public enum Kind {
      /** It does not arrive. */
      LOSS,
      /** It arrives twice, the second time later. */
      DUPLICATION,
      /** It arrives late, after messages that were sent later. */
      REORDER
    }

    /** Checks the numbers. */
    public Mesh {
      Limits.percent("percent", percent);
      Limits.time("delay", delay);
      Limits.window(at, length);
    }

    @Override
    public FaultClass faultClass() {
      return switch (kind) {
        case LOSS -> FaultClass.LOSS;
        case DUPLICATION -> FaultClass.DUPLICATION;
        case REORDER -> FaultClass.REORDER;
      };
    }

    @Override
    public Fault moved(Duration newAt, Duration newLength) {
      return new Mesh(kind, percent, delay, newAt, newLength);
    }
  }

  /**
   * The host of ledger and pull requests answers badly.
   *
   * @param kind how
   * @param percent of the calls
   * @param delay how long it takes or is to be waited; counts for DELAY and TOO_MANY
   */
  record Host(Kind kind, int percent, Duration delay, Duration at, Duration length)
      implements Fault {
    /** What happens to a call. */
    public enum Kind {
      /** It takes up to {@code delay} longer on its way, and the answer as long again. */
      DELAY,
      /** It is carried out and the answer is lost. */
      REPLY_LOST,
      /** 409 or 422: carried out or not. */
      CONFLICT,
      /** 429: surely not carried out, come again later. */
      TOO_MANY,
      /** 5xx: carried out or not. */
      SERVER_ERROR,
      /** Pull requests are refused for good. */
      PULLS_REFUSED
    }

    /** Checks the numbers. */
    public Host {
      Limits.percent("percent", percent);
      Limits.time("delay", delay);
      Limits.window(at, length);
    }

    @Override
    public FaultClass faultClass() {
      return FaultClass.LEDGER;
    }

    @Override
    public Fault moved(Duration newAt, Duration newLength) {
      return new Host(kind, percent, delay, newAt, newLength);
    }
  }

  /**
   * A peer shouts lies into the mesh.
   *
   * @param kind what
   * @param every how often
   */
  record MeshLiar(Kind kind, Duration every, Duration at, Duration length) implements Fault {
    /** What a lying peer sends. */
    public enum Kind {
      /** Messages it heard, changed a little. */
      FORGERY,
      /** Messages it heard, again. */
      REPLAY,
      /** Bytes that are no message. */
      GARBAGE,
      /** The last presence of each agent, again and again, as if it still lived. */
      LAST_WORDS,
      /** Under a key of the policy: that it is about to take tasks, or has taken them. */
      INTENTS,
      /** Under a key of the policy: that it lives, is skilled and has slots free. */
      PRESENCES,
      /** Under a key of the policy: the best bids, sealed or not, votes and candidacies. */
      BIDS,
      /**
       * Under a key of the policy: that there are tasks which are not there, are closed, are done,
       * or are of another repository.
       */
      ANNOUNCEMENTS,
      /** What others said of one task, changed so that it is of another one or another term. */
      MISPLACED
    }

    /** Checks the numbers. */
    public MeshLiar {
      Limits.number("everyMillis", every.toMillis(), 1, MAX_TIME.toMillis());
      Limits.window(at, length);
    }

    @Override
    public FaultClass faultClass() {
      return FaultClass.BYZANTINE;
    }

    @Override
    public Fault moved(Duration newAt, Duration newLength) {
      return new MeshLiar(kind, every, newAt, newLength);
    }
  }

  /**
   * One more authorised key writes records that are lies but valid: it takes tasks it never works
   * on, doubts everybody, waits for nothing.
   *
   * @param every how often
   */
  record LyingWriter(Duration every, Duration at, Duration length) implements Fault {
    /** Checks the numbers. */
    public LyingWriter {
      Limits.number("everyMillis", every.toMillis(), 1, MAX_TIME.toMillis());
      Limits.window(at, length);
    }

    @Override
    public FaultClass faultClass() {
      return FaultClass.BYZANTINE;
    }

    @Override
    public Fault moved(Duration newAt, Duration newLength) {
      return new LyingWriter(every, newAt, newLength);
    }
  }

  /**
   * Somebody with write permission on the host changes a claim ref by hand.
   *
   * @param task whose
   */
  record Vandal(Kind kind, int task, Duration at) implements Fault, OfTask {
    /** What is done to the ref. */
    public enum Kind {
      /** Set back to an earlier record. */
      ROLLBACK,
      /** Deleted. */
      DELETION,
      /** Set to something that is no record, on top of the last one. */
      GARBAGE,
      /** Left alone, and the newest work branch deleted instead. */
      BRANCH_DELETION,
      /**
       * Where there is no record yet, set to the first record of another task, changed to fit here,
       * with the signature that it had there. People notice and delete it later.
       */
      TRANSPLANT
    }

    /** Checks the numbers. */
    public Vandal {
      Limits.task(task);
      Limits.time("at", at);
    }

    @Override
    public FaultClass faultClass() {
      return FaultClass.BYZANTINE;
    }

    @Override
    public Fault moved(Duration newAt, Duration newLength) {
      return new Vandal(kind, task, newAt);
    }
  }
}
