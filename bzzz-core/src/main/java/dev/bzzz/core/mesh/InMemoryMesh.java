package dev.bzzz.core.mesh;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A mesh inside one JVM, for tests and for swarms in one process: all members of a {@link Hub} hear
 * each other. Safe for use by many threads.
 *
 * <p>Each member hears its topics on its own thread, in order, from an inbox of at most {@value
 * #MAX_INBOX} messages. When the inbox of any subscriber is full, {@link #publish} takes nothing
 * and answers SATURATED.
 */
public final class InMemoryMesh implements Mesh {
  /** How many messages may wait for one member. */
  public static final int MAX_INBOX = 1024;

  /** How many requests one member answers at once; as many again may wait. */
  public static final int MAX_REQUESTS = 16;

  private final Hub hub;
  private final Member member;

  private InMemoryMesh(Hub hub, Member member) {
    this.hub = hub;
    this.member = member;
  }

  /** What joins the members of one mesh. Safe for use by many threads. */
  public static final class Hub {
    private final Map<AgentId, Member> members = new TreeMap<>();
    private final int lossPercent;
    private final Random random;

    /** A hub that loses nothing. */
    public Hub() {
      this(0, new Random(0));
    }

    /**
     * A hub that loses messages, requests and answers by chance; for tests.
     *
     * @param lossPercent how many of a hundred are lost, from 0 to 100
     */
    public Hub(int lossPercent, Random random) {
      if (lossPercent < 0 || lossPercent > 100) {
        throw new IllegalArgumentException("loss is from 0 to 100 percent, not " + lossPercent);
      }
      this.lossPercent = lossPercent;
      this.random = random;
    }

    /**
     * Adds a member.
     *
     * @throws IllegalStateException if the agent is a member already
     */
    public synchronized InMemoryMesh join(AgentId agent) {
      if (members.containsKey(agent)) {
        throw new IllegalStateException("agent " + agent + " is in the mesh already");
      }
      Member member = new Member(agent);
      members.put(agent, member);
      return new InMemoryMesh(this, member);
    }

    private synchronized Set<AgentId> othersThan(AgentId self) {
      Set<AgentId> others = new TreeSet<>(members.keySet());
      others.remove(self);
      return others;
    }

    private synchronized void leave(Member member) {
      members.remove(member.id(), member);
    }

    private synchronized @org.jspecify.annotations.Nullable Member find(AgentId agent) {
      return members.get(agent);
    }

    /** Under the lock, so that what was seen to fit still fits when it is put. */
    private synchronized PublishResult publish(Member from, Topic topic, byte[] data) {
      List<Member> hearers = new ArrayList<>();
      for (Member each : members.values()) {
        if (each != from && each.hears(topic)) {
          hearers.add(each);
        }
      }
      if (hearers.stream().anyMatch(Member::full)) {
        return PublishResult.SATURATED;
      }
      for (Member each : hearers) {
        if (!lost()) {
          each.deliver(from.id(), topic, data.clone());
        }
      }
      return PublishResult.ACCEPTED;
    }

    private synchronized boolean lost() {
      return random.nextInt(100) < lossPercent;
    }
  }

  @Override
  public AgentId self() {
    return member.id();
  }

  @Override
  public Set<AgentId> peers() {
    return hub.othersThan(member.id());
  }

  @Override
  public Subscription subscribe(Topic topic, MessageHandler handler) {
    return member.subscribe(topic, handler);
  }

  @Override
  public PublishResult publish(Topic topic, byte[] data) {
    requireSize(data);
    member.requireOpen();
    return hub.publish(member, topic, data);
  }

  @Override
  public CompletableFuture<byte[]> request(
      AgentId peer, String protocol, byte[] data, Duration timeout) {
    requireSize(data);
    member.requireOpen();
    Member other = hub.find(peer);
    if (other == null || other == member) {
      return CompletableFuture.failedFuture(failure(peer, protocol, "it is not connected", null));
    }
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    // A lost request and a lost answer look the same: nothing comes.
    if (!hub.lost() && !hub.lost()) {
      other.answer(member.id(), protocol, data.clone(), answer);
    }
    return answer
        .orTimeout(TimeUnit.MILLISECONDS.convert(timeout), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            error ->
                CompletableFuture.failedFuture(
                    failure(
                        peer,
                        protocol,
                        error instanceof TimeoutException
                            ? "no answer within " + timeout
                            : String.valueOf(error.getMessage()),
                        error)));
  }

  @Override
  public void serve(String protocol, RequestHandler handler) {
    member.serve(protocol, handler);
  }

  @Override
  public void close() {
    hub.leave(member);
    member.close();
  }

  private static void requireSize(byte[] data) {
    if (data.length > MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "a message has at most " + MAX_MESSAGE_BYTES + " bytes, not " + data.length);
    }
  }

  private static TransientException failure(
      AgentId peer, String protocol, String why, @org.jspecify.annotations.Nullable Throwable e) {
    String message = "cannot ask agent " + peer + " by " + protocol + ": " + why + "; try later";
    return e == null
        ? new TransientException(message, Duration.ZERO)
        : new TransientException(message, e);
  }
}
