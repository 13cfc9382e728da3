package dev.bzzz.core;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ToLongBiFunction;

/**
 * Remembers the lots that agents have drawn: for each subject an {@link Urn} with one number of
 * each agent, which is a pure function of both. What one agent has worked out, all agents of one
 * process have; and what a swarm of a thousand asks again and again lies close together in memory.
 *
 * <p>At most {@value #MAX_SUBJECTS} subjects, with {@value #MAX_PLACES} places in all, are kept;
 * when there are more, all are forgotten and worked out anew. Safe for use by many threads.
 *
 * @param <S> with {@code equals} and {@code hashCode} by value, immutable
 */
public final class Lots<S> {
  /** Most subjects that are remembered. */
  public static final int MAX_SUBJECTS = 1 << 12;

  /** Most places for lots in all their urns: 16 bytes each. */
  public static final int MAX_PLACES = 1 << 22;

  /** Most agents whose lots one urn remembers; those of others are worked out each time. */
  public static final int MAX_AGENTS = 1 << 12;

  private static final int FIRST_PLACES = 8;

  private final ToLongBiFunction<? super S, AgentId> draw;
  private final Map<S, Urn> urns = new ConcurrentHashMap<>();
  private final AtomicInteger places = new AtomicInteger();

  /**
   * None yet.
   *
   * @param draw always gives the same for the same arguments; what is 0 is not remembered
   */
  public Lots(ToLongBiFunction<? super S, AgentId> draw) {
    this.draw = draw;
  }

  /** The lots on one subject. */
  public Urn on(S subject) {
    Urn urn = urns.get(subject);
    return urn == null ? made(subject) : urn;
  }

  private Urn made(S subject) {
    Urn urn = urns.computeIfAbsent(subject, Urn::new);
    counted(FIRST_PLACES);
    return urn;
  }

  private void counted(int more) {
    if (places.addAndGet(more) > MAX_PLACES || urns.size() > MAX_SUBJECTS) {
      urns.clear(); // whoever still holds one may go on with it
      places.set(0);
    }
  }

  /** How many subjects are remembered at the moment. */
  int subjects() {
    return urns.size();
  }

  /** The lots of all agents on one subject. Safe for use by many threads. */
  public final class Urn {
    private final S subject;
    private volatile Table table = new Table(FIRST_PLACES);
    private int size;

    private Urn(S subject) {
      this.subject = subject;
    }

    /** An agent's lot. */
    public long of(AgentId agent) {
      long known = table.find(agent);
      return known == 0 ? drawn(agent) : known;
    }

    private long drawn(AgentId agent) {
      long lot = draw.applyAsLong(subject, agent);
      if (lot != 0) {
        remember(agent, lot);
      }
      return lot;
    }

    private synchronized void remember(AgentId agent, long lot) {
      if (size == MAX_AGENTS || table.find(agent) != 0) {
        return;
      }
      int length = table.lots.length;
      if (++size > length / 2) {
        table = table.grown();
        counted(length);
      }
      table.put(agent, lot);
    }
  }

  /**
   * Each agent in the first free place from the one that its hash says. There is always a free one,
   * and none is ever given to another agent, so that it can be read while it is written.
   */
  private static final class Table {
    /** Of the agent in each place, 0 where there is none: most others are passed by these alone. */
    private final int[] hashes;

    private final AtomicReferenceArray<AgentId> agents;

    /** Each written before the agent in its place is. */
    private final long[] lots;

    Table(int places) {
      hashes = new int[places];
      agents = new AtomicReferenceArray<>(places);
      lots = new long[places];
    }

    /** An agent's lot; 0 when it is not here, or not seen by this thread yet. */
    long find(AgentId agent) {
      int hash = hash(agent);
      for (int place = first(hash); hashes[place] != 0; place = next(place)) {
        if (hashes[place] == hash) {
          AgentId there = agents.get(place);
          if (there == null) {
            return 0; // it is being written
          }
          if (there == agent || there.equals(agent)) {
            return lots[place];
          }
        }
      }
      return 0;
    }

    void put(AgentId agent, long lot) {
      int hash = hash(agent);
      int place = first(hash);
      while (hashes[place] != 0) {
        place = next(place);
      }
      lots[place] = lot;
      agents.set(place, agent);
      hashes[place] = hash;
    }

    Table grown() {
      Table grown = new Table(2 * lots.length);
      for (int place = 0; place < lots.length; place++) {
        if (hashes[place] != 0) {
          grown.put(agents.get(place), lots[place]);
        }
      }
      return grown;
    }

    private int first(int hash) {
      return (hash ^ hash >>> 16) & hashes.length - 1;
    }

    private int next(int place) {
      return place + 1 & hashes.length - 1;
    }

    private static int hash(AgentId agent) {
      int hash = agent.value().hashCode() * 0x9e3779b1;
      return hash == 0 ? 1 : hash;
    }
  }
}
