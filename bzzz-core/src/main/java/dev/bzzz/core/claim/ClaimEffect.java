package dev.bzzz.core.claim;

import dev.bzzz.core.machine.CallId;
import dev.bzzz.core.message.DropReason;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * Orders of a claim machine. {@link #applyTo} instead of a switch, so that a new effect breaks
 * every runtime until it handles it.
 */
public sealed interface ClaimEffect {
  /** Carries out this effect. */
  void applyTo(Handler handler);

  /** Carries out effects; each runtime has one. */
  interface Handler {
    /** Reads the ledger and answers with {@code ReadAnswered} or {@code ReadFailed}. */
    void read(Read effect);

    /** Asks the ledger and answers with {@code CasAnswered}. */
    void cas(Cas effect);

    /**
     * Asks the ledger, in one call if it can, and answers each with {@code CasAnswered}. Unless a
     * runtime says otherwise, it asks for one after the other.
     */
    default void together(Together effect) {
      effect.moves().forEach(this::cas);
    }

    /** Starts the work; answers with {@code WorkSucceeded} or {@code WorkFailed}. */
    void startWork(StartWork effect);

    /** Ends the work, whose claim is lost or given up; no answer. */
    void stopWork(StopWork effect);

    /** Opens the pull request; answers with its number, that its branch is gone, or why not. */
    void openPullRequest(OpenPullRequest effect);

    /** Closes a pull request that is out of date, unless it is closed; no answer. */
    void closePullRequest(ClosePullRequest effect);

    /** Shows on the issue that a human has to look, unless it does already; no answer. */
    void callHuman(CallHuman effect);

    /** Tells people and logs what has happened; no answer. */
    void announce(Announce effect);

    /** Sends a message to all agents; it may get lost; no answer. */
    void broadcast(Broadcast effect);

    /** Looks at a repository's forge and ledger soon; a later {@code Observed} shows it. */
    void look(Look effect);

    /** Leaves a repository's forge to another agent for a while; no answer. */
    void leave(Leave effect);

    /** Counts a message that was not acted on; no answer. */
    void dropped(Dropped effect);
  }

  /** Read this task's tip. */
  record Read(CallId call, TaskId task) implements ClaimEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.read(this);
    }
  }

  /** Move a claim. */
  record Cas(CallId call, CasRequest request) implements ClaimEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.cas(this);
    }
  }

  /**
   * Move several claims of one repository. Each is moved or not, whatever becomes of the others.
   *
   * @param moves 2 to {@value #MAX}, none of which moves a branch
   */
  record Together(List<Cas> moves) implements ClaimEffect {
    /** The most that go together. */
    public static final int MAX = 64;

    /** Copies the list. */
    public Together {
      moves = List.copyOf(moves);
    }

    @Override
    public void applyTo(Handler handler) {
      handler.together(this);
    }
  }

  /** Work on a task that was granted. */
  record StartWork(Claim claim) implements ClaimEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.startWork(this);
    }
  }

  /** Stop working on a task and discard what was done. */
  record StopWork(TaskId task, FencingToken token, String reason) implements ClaimEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.stopWork(this);
    }
  }

  /** Make sure the pull request of a published claim exists. */
  record OpenPullRequest(CallId call, Claim claim) implements ClaimEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.openPullRequest(this);
    }
  }

  /**
   * Close a pull request without merging it.
   *
   * @param number the pull request
   * @param why for people
   */
  record ClosePullRequest(TaskId task, long number, String why) implements ClaimEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.closePullRequest(this);
    }
  }

  /**
   * Show on the issue that a human has to look, which whoever escalated the task has not done.
   *
   * @param tip the register, with the ESCALATED record
   */
  record CallHuman(Tip tip) implements ClaimEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.callHuman(this);
    }
  }

  /**
   * Something happened that people want to know.
   *
   * @param kind what
   * @param tip the register after it
   * @param detail for people; may be empty
   * @param took how long it took since the machine set out to do it; zero for what befell it
   */
  record Announce(Kind kind, Tip tip, String detail, Duration took) implements ClaimEffect {
    /** What happened. */
    public enum Kind {
      /** This agent was granted the task. */
      GRANTED,
      /** This agent holds the task from before its restart. */
      ADOPTED,
      /** Another agent was first. */
      LOST,
      /** This agent doubts the holder. */
      CHALLENGED,
      /** This agent answered a doubt. */
      ANSWERED,
      /** This agent's claim was taken over; it may not publish. */
      TAKEN_OVER,
      /** This agent's work is published. */
      PUBLISHED,
      /** The pull request is recorded. */
      DONE,
      /** This agent gave the task up. */
      RELEASED,
      /** This agent freed a task from its silent holder, since its issue is closed. */
      CLOSED,
      /** This agent set a damaged register back to its last valid record. */
      REPAIRED,
      /** A human is asked to look. */
      ESCALATED,
      /** The ledger refused, or the register is damaged. */
      TROUBLE
    }

    @Override
    public void applyTo(Handler handler) {
      handler.announce(this);
    }
  }

  /**
   * Say something to all agents, on {@link dev.bzzz.core.mesh.Topic#COORDINATION}.
   *
   * @param wire signed by this agent; not copied
   */
  record Broadcast(byte[] wire) implements ClaimEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.broadcast(this);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Broadcast broadcast && Arrays.equals(wire, broadcast.wire);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(wire);
    }

    @Override
    public String toString() {
      return "Broadcast[" + wire.length + " bytes]";
    }
  }

  /** Look at a repository's forge and ledger now rather than at the next poll: a hint was heard. */
  record Look(RepositoryId repository) implements ClaimEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.look(this);
    }
  }

  /**
   * Do not list the tasks of a repository before {@code until}, unless a {@link Look} asks for it:
   * another agent does. Who leaves everything to others for long looks for itself now and then.
   */
  record Leave(RepositoryId repository, Instant until) implements ClaimEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.leave(this);
    }
  }

  /** A message was heard and not acted on. */
  record Dropped(DropReason reason) implements ClaimEffect {
    @Override
    public void applyTo(Handler handler) {
      handler.dropped(this);
    }
  }
}
