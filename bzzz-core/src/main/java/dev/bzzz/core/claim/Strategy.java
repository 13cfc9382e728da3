package dev.bzzz.core.claim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.message.Letter;
import dev.bzzz.core.presence.Roster;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;

/**
 * When an agent tries for a free task, and how long it lets others go first: the part in which
 * protocols differ. It never decides who holds a task. Confined to its machine.
 */
interface Strategy {
  /**
   * When to try.
   *
   * @param since when it could have tried if nobody else were there
   * @param at {@link Instant#MAX} for not before something happens
   * @param readFirst whether somebody may have been faster, so that looking costs less than trying
   */
  record Attempt(Instant since, Instant at, boolean readFirst) {}

  /**
   * When to try for a task; asked again whenever something has changed.
   *
   * @param term the term the grant would open
   */
  Attempt attempt(TaskId task, long term, Instant now);

  /** Whether a slot is taken while waiting for the time to try, and only one time is asked for. */
  default boolean reserves() {
    return false;
  }

  /**
   * How many others should move first in this term, as far as this agent can see.
   *
   * @param skills what the task asks for
   */
  default int rank(TaskId task, long term, SortedSet<Skill> skills) {
    return 0;
  }

  /**
   * How good this agent's chances are to come first at a task, to be compared with those at other
   * tasks; the same everywhere when it cannot tell.
   */
  default double chances(TaskId task, long term) {
    return 0;
  }

  /** How the agents stand that may try for a task; empty when it does not rank them. */
  default Optional<Ranking.Order> order(TaskId task) {
    return Optional.empty();
  }

  /**
   * How long to let those go first who should move first against a holder or in its place; empty
   * when it cannot tell: then chance decides.
   */
  default Optional<Duration> holdBack(TaskId task, long term) {
    return Optional.empty();
  }

  /** The agent is about to ask for a grant. */
  default void trying(TaskId task, long term, Instant now) {}

  /** What to put into the record of a grant, so that others can see why this agent tried. */
  default Optional<ObjectNode> evidence(TaskId task, long term) {
    return Optional.empty();
  }

  /** Only these tasks are considered at the moment: of others nothing need be remembered. */
  default void considers(SortedSet<TaskId> tasks) {}

  /** The ledger holds something new about a task: no round of it goes on as it was. */
  default void moved(TaskId task) {}

  /** The forges and ledgers were looked at. */
  default void observed(ClaimInput.Observed observed, Instant now) {}

  /**
   * Another agent has said something about a task.
   *
   * @return whether times to try have changed
   */
  default boolean heard(Letter letter, Instant now) {
    return false;
  }

  /**
   * Another agent came, changed or went.
   *
   * @return whether times to try may be earlier now; of later ones it tells when they are asked for
   */
  default boolean changed(Roster.Change change, Instant now) {
    return false;
  }

  /**
   * Time has passed.
   *
   * @return whether times to try have changed
   */
  default boolean tick(Instant now) {
    return false;
  }

  /** When it wants to be told that time has passed. */
  default Optional<Instant> deadline() {
    return Optional.empty();
  }
}
