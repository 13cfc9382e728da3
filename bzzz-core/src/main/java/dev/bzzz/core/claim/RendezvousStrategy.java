package dev.bzzz.core.claim;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.Spans;
import dev.bzzz.core.capability.Skill;
import dev.bzzz.core.message.Letter;
import dev.bzzz.core.message.Message;
import dev.bzzz.core.presence.Presence;
import dev.bzzz.core.presence.Roster;
import dev.bzzz.core.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Rank by rendezvous hashing, and a delay for each rank. Ranks follow what is heard: when a better
 * agent says that it has no slot free any more, the next one moves at once.
 */
final class RendezvousStrategy implements Strategy {
  /** From this rank on the delays are shorter: that nobody better lives is then unlikely. */
  static final int FULL_DELAYS = 8;

  /** How long all ranks beyond those wait together when nobody is heard. */
  static final Duration BLIND_SPREAD = Duration.ofSeconds(20);

  private final ClaimDesk desk;
  private final Draws draws;
  private final Map<TaskId, Round> rounds = new LinkedHashMap<>();
  private SortedMap<TaskId, SortedSet<Skill>> skills = Collections.emptySortedMap();

  private record Scored(AgentId agent, double score) {}

  RendezvousStrategy(ClaimDesk desk, Draws draws) {
    this.desk = desk;
    this.draws = draws;
  }

  @Override
  public Attempt attempt(TaskId task, long term, Instant now) {
    Round round = round(task, term, now);
    Instant base = ready(round);
    Instant at = later(base.plus(wait(task, round.better())), round.notBefore());
    boolean old = desk.viewedAt(task.repository()).plus(desk.senses().delay()).isBefore(now);
    return new Attempt(base, at, round.better() > 0 || round.contested() || old);
  }

  @Override
  public double chances(TaskId task, long term) {
    int weight = Presence.weight(Optional.of(desk.voice().levels()), skills(task));
    return draws.score(task, term, desk.self(), weight);
  }

  @Override
  public int rank(TaskId task, long term, SortedSet<Skill> asked) {
    return ranked(task, fresh(task, term, asked, Instant.MIN)).better();
  }

  @Override
  public Optional<Ranking.Order> order(TaskId task) {
    Round round = rounds.get(task);
    if (round == null || round.byPresence() != desk.senses().sighted()) {
      return Optional.empty(); // it will be ranked anew before it counts
    }
    List<Scored> scored = new ArrayList<>();
    scored.add(new Scored(desk.self(), round.score()));
    if (round.byPresence()) {
      for (Presence presence : desk.senses().roster().live()) {
        int weight = presence.weight(round.skills());
        if (weight > 0) {
          AgentId agent = presence.agent();
          scored.add(new Scored(agent, round.lottery().score(agent, weight)));
        }
      }
    } else {
      for (AgentId agent : unseen(task)) {
        if (!agent.equals(desk.self())) {
          double score = round.lottery().score(agent, Presence.NEUTRAL);
          scored.add(new Scored(agent, score));
        }
      }
    }
    scored.sort((a, b) -> Draws.before(a.score, a.agent, b.score, b.agent) ? -1 : 1);
    List<AgentId> order = scored.stream().map(Scored::agent).toList();
    Ranking.By by = round.byPresence() ? Ranking.By.PRESENCES : Ranking.By.POLICY;
    return Optional.of(new Ranking.Order(round.term(), by, order, round.better()));
  }

  @Override
  public Optional<Duration> holdBack(TaskId task, long term) {
    return desk.senses().sighted()
        ? Optional.of(wait(task, rank(task, term, skills(task))))
        : Optional.empty();
  }

  @Override
  public void trying(TaskId task, long term, Instant now) {
    round(task, term, now).tries();
    desk.voice().say(new Message.Intent(task, term), now);
  }

  @Override
  public void considers(SortedSet<TaskId> tasks) {
    rounds.keySet().retainAll(tasks);
  }

  @Override
  public void moved(TaskId task) {
    rounds.remove(task);
  }

  @Override
  public void observed(ClaimInput.Observed observed, Instant now) {
    skills = observed.skills();
    if (rounds.isEmpty()) {
      return;
    }
    rounds.keySet().retainAll(new TreeSet<>(observed.candidates()));
    for (Map.Entry<TaskId, Round> each : rounds.entrySet()) {
      if (!each.getValue().byPresence()) {
        ranked(each.getKey(), each.getValue()); // the policy may have changed
      }
    }
  }

  @Override
  public boolean heard(Letter letter, Instant now) {
    if (!(letter.message() instanceof Message.OfTask said)) {
      return false;
    }
    Round round = rounds.get(said.task());
    if (round == null || round.term() != said.term()) {
      return false;
    }
    if (said instanceof Message.Intent) {
      boolean first = before(score(letter.from(), round), letter.from(), round);
      round.intent(first, now.plus(desk.senses().delay()));
    } else if (said instanceof Message.Moved moved && moved.state() == ClaimState.HELD) {
      round.taken(now);
    }
    return false; // it only makes this agent wait
  }

  @Override
  public boolean changed(Roster.Change change, Instant now) {
    if (!change.moves()) {
      return false;
    }
    boolean changed = false;
    for (Map.Entry<TaskId, Round> each : rounds.entrySet()) {
      Round round = each.getValue();
      if (!round.byPresence()) {
        changed = true;
        continue;
      }
      int before = first(change.before(), round) ? 1 : 0;
      int after = first(change.after(), round) ? 1 : 0;
      round.shift(after - before);
      changed |= after < before;
      if (after < before && change.after().isPresent()) {
        round.busy(now.plus(desk.senses().settle()));
      }
    }
    return changed;
  }

  /** When this agent could try if nobody else were there. */
  Instant ready(Round round) {
    Instant free = desk.freeSince().plus(desk.senses().settle());
    return later(later(round.firstSeen(), free), desk.senses().oriented());
  }

  /** This agent's place among all who could try. */
  Round round(TaskId task, long term, Instant now) {
    Round round = rounds.get(task);
    if (round == null || round.term() != term) {
      round = ranked(task, fresh(task, term, skills(task), now));
      rounds.put(task, round);
    } else if (round.byPresence() != desk.senses().sighted()) {
      ranked(task, round);
    }
    return round;
  }

  private Round fresh(TaskId task, long term, SortedSet<Skill> asked, Instant now) {
    return new Round(term, draws.of(task, term), asked, now);
  }

  private SortedSet<Skill> skills(TaskId task) {
    return skills.getOrDefault(task, Collections.emptySortedSet());
  }

  /** Counts who should move first: those who are heard, or, when nobody is, whom policies name. */
  private Round ranked(TaskId task, Round round) {
    boolean sighted = desk.senses().sighted();
    // As the others see this agent: by what it has told them, when they can hear it.
    int weight =
        sighted
            ? Presence.weight(Optional.of(desk.voice().levels()), round.skills())
            : Presence.NEUTRAL;
    round.rank(round.lottery().score(desk.self(), weight), 0, sighted);
    int better = 0;
    if (sighted) {
      for (Presence presence : desk.senses().roster().live()) {
        better += first(Optional.of(presence), round) ? 1 : 0;
      }
    } else {
      for (AgentId agent : unseen(task)) {
        // Whoever holds a task by the ledger counts, too: that look is old when it ends its work.
        double score = round.lottery().score(agent, Presence.NEUTRAL);
        better += before(score, agent, round) ? 1 : 0;
      }
    }
    round.rank(round.score(), better, sighted);
    return round;
  }

  private Iterable<AgentId> unseen(TaskId task) {
    return desk.view(task.repository())
        .map(view -> view.policy().agents().keySet())
        .orElse(Collections.emptySet());
  }

  /** Whether an agent with a slot free should move first. */
  private boolean first(Optional<Presence> presence, Round round) {
    if (presence.isEmpty()) {
      return false;
    }
    AgentId agent = presence.get().agent();
    int weight = presence.get().weight(round.skills());
    return weight > 0 && before(round.lottery().score(agent, weight), agent, round);
  }

  /** The score of an agent that says it tries: it counts as if it had a slot free. */
  private double score(AgentId agent, Round round) {
    int weight =
        Presence.weight(
            desk.senses().roster().find(agent).flatMap(Presence::levels), round.skills());
    return round.lottery().score(agent, weight);
  }

  private boolean before(double score, AgentId agent, Round round) {
    return Draws.before(score, agent, round.score(), desk.self());
  }

  /** How long to wait for that many better ones. */
  private Duration wait(TaskId task, int rank) {
    if (rank == 0) {
      return Duration.ZERO;
    }
    Duration delay = desk.senses().delay();
    int beyond = Math.max(0, rank - FULL_DELAYS);
    Duration step = Spans.part(delay, 4);
    if (beyond > 0 && !desk.senses().sighted()) {
      int others =
          desk.view(task.repository()).map(view -> view.policy().agents().size()).orElse(1);
      Duration spread = Spans.part(BLIND_SPREAD, Math.max(1, others - FULL_DELAYS));
      step = spread.compareTo(step) < 0 ? spread : step;
    }
    return Spans.times(delay, Math.min(rank, FULL_DELAYS)).plus(Spans.times(step, beyond));
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
