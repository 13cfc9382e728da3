package dev.bzzz.core.claim;

import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.machine.CallId;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Facts a claim machine learns. */
public sealed interface ClaimInput {
  /** The machine's deadline has come. */
  record Tick() implements ClaimInput {}

  /**
   * The forges and ledgers were looked at.
   *
   * @param candidates tasks this agent may take, most wanted first: open, labelled, dependencies
   *     met, fitting; whether somebody holds them does not matter here
   * @param views the claims of every repository that could be read
   * @param skills what tasks ask for: the candidates, of which one that is not named asks for
   *     nothing, and those that could be taken at once but do not suit this agent
   * @param facts what the forge says about claimed tasks; those it was not asked about are missing
   * @param listing which forges were asked for their tasks just now; empty when that is not known,
   *     as if all of them always were
   */
  record Observed(
      List<TaskId> candidates,
      List<LedgerView> views,
      SortedMap<TaskId, SortedSet<Skill>> skills,
      SortedMap<TaskId, TaskFacts> facts,
      Optional<Listing> listing)
      implements ClaimInput {
    /** Copies the collections. */
    public Observed {
      candidates = List.copyOf(candidates);
      views = List.copyOf(views);
      skills = copy(skills);
      facts = copy(facts);
    }

    private static <V> SortedMap<TaskId, V> copy(SortedMap<TaskId, V> map) {
      return map.isEmpty()
          ? Collections.emptySortedMap()
          : Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    /** What was seen when no candidate asks for a skill, and the forge was asked nothing else. */
    public Observed(List<TaskId> candidates, List<LedgerView> views) {
      this(
          candidates,
          views,
          Collections.emptySortedMap(),
          Collections.emptySortedMap(),
          Optional.empty());
    }
  }

  /**
   * Which forges one look has asked for their tasks. Of the others stands what was known before.
   *
   * @param repositories those that have answered
   * @param since when the look began
   * @param every how often this agent looks
   */
  record Listing(SortedSet<RepositoryId> repositories, Instant since, Duration every) {
    /** Copies the set. */
    public Listing {
      repositories = Collections.unmodifiableSortedSet(new TreeSet<>(repositories));
    }
  }

  /**
   * The mesh delivered a message on {@link dev.bzzz.core.mesh.Topic#COORDINATION}.
   *
   * @param wire from anybody: neither its form nor its sender is known to be good; not copied
   */
  record Heard(byte[] wire) implements ClaimInput {
    @Override
    public boolean equals(Object other) {
      return other instanceof Heard heard && Arrays.equals(wire, heard.wire);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(wire);
    }

    @Override
    public String toString() {
      return "Heard[" + wire.length + " bytes]";
    }
  }

  /** A read was answered. */
  record ReadAnswered(CallId call, Tip tip) implements ClaimInput {}

  /** A read failed; it may be tried again. */
  record ReadFailed(CallId call, String why) implements ClaimInput {}

  /** A compare-and-swap ended. */
  record CasAnswered(CallId call, CasResult result) implements ClaimInput {}

  /**
   * The work is done and green.
   *
   * @param token the grant it was done under
   * @param head the finished commit
   * @param objects repository that holds it
   */
  record WorkSucceeded(TaskId task, FencingToken token, String head, URI objects)
      implements ClaimInput {}

  /** The work failed; the claim is to be given up. */
  record WorkFailed(TaskId task, FencingToken token, String reason) implements ClaimInput {}

  /** The pull request of a published claim exists. */
  record PullRequestOpened(CallId call, long number) implements ClaimInput {}

  /**
   * The pull request could not be opened.
   *
   * @param permanent whether the forge refuses it for good
   */
  record PullRequestFailed(CallId call, String why, boolean permanent) implements ClaimInput {}

  /**
   * The pull request could not be opened, since the published branch is gone and had none before.
   */
  record BranchMissing(CallId call, String why) implements ClaimInput {}

  /** The agent wants to stop: take nothing new and give up what is held. */
  record Stop() implements ClaimInput {}
}
