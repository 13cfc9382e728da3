package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.BzzzException;
import dev.bzzz.core.repo.RepositoryId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a voter comes to vote in an epoch, and ends to vote in the one before.
 *
 * <p>Two committees must never decide the same task apart from each other, and a voter must not
 * forget what it promised. So, before its first vote in an epoch, a voter
 *
 * <ol>
 *   <li>tells the others with which store it joins. If one of them remembers another store, this
 *       voter has lost its disk since, and does not vote in this epoch at all;
 *   <li>seals a majority of the committee before, which from then on votes no more, and takes over
 *       what it has accepted. Every decision of the epoch before has a voter in that majority.
 * </ol>
 *
 * <p>Both need others, so they happen in a thread of their own; until then questions are refused
 * with the reason. Safe for use by many threads.
 */
final class Activation {
  private static final Duration CALL_TIMEOUT = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(QuorumLedger.class);

  private final AgentId self;
  private final Votes store;
  private final Epochs epochs;
  private final Caller caller;
  private final Map<RepositoryId, String> troubles = new ConcurrentHashMap<>();
  private final Map<String, String> lost = new ConcurrentHashMap<>();
  private final Map<String, Set<AgentId>> witnesses = new ConcurrentHashMap<>();
  private final Set<RepositoryId> pending = ConcurrentHashMap.newKeySet();
  private final Executor thread;

  /**
   * The way of one voter through the epochs.
   *
   * @param thread where it asks others
   */
  Activation(AgentId self, Epochs epochs, Caller caller, Executor thread) {
    this.self = self;
    this.store = epochs.store();
    this.epochs = epochs;
    this.caller = caller;
    this.thread = thread;
  }

  /** Why this voter does not vote in a membership now; empty when it does. */
  Optional<String> obstacle(Membership membership) {
    if (!membership.votes(self)) {
      return Optional.of("it is no voter of epoch " + membership.epoch());
    }
    Epochs.Stage stage = epochs.stage(membership);
    Optional<String> objection = stage.objection(membership);
    if (stage != Epochs.Stage.AHEAD) {
      return objection;
    }
    Optional<String> why = Optional.ofNullable(lost.get(membership.id()));
    if (why.isEmpty()) {
      begin(membership);
      why = Optional.ofNullable(troubles.get(membership.repository()));
    }
    return why.or(() -> objection);
  }

  private void begin(Membership membership) {
    if (!pending.add(membership.repository())) {
      return;
    }
    try {
      thread.execute(() -> run(membership));
    } catch (RejectedExecutionException e) {
      pending.remove(membership.repository()); // closed, or asked again later
    }
  }

  private void run(Membership membership) {
    try {
      Optional<String> obstacle = join(membership);
      if (obstacle.isEmpty()) {
        obstacle = takeOver(membership);
      }
      if (obstacle.isPresent()) {
        troubles.put(membership.repository(), obstacle.get());
        LOG.debug("does not vote yet: epoch={} cause={}", membership.epoch(), obstacle.get());
      } else {
        troubles.remove(membership.repository());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (BzzzException e) {
      troubles.put(membership.repository(), String.valueOf(e.getMessage()));
      LOG.warn("cannot join a committee: cause={}", e.getMessage());
    } finally {
      pending.remove(membership.repository());
    }
  }

  /** Whoever has once said that it remembers this store need not be asked again. */
  private Optional<String> join(Membership membership) throws InterruptedException {
    Set<AgentId> known =
        witnesses.computeIfAbsent(membership.id(), id -> ConcurrentHashMap.newKeySet());
    Caller.Call call = caller.call(membership, new Question.Join(store.id()));
    Map<AgentId, Future<Caller.Said>> asked = new TreeMap<>();
    for (AgentId voter : membership.committee().voters()) {
      if (!voter.equals(self) && !known.contains(voter)) {
        asked.put(voter, caller.send(voter, call, CALL_TIMEOUT));
      }
    }
    String why = "";
    for (Map.Entry<AgentId, Future<Caller.Said>> entry : asked.entrySet()) {
      Answer answer = caller.await(entry.getKey(), call, entry.getValue(), CALL_TIMEOUT);
      if (answer instanceof Answer.Joined joined && joined.store().equals(store.id())) {
        known.add(entry.getKey());
      } else if (answer instanceof Answer.Joined) {
        return Optional.of(lost(membership, entry.getKey()));
      } else if (answer instanceof Answer.Refusal refusal) {
        why = "; voter " + entry.getKey().brief() + ": " + refusal.why();
      }
    }
    int missing = membership.witnesses() - known.size();
    return missing <= 0
        ? Optional.empty()
        : Optional.of(
            "it is joining epoch "
                + membership.epoch()
                + " and waits for "
                + missing
                + " more of the other voters"
                + why);
  }

  private String lost(Membership membership, AgentId witness) {
    String why =
        "it has lost its disk since it joined epoch "
            + membership.epoch()
            + ", as voter "
            + witness.brief()
            + " remembers; begin a new epoch with 'bzzz policy vote'";
    if (lost.put(membership.id(), why) == null) {
      LOG.error("this agent does not vote on {}: {}", membership.repository(), why);
    }
    return why;
  }

  private Optional<String> takeOver(Membership membership) throws InterruptedException {
    SortedMap<Long, Register> decided = new TreeMap<>();
    List<AgentId> previous = membership.committee().previous();
    int told = 0;
    String why = "";
    for (AgentId voter : previous) {
      if (membership.policy().policy().revocation(voter).isPresent()) {
        continue; // whoever has that key now may say anything
      }
      Optional<String> obstacle =
          voter.equals(self) ? epochs.seal(membership) : takeOver(membership, voter, decided);
      told += obstacle.isEmpty() ? 1 : 0;
      why = obstacle.map(text -> "; voter " + voter.brief() + ": " + text).orElse(why);
    }
    int needed = previous.isEmpty() ? 0 : previous.size() / 2 + 1;
    if (told < needed) {
      return Optional.of(
          "it waits for " + (needed - told) + " more voters of the epoch before" + why);
    }
    epochs.begin(membership, decided);
    LOG.info("votes on {} in epoch {}", membership.repository(), membership.epoch());
    return Optional.empty();
  }

  private Optional<String> takeOver(
      Membership membership, AgentId voter, SortedMap<Long, Register> decided)
      throws InterruptedException {
    long after = 0;
    boolean more = true;
    while (more) {
      Answer answer =
          caller.ask(voter, caller.call(membership, new Question.Seal(after)), CALL_TIMEOUT);
      if (!(answer instanceof Answer.Dump dump)) {
        return Optional.of(
            answer instanceof Answer.Refusal refusal ? refusal.why() : "no answer to a seal");
      }
      dump.registers().forEach((task, register) -> decided.merge(task, register, Register::merge));
      more = dump.more() && !dump.registers().isEmpty();
      after = more ? dump.registers().lastKey() : after;
    }
    return Optional.empty();
  }
}
