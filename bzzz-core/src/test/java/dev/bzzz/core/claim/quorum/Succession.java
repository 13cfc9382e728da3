package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** The voters of a schedule, and how they come into the second epoch, one after the other. */
final class Succession {
  private final RecordPool pool;
  private final Random random;
  private final Map<AgentId, Epochs> voters = new TreeMap<>();
  private final List<AgentId> waiting = new ArrayList<>();
  private Membership membership;

  Succession(RecordPool pool, Random random) {
    this.pool = pool;
    this.random = random;
    this.membership = pool.membership();
    for (AgentId voter : membership.committee().voters()) {
      Epochs epochs = new Epochs(VoterDisk.empty(random));
      epochs.begin(membership, new TreeMap<>());
      voters.put(voter, epochs);
    }
  }

  /** The membership that the policy names now. */
  Membership membership() {
    return membership;
  }

  boolean renewed() {
    return membership != pool.membership();
  }

  /** From now on the policy names the second epoch. */
  void renew() {
    membership = pool.renewed();
    waiting.addAll(voters.keySet());
    Collections.shuffle(waiting, random);
  }

  /** A voter's answer to who works by a membership. */
  Answer answer(AgentId voter, Membership asked, Question question) {
    Votes store = voters.get(voter).store();
    Answer answer = voters.get(voter).voting(asked, () -> vote(store, question));
    boolean outdated = asked.epoch() < membership.epoch() && random.nextBoolean(); // it knows so
    return answer instanceof Answer.Refusal refusal
        ? new Answer.Refusal(outdated, refusal.why())
        : answer;
  }

  private Answer vote(Votes store, Question question) {
    Register before = store.state().register(pool.task());
    Acceptor.Outcome outcome = pool.acceptor().on(before, question);
    if (!outcome.after().equals(before)) {
      store.write(List.of(new Entry.Stored(pool.task(), outcome.after())));
    }
    return outcome.vote();
  }

  /** The next voter takes over what some majority of the epoch before knows, and votes. */
  void takeOver() {
    if (waiting.isEmpty()) {
      return;
    }
    List<AgentId> previous = new ArrayList<>(membership.committee().previous());
    Collections.shuffle(previous, random);
    SortedMap<Long, Register> decided = new TreeMap<>();
    for (AgentId voter : previous.subList(0, previous.size() / 2 + 1)) {
      Epochs epochs = voters.get(voter);
      if (epochs.seal(membership).isPresent()) {
        throw new AssertionError("every voter of the first epoch can be sealed");
      }
      Register register = epochs.store().state().register(pool.task());
      decided.merge(pool.task().number(), register, Register::merge);
    }
    voters.get(waiting.remove(0)).begin(membership, decided);
  }

  /** All voters that have not yet come into the second epoch do. */
  void settle() {
    while (!waiting.isEmpty()) {
      takeOver();
    }
  }
}
