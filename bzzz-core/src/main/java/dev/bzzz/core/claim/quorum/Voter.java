package dev.bzzz.core.claim.quorum;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.BzzzException;
import dev.bzzz.core.Signer;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.task.TaskId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer's vote: answers the questions of proposers and of other voters. What it says, and what
 * it has seen before it says so, is on the disk before anybody hears it; questions that come at the
 * same time can share that wait. Safe for use by many threads.
 */
final class Voter {
  private static final int MAX_DUMP_BYTES = 48 * 1024;
  private static final int STRIPES = 64;
  private static final Logger LOG = LoggerFactory.getLogger(QuorumLedger.class);

  private final Party party;
  private final Votes store;
  private final Epochs epochs;
  private final Activation activation;
  private final Object[] stripes = new Object[STRIPES];

  /**
   * Who asks or answers, and by what it knows the others.
   *
   * @param network name of the mesh's agents
   * @param sessions spare signatures; empty when everything is signed
   */
  record Party(
      String network, Signer signer, Optional<Sessions> sessions, Memberships memberships) {
    Membership membership(RepositoryId repository) {
      return memberships.at(repository);
    }
  }

  Voter(Party party, Epochs epochs, Activation activation) {
    this.party = party;
    this.store = epochs.store();
    this.epochs = epochs;
    this.activation = activation;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Object();
    }
  }

  /** Why it does not vote in a membership now; empty when it does. */
  Optional<String> obstacle(Membership membership) {
    return activation.obstacle(membership);
  }

  /** Waits for the disk; if that fails, what everybody is told instead of an answer. */
  Optional<Answer> settle() {
    try {
      store.settle();
      return Optional.empty();
    } catch (BzzzException e) {
      LOG.warn("cannot vote: cause={}", e.getMessage());
      return Optional.of(new Answer.Refusal(false, String.valueOf(e.getMessage())));
    }
  }

  /** The answer to a question whose asker is known. */
  Answer answer(Wire.Request request) {
    Answer answer = decide(request);
    return settle().orElse(answer);
  }

  /** The same answer, which nobody may hear of before {@link #settle}. */
  Answer decide(Wire.Request request) {
    try {
      Membership membership = party.membership(request.repository());
      return objection(request, membership)
          .<Answer>map(refusal -> refusal)
          .orElseGet(() -> answer(request, membership));
    } catch (BzzzException e) {
      LOG.warn("cannot vote: repository={} cause={}", request.repository(), e.getMessage());
      return new Answer.Refusal(false, String.valueOf(e.getMessage()));
    }
  }

  private Optional<Answer.Refusal> objection(Wire.Request request, Membership membership) {
    if (!request.network().equals(party.network())) {
      return Optional.of(new Answer.Refusal(false, "it is of another network"));
    }
    if (!request.membership().equals(membership.id())) {
      return Optional.of(otherMembership(request, membership));
    }
    if (!membership.mayAsk(request.from())) {
      return Optional.of(
          new Answer.Refusal(
              false, "the policy at " + membership.policy().head() + " does not name the asker"));
    }
    return Optional.empty();
  }

  private static Answer.Refusal otherMembership(Wire.Request request, Membership membership) {
    if (request.epoch() < membership.epoch()) {
      return new Answer.Refusal(
          true, "the committee's epoch is " + membership.epoch() + ", not " + request.epoch());
    }
    return new Answer.Refusal(
        false,
        request.epoch() > membership.epoch()
            ? "it has not seen the policy of epoch " + request.epoch() + " yet"
            : "it knows another committee of epoch "
                + request.epoch()
                + "; name a committee with 'bzzz policy vote', which raises the epoch");
  }

  private Answer answer(Wire.Request request, Membership membership) {
    Question question = request.question();
    if (question instanceof Question.Join join) {
      return join(request.from(), join, membership);
    }
    if (question instanceof Question.Seal seal) {
      return seal(request.from(), seal, membership);
    }
    Optional<String> obstacle = obstacle(membership);
    return obstacle
        .<Answer>map(why -> new Answer.Refusal(false, why))
        .orElseGet(() -> epochs.voting(membership, () -> asVoter(request, membership)));
  }

  private Answer asVoter(Wire.Request request, Membership membership) {
    Question question = request.question();
    if (question instanceof Question.Query query) {
      return query(request, membership, query);
    }
    if (question instanceof Question.Scan scan) {
      return index(membership, scan.after());
    }
    if (question instanceof Question.Fetch fetch) {
      return fetch(membership, fetch);
    }
    if (question instanceof Question.Prepare prepare) {
      return vote(request, membership, prepare.task(), prepare.ballot());
    }
    if (question instanceof Question.Accept accept) {
      return accept
          .value()
          .violation(membership.policy().history())
          .or(() -> misfit(accept))
          .<Answer>map(why -> new Answer.Refusal(false, why))
          .orElseGet(() -> vote(request, membership, accept.task(), accept.ballot()));
    }
    throw new AssertionError("unhandled question: " + question);
  }

  private static Optional<String> misfit(Question.Accept accept) {
    boolean fits =
        accept.value().task().equals(accept.task())
            && accept.next().above(accept.ballot())
            && accept.next().epoch() == accept.ballot().epoch()
            && accept.next().proposer().equals(accept.ballot().proposer());
    return fits ? Optional.empty() : Optional.of("the value does not fit its question");
  }

  /** Most questions find something, and then nothing has to be written, nor waited for. */
  private Answer query(Wire.Request request, Membership membership, Question.Query query) {
    Register now = store.state().register(query.task());
    boolean promises =
        now.equals(Register.EMPTY) && !query.wish().equals(Ballot.NONE) && !store.state().full();
    return promises
        ? vote(request, membership, query.task(), query.wish())
        : Acceptor.query(now, Ballot.NONE).vote();
  }

  /** Promises and accepts, one question on a task at a time. */
  private Answer vote(Wire.Request request, Membership membership, TaskId task, Ballot ballot) {
    if (ballot.epoch() != membership.epoch() || !ballot.proposer().equals(request.from().value())) {
      return new Answer.Refusal(false, "the ballot is not one of its asker in this epoch");
    }
    synchronized (stripes[Math.floorMod(task.hashCode(), STRIPES)]) {
      Register before = store.state().register(task);
      if (before.equals(Register.EMPTY) && store.state().full()) {
        return new Answer.Refusal(false, "it remembers " + VoteState.MAX_TASKS + " tasks");
      }
      Acceptor.Outcome outcome = outcome(request.question(), before, ballot);
      if (!outcome.after().equals(before)) {
        boolean promise = outcome.after().accepted().equals(before.accepted());
        store.write(
            List.of(
                promise
                    ? new Entry.Promised(task, outcome.after().promised())
                    : new Entry.Stored(task, outcome.after())));
      }
      return outcome.vote();
    }
  }

  private static Acceptor.Outcome outcome(Question question, Register before, Ballot ballot) {
    if (question instanceof Question.Accept accept) {
      return Acceptor.accept(before, ballot, accept.value(), accept.next());
    }
    return question instanceof Question.Query
        ? Acceptor.query(before, ballot)
        : Acceptor.prepare(before, ballot);
  }

  private Answer index(Membership membership, long after) {
    SortedMap<Long, Register> found =
        store.state().registers(membership.repository(), after, Answer.MAX_INDEX + 1);
    SortedMap<Long, Ballot> accepted = new TreeMap<>();
    found.forEach((number, register) -> accepted.put(number, register.accepted()));
    boolean more = accepted.size() > Answer.MAX_INDEX;
    if (more) {
      accepted.remove(accepted.lastKey());
    }
    return new Answer.Index(accepted, more);
  }

  private Answer join(AgentId from, Question.Join join, Membership membership) {
    if (!membership.votes(from) || !membership.votes(party.signer().id())) {
      return new Answer.Refusal(false, "the committee does not name both of us");
    }
    synchronized (stripes[0]) {
      Optional<String> known =
          store.state().witnessed(membership.repository(), membership.id(), from);
      if (known.isEmpty()) {
        store.write(
            List.of(
                new Entry.Witnessed(membership.repository(), membership.id(), from, join.store())));
      }
      return new Answer.Joined(known.orElse(join.store()));
    }
  }

  /** Votes no more in the epoch before, and tells what it accepted until then. */
  private Answer seal(AgentId from, Question.Seal seal, Membership membership) {
    if (!membership.votes(from) || !membership.voted(party.signer().id())) {
      return new Answer.Refusal(false, "the committees do not name both of us");
    }
    Optional<String> obstacle = epochs.seal(membership);
    if (obstacle.isPresent()) {
      return new Answer.Refusal(false, obstacle.get());
    }
    SortedMap<Long, Register> page =
        fitting(store.state().registers(membership.repository(), seal.after(), Answer.MAX_INDEX));
    long last = page.isEmpty() ? seal.after() : page.lastKey();
    boolean more = !store.state().registers(membership.repository(), last, 1).isEmpty();
    return new Answer.Dump(page, more);
  }

  private Answer fetch(Membership membership, Question.Fetch fetch) {
    SortedMap<Long, Register> found = new TreeMap<>();
    for (long number : fetch.tasks()) {
      TaskId task = new TaskId(membership.repository(), number);
      found.put(number, store.state().register(task));
    }
    return new Answer.Dump(fitting(found), false);
  }

  /** The first of these, as many as fit into an answer. */
  private static SortedMap<Long, Register> fitting(SortedMap<Long, Register> registers) {
    SortedMap<Long, Register> page = new TreeMap<>();
    int bytes = 0;
    for (var entry : registers.entrySet()) {
      bytes += Bytes.of(entry.getValue()::write).length + Long.BYTES;
      if (bytes > MAX_DUMP_BYTES && !page.isEmpty()) {
        break;
      }
      page.put(entry.getKey(), entry.getValue());
    }
    return page;
  }
}
