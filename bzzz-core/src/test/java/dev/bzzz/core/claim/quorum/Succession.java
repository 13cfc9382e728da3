package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** The voters of a schedule, and how they come into the next epochs, one after the other. */
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
    for (AgentId voter : pool.voters()) {
      voters.put(voter, new Epochs(VoterDisk.empty(random)));
    }
    membership.committee().voters().forEach(each -> begin(each, new TreeMap<>()));
  }

  /** The membership that the policy names now. */
  Membership membership() {
    return membership;
  }

  /** From now on the policy names the next epoch, unless too few vote in this one yet. */
  void renew() {
    int voting = membership.committee().voters().size() - waiting.size();
    if (voting >= membership.committee().majority()) {
      List<AgentId> next = new ArrayList<>(pool.voters());
      Collections.shuffle(next, random);
      waiting.clear();
      waiting.addAll(next.subList(0, membership.committee().voters().size()));
      membership = pool.after(membership, waiting);
    }
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
    int told = 0;
    for (int i = 0; told <= previous.size() / 2; i++) {
      Epochs epochs = voters.get(previous.get(i));
      if (epochs.seal(membership).isEmpty()) { // or it never came into that epoch
        told++;
        Register register = epochs.store().state().register(pool.task());
        decided.merge(pool.task().number(), register, Register::merge);
      }
    }
    begin(waiting.remove(0), decided);
  }

  private void begin(AgentId voter, SortedMap<Long, Register> decided) {
    voters.get(voter).begin(membership, decided);
  }

  /** All voters that have not yet come into the newest epoch do. */
  void settle() {
    while (!waiting.isEmpty()) {
      takeOver();
    }
  }
}
