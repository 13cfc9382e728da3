package dev.bzzz.core.agent;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimState;
import dev.bzzz.core.claim.FencingToken;
import dev.bzzz.core.message.DropReason;
import dev.bzzz.core.repo.CircuitBreaker;
import dev.bzzz.core.task.TaskRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something an agent does or is about to do. The one stream that audit, metrics and displays live
 * on.
 */
public sealed interface AgentEvent {
  /** When, by the agent's clock. */
  Instant at();

  /** Which agent. */
  AgentId agent();

  /** The agent has started. */
  record Started(
      Instant at,
      AgentId agent,
      String name,
      List<String> repositories,
      String protocol,
      String sandbox)
      implements AgentEvent {
    /** Copies the list. */
    public Started {
      repositories = List.copyOf(repositories);
    }
  }

  /** The agent has stopped; nothing follows. */
  record Stopped(Instant at, AgentId agent, String reason) implements AgentEvent {}

  /**
   * The agent is about to ask the ledger to move a claim.
   *
   * @param record id of the record it wants to write
   * @param head commit to be published with it, if any
   */
  record ClaimMoving(
      Instant at,
      AgentId agent,
      TaskRef task,
      ClaimState to,
      long term,
      String record,
      Optional<String> head)
      implements AgentEvent {}

  /**
   * A claim has moved, or was found moved.
   *
   * @param took time from wanting it to having it; zero when that makes no sense
   */
  record ClaimMoved(
      Instant at,
      AgentId agent,
      TaskRef task,
      ClaimEffect.Announce.Kind kind,
      Optional<FencingToken> token,
      String detail,
      Duration took)
      implements AgentEvent {}

  /** The agent starts to work. */
  record WorkStarted(Instant at, AgentId agent, TaskRef task, FencingToken token, String base)
      implements AgentEvent {}

  /** One step of the work. */
  record WorkProgressed(Instant at, AgentId agent, TaskRef task, String step)
      implements AgentEvent {}

  /** The work is done and green. */
  record WorkSucceeded(
      Instant at,
      AgentId agent,
      TaskRef task,
      FencingToken token,
      String head,
      TestEvidence evidence)
      implements AgentEvent {}

  /** The work came to nothing. */
  record WorkFailed(Instant at, AgentId agent, TaskRef task, FencingToken token, String reason)
      implements AgentEvent {}

  /** The agent is about to open a pull request. */
  record PullRequestOpening(Instant at, AgentId agent, TaskRef task, String branch)
      implements AgentEvent {}

  /** The pull request exists. */
  record PullRequestOpened(Instant at, AgentId agent, TaskRef task, String branch, long number)
      implements AgentEvent {}

  /** The agent is about to write on the issue: a comment or labels. */
  record IssueWriting(Instant at, AgentId agent, TaskRef task, String what) implements AgentEvent {}

  /**
   * Something went wrong that the agent goes on from.
   *
   * @param what the action and its object
   * @param why the cause and what to do
   */
  record Troubled(Instant at, AgentId agent, String what, String why) implements AgentEvent {}

  /**
   * The agent calls a forge no more, for a while, or calls it again.
   *
   * @param forge its kind
   * @param calls what calls it makes there now
   * @param why what the forge has failed with last; empty when all calls are made
   * @param pause how long it makes none; zero when it makes some
   */
  record ForgeGuarded(
      Instant at,
      AgentId agent,
      String forge,
      CircuitBreaker.State calls,
      String why,
      Duration pause)
      implements AgentEvent {}

  /**
   * Messages were not acted on; told at most once a minute, and when the agent stops.
   *
   * @param dropped every reason there was, with how many since the start, in the order of the
   *     reasons
   */
  record MessagesDropped(Instant at, AgentId agent, List<Drops> dropped) implements AgentEvent {
    /** Copies the list. */
    public MessagesDropped {
      dropped = List.copyOf(dropped);
    }
  }

  /**
   * The agent hears the mesh no more; told when it stops.
   *
   * @param peers how many agents it has heard, at most {@value MeshPort#MAX_PEERS} are told apart
   * @param heard how many of their messages
   * @param said how many messages the mesh took from it
   */
  record MeshLeft(Instant at, AgentId agent, int peers, long heard, long said)
      implements AgentEvent {}

  /** How many messages were dropped for one reason. */
  record Drops(DropReason reason, long total) {}
}
