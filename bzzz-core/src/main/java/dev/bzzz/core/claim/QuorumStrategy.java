package dev.bzzz.core.claim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import java.util.SortedSet;

/**
 * Waits for its turn as by rendezvous, then stands, and tries when enough of the committee have
 * voted for it. Votes, when it is of the committee.
 */
final class QuorumStrategy implements Strategy {
  /** Most ballots that are remembered; the eldest is forgotten first. */
  static final int MAX_BALLOTS = 4096;

  /** After so many delays without a certificate, or without a grant to who has it, others go on. */
  static final int PATIENCE_DELAYS = 4;

  private final ClaimDesk desk;
  private final RendezvousStrategy order;
  private final Draws draws;
  private final Map<TaskId, Ballot> ballots = new LinkedHashMap<>();

  /** Ballots on which this agent has yet to vote, by the time to do so. */
  private final Map<TaskId, Instant> votesDue = new LinkedHashMap<>();

  QuorumStrategy(ClaimDesk desk, RendezvousStrategy order, Draws draws) {
    this.desk = desk;
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
    Ballot ballot = ballot(task, term, now);
    Duration patience = Spans.times(desk.senses().delay(), PATIENCE_DELAYS);
    if (ballot.elected().filter(desk.self()::equals).isPresent()) {
      return turn;
    }
    if (ballot.elected().isPresent()) {
      return new Attempt(turn.since(), later(turn.at(), ballot.electedAt().plus(patience)), true);
    }
    if (ballot.stood().isEmpty()) {
      if (standing(now.minus(patience)) >= desk.freeSlots()) {
        return new Attempt(turn.since(), now.plus(desk.senses().delay()), true);
      }
      ballot.stand(desk.self(), now);
      desk.voice().say(new Message.Candidacy(task, term), now);
      consider(ballot, now);
    }
    return new Attempt(turn.since(), ballot.stood().orElse(now).plus(patience), true);
  }

  /** How many ballots this agent stands in and waits for. */
  private long standing(Instant since) {
    return ballots.values().stream()
        .filter(ballot -> ballot.elected().isEmpty())
        .filter(ballot -> ballot.stood().filter(since::isBefore).isPresent())
        .count();
  }

  private Optional<Committee> committee(TaskId task) {
    return desk.view(task.repository()).flatMap(view -> view.policy().committee());
  }

  /** Votes that make a certificate: so many that any two of them share an honest voter. */
  static int needed(Committee committee) {
    int voters = committee.voters().size();
    int faulty = (voters - 1) / 3;
    return (voters + faulty) / 2 + 1;
  }

  private boolean enoughLive(Committee committee) {
    long live =
        committee.voters().stream()
            .filter(
                voter ->
                    voter.equals(desk.self()) || desk.senses().roster().find(voter).isPresent())
            .count();
    return live >= needed(committee);
  }

  private Ballot ballot(TaskId task, long term, Instant now) {
    Ballot ballot = ballots.get(task);
    if (ballot == null || ballot.term() < term) {
      ballot = new Ballot(task, term, now);
      ballots.remove(task);
      votesDue.remove(task);
      ballots.put(task, ballot);
      if (ballots.size() > MAX_BALLOTS) {
        TaskId eldest = ballots.keySet().iterator().next();
        ballots.remove(eldest);
        votesDue.remove(eldest);
      }
    }
    return ballot;
  }

  /** A voter waits a little before it votes, so that all voters know of the same candidates. */
  private void consider(Ballot ballot, Instant now) {
    boolean voter =
        committee(ballot.task()).filter(each -> each.voters().contains(desk.self())).isPresent();
    if (voter && !ballot.voted(desk.self())) {
      votesDue.putIfAbsent(ballot.task(), now.plus(desk.senses().settle()));
    }
  }

  @Override
  public boolean tick(Instant now) {
    boolean changed = false;
    for (Map.Entry<TaskId, Instant> due : new ArrayList<>(votesDue.entrySet())) {
      if (!due.getValue().isAfter(now)) {
        votesDue.remove(due.getKey());
        Ballot ballot = ballots.get(due.getKey());
        changed |= ballot != null && vote(ballot, now);
      }
    }
    return changed;
  }

  private boolean vote(Ballot ballot, Instant now) {
    Optional<AgentId> best =
        ballot.candidates().stream()
            .max(
                Comparator.comparingDouble(
                        (AgentId each) ->
                            draws.score(ballot.task(), ballot.term(), each, Presence.NEUTRAL))
                    .thenComparing(Comparator.reverseOrder()));
    Optional<Committee> committee = committee(ballot.task());
    if (best.isEmpty() || committee.isEmpty() || ballot.voted(desk.self())) {
      return false;
    }
    desk.voice().say(new Message.Vote(ballot.task(), ballot.term(), best.get()), now);
    ballot.vote(desk.self(), "", best.get(), now, needed(committee.get()));
    return ballot.elected().isPresent();
  }

  @Override
  public boolean heard(Letter letter, Instant now) {
    boolean changed = order.heard(letter, now);
    if (letter.message() instanceof Message.Candidacy candidacy) {
      Ballot ballot = ballot(candidacy.task(), candidacy.term(), now);
      if (ballot.term() == candidacy.term()) {
        ballot.candidate(letter.from());
        consider(ballot, now);
      }
    } else if (letter.message() instanceof Message.Vote vote) {
      Optional<Committee> committee =
          committee(vote.task()).filter(each -> each.voters().contains(letter.from()));
      Ballot ballot = ballot(vote.task(), vote.term(), now);
      if (committee.isPresent() && ballot.term() == vote.term()) {
        int needed = needed(committee.get());
        if (!ballot.vote(letter.from(), letter.boot(), vote.candidate(), now, needed)) {
          desk.emit(new ClaimEffect.Dropped(DropReason.FRAUD));
        }
        changed |= ballot.elected().isPresent();
      }
    }
    return changed;
  }

  @Override
  public Optional<Instant> deadline() {
    return votesDue.values().stream().min(Comparator.naturalOrder());
  }

  @Override
  public Optional<ObjectNode> evidence(TaskId task, long term) {
    Ballot ballot = ballots.get(task);
    Optional<Committee> committee = committee(task);
    if (ballot == null
        || ballot.term() != term
        || committee.isEmpty()
        || ballot.elected().filter(desk.self()::equals).isEmpty()) {
      return Optional.empty();
    }
    ObjectNode evidence = JsonNodeFactory.instance.objectNode();
    ObjectNode quorum = evidence.putObject("quorum").put("epoch", committee.get().epoch());
    ArrayNode votes = quorum.putArray("votes");
    ballot.supporters(desk.self()).forEach(voter -> votes.add(voter.value()));
    return Optional.of(evidence);
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
