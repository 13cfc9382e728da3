package dev.bzzz.core.claim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.AgentId;
import dev.bzzz.core.Spans;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.message.DropReason;
import dev.bzzz.core.message.Letter;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.presence.Presence;
import dev.bzzz.core.presence.Roster;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Waits for its turn as by rendezvous, then stands, and tries when enough of the committee have
 * voted for it. Votes, when it is of the committee.
 */
final class QuorumStrategy implements Strategy {
  /** Most elections that are remembered; the eldest is forgotten first. */
  static final int MAX_ELECTIONS = 4096;

  /** After so many delays without a certificate, or without a grant to who has it, others go on. */
  static final int PATIENCE_DELAYS = 4;

  private final ClaimDesk desk;
  private final RendezvousStrategy order;
  private final Draws draws;
  private final VoterKey key;
  private final Map<TaskId, Election> elections = new LinkedHashMap<>();

  /** Elections in which this agent has yet to vote, by the time to do so. */
  private final Map<TaskId, Instant> votesDue = new LinkedHashMap<>();

  QuorumStrategy(ClaimDesk desk, RendezvousStrategy order, Draws draws, VoterKey key) {
    this.desk = desk;
    this.key = key;
    this.order = order;
    this.draws = draws;
  }

  @Override
  public Attempt attempt(TaskId task, long term, Instant now) {
    Attempt turn = order.attempt(task, term, now);
    Optional<Committee> committee = committee(task);
    if (turn.at().isAfter(now) || committee.isEmpty() || !enoughLive(committee.get())) {
      return turn;
    }
    Election election = election(task, term, now);
    Duration patience = Spans.times(desk.senses().delay(), PATIENCE_DELAYS);
    if (election.elected().filter(desk.self()::equals).isPresent()) {
      return turn;
    }
    if (election.elected().isPresent()) {
      return new Attempt(turn.since(), later(turn.at(), election.electedAt().plus(patience)), true);
    }
    if (election.stood().isEmpty()) {
      if (standing(now.minus(patience)) >= desk.freeSlots()) {
        return new Attempt(turn.since(), now.plus(desk.senses().delay()), true);
      }
      election.stand(desk.self(), now);
      desk.voice().say(new Message.Candidacy(task, term), now);
      consider(election, now);
    }
    return new Attempt(turn.since(), election.stood().orElse(now).plus(patience), true);
  }

  /** How many elections this agent stands in and waits for. */
  private long standing(Instant since) {
    return elections.values().stream()
        .filter(election -> election.elected().isEmpty())
        .filter(election -> election.stood().filter(since::isBefore).isPresent())
        .count();
  }

  private Optional<Committee> committee(TaskId task) {
    return desk.view(task.repository()).flatMap(view -> view.policy().committee());
  }

  private boolean enoughLive(Committee committee) {
    long live =
        committee.voters().stream()
            .filter(
                voter ->
                    voter.equals(desk.self()) || desk.senses().roster().find(voter).isPresent())
            .count();
    return live >= VoteCertificate.needed(committee);
  }

  private Election election(TaskId task, long term, Instant now) {
    Election election = elections.get(task);
    if (election == null || election.term() < term) {
      election = new Election(task, term, now);
      elections.remove(task);
      votesDue.remove(task);
      elections.put(task, election);
      if (elections.size() > MAX_ELECTIONS) {
        TaskId eldest = elections.keySet().iterator().next();
        elections.remove(eldest);
        votesDue.remove(eldest);
      }
    }
    return election;
  }

  /** A voter waits a little before it votes, so that all voters know of the same candidates. */
  private void consider(Election election, Instant now) {
    boolean voter =
        committee(election.task()).filter(each -> each.voters().contains(desk.self())).isPresent();
    if (voter && !election.voted(desk.self())) {
      votesDue.putIfAbsent(election.task(), now.plus(desk.senses().settle()));
    }
  }

  @Override
  public boolean tick(Instant now) {
    boolean changed = false;
    for (Map.Entry<TaskId, Instant> due : new ArrayList<>(votesDue.entrySet())) {
      if (!due.getValue().isAfter(now)) {
        votesDue.remove(due.getKey());
        Election election = elections.get(due.getKey());
        changed |= election != null && vote(election, now);
      }
    }
    return changed;
  }

  private boolean vote(Election election, Instant now) {
    Optional<AgentId> best =
        election.candidates().stream()
            .max(
                Comparator.comparingDouble(
                        (AgentId each) ->
                            draws.score(election.task(), election.term(), each, Presence.NEUTRAL))
                    .thenComparing(Comparator.reverseOrder()));
    Optional<Committee> committee = committee(election.task());
    if (best.isEmpty() || committee.isEmpty() || election.voted(desk.self())) {
      return false;
    }
    Optional<Message.Vote> vote = key.cast(election, best.get());
    if (vote.isEmpty()) {
      return false; // nobody would hear it
    }
    desk.voice().say(vote.get(), now);
    int needed = VoteCertificate.needed(committee.get());
    election.vote(new Election.Cast(desk.self(), "", vote.get()), now, needed);
    return election.elected().isPresent();
  }

  @Override
  public boolean heard(Letter letter, Instant now) {
    boolean changed = order.heard(letter, now);
    if (letter.message() instanceof Message.Candidacy candidacy) {
      Election election = election(candidacy.task(), candidacy.term(), now);
      if (election.term() == candidacy.term()) {
        election.candidate(letter.from());
        consider(election, now);
      }
    } else if (letter.message() instanceof Message.Vote vote) {
      Optional<Committee> committee =
          committee(vote.task()).filter(each -> each.voters().contains(letter.from()));
      Election election = election(vote.task(), vote.term(), now);
      if (committee.isPresent() && election.term() == vote.term()) {
        Election.Cast cast = new Election.Cast(letter.from(), letter.boot(), vote);
        count(election, cast, VoteCertificate.needed(committee.get()), now);
        changed |= election.elected().isPresent();
      }
    }
    return changed;
  }

  /** A vote that cannot be shown to others does not count. */
  private void count(Election election, Election.Cast cast, int needed, Instant now) {
    if (!key.proves(cast)) {
      desk.emit(new ClaimEffect.Dropped(DropReason.FORGED));
    } else if (!election.vote(cast, now, needed)) {
      desk.emit(new ClaimEffect.Dropped(DropReason.FRAUD));
    }
  }

  @Override
  public Optional<Instant> deadline() {
    return votesDue.values().stream().min(Comparator.naturalOrder());
  }

  @Override
  public Optional<ObjectNode> evidence(TaskId task, long term) {
    Election election = elections.get(task);
    Optional<Committee> committee = committee(task);
    if (election == null
        || election.term() != term
        || committee.isEmpty()
        || election.elected().filter(desk.self()::equals).isEmpty()) {
      return Optional.empty();
    }
    SortedMap<AgentId, String> votes = election.supporters(desk.self());
    if (votes.size() < VoteCertificate.needed(committee.get())) {
      return Optional.empty(); // a voter was found out to be a fraud since
    }
    return key.network()
        .map(network -> new VoteCertificate(network, committee.get().epoch(), votes))
        .map(VoteCertificate::evidence);
  }

  @Override
  public double chances(TaskId task, long term) {
    return order.chances(task, term);
  }

  @Override
  public int rank(TaskId task, long term, SortedSet<Skill> skills) {
    return order.rank(task, term, skills);
  }

  @Override
  public Optional<Ranking.Order> order(TaskId task) {
    return order.order(task);
  }

  @Override
  public Optional<Duration> holdBack(TaskId task, long term) {
    return order.holdBack(task, term);
  }

  @Override
  public void trying(TaskId task, long term, Instant now) {
    order.trying(task, term, now);
  }

  @Override
  public void considers(SortedSet<TaskId> tasks) {
    order.considers(tasks);
  }

  @Override
  public void moved(TaskId task) {
    order.moved(task);
  }

  @Override
  public void observed(ClaimInput.Observed observed, Instant now) {
    order.observed(observed, now);
  }

  @Override
  public boolean changed(Roster.Change change, Instant now) {
    return order.changed(change, now);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
