package dev.bzzz.core.agent;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Signer;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.claim.ClaimContext;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.machine.Driver;
import dev.bzzz.core.mesh.MeshLink;
import dev.bzzz.core.repo.RepositoryName;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * An agent: finds tasks, claims them, lets its worker do them and publishes what is green.
 *
 * <p>Built by {@link #builder}; {@link #start} begins, {@link #close} gives up what is held and
 * ends. Many agents may live in one JVM. Safe for use by many threads.
 */
public final class Agent implements AutoCloseable {
  /** How long {@link #close} waits for claims to be given up before it leaves them to others. */
  public static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  /** So many obstacles are told, the first ones. */
  public static final int MAX_OBSTACLES = 20;

  /** Time between two looks that {@link #pollSoon} asks for. */
  public static final Duration MIN_BETWEEN_ASKED = Duration.ofSeconds(1);

  private final AgentParts parts;
  private final Events events;
  private final Idleness idleness = new Idleness();
  private final Failure failure;
  private final Watch watch;
  private final Runtime runtime;
  private boolean started;
  private boolean closed;

  Agent(AgentParts given) {
    this.events = new Events(given);
    this.parts = given.with(new GuardedForge(given.provider(), given.clock(), events::guarded));
    this.watch = new Watch(parts, events, idleness);
    this.failure = new Failure(parts.profile().name(), idleness);
    this.runtime = new Runtime(parts, events, watch, idleness, failure);
  }

  /** Begins an agent of one's own; {@link AgentBuilder#build} says what is still missing. */
  public static AgentBuilder builder(Signer identity) {
    return new AgentBuilder(identity);
  }

  /** Who it is. */
  public AgentId id() {
    return parts.profile().id();
  }

  /**
   * Looks at the repositories once and then starts to work in threads of its own.
   *
   * @return this agent
   * @throws PermanentException if there is no repository it could ever work on; the message says
   *     why
   * @throws dev.bzzz.core.TransientException if none could be reached
   */
  public synchronized Agent start() {
    if (started) {
      throw new IllegalStateException("agent " + parts.profile().name() + " was started before");
    }
    watch.requireSomethingToWatch();
    events.started(watch.repositoryNames(), parts.protocol().name(), parts.sandbox().name());
    started = true;
    runtime.start();
    watch.start(runtime::submit, failure);
    return this;
  }

  /**
   * Waits until there is nothing to do: nothing of its own under way, nobody else at work, no task
   * it could take, which leaves out those it is kept from by {@link #obstacles}.
   *
   * @return false when the time was up first
   * @throws PermanentException if the agent has failed in the meantime
   */
  public boolean awaitIdle(Duration timeout) throws InterruptedException {
    boolean idle = idleness.awaitIdle(timeout);
    if (failure.cause().isPresent()) {
      throw new PermanentException(
          "agent " + parts.profile().name() + " has failed: " + failure.reason().orElseThrow(),
          failure.cause().orElseThrow());
    }
    return idle;
  }

  /**
   * What kept this agent, at its last look, from tasks that it would have taken otherwise: the
   * ledger has refused them again and again, or the worker objects to their repository. For people,
   * with what to do; at most {@value #MAX_OBSTACLES}, the first ones. Such tasks are not waited for
   * by {@link #awaitIdle}.
   */
  public List<String> obstacles() {
    return idleness.obstacles();
  }

  /**
   * Looks at a repository now, however long it is until the next look, because something has
   * changed there: what a webhook is for. Only the time of the look is changed; what it finds, and
   * whether the asker was right, the forge says. However often this is called, such looks are at
   * least {@link #MIN_BETWEEN_ASKED} apart.
   *
   * @return whether the agent watches a repository of that name, in large letters or small ones
   */
  public boolean pollSoon(RepositoryName repository) {
    return watch.pollSoon(repository);
  }

  /** Takes nothing new, gives up what is held, and ends all threads. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed || !started) {
        closed = true;
        return;
      }
      closed = true;
    }
    watch.close();
    runtime.stop(STOP_TIMEOUT);
    events.stopped(failure.reason().orElse("closed"));
  }

  /**
   * Messages that were not acted on since the start, by reason: every reason there was, in the
   * order of the reasons.
   */
  public List<AgentEvent.Drops> droppedMessages() {
    return runtime.droppedMessages();
  }

  private static MeshLink link(AgentParts parts) {
    byte[] boot = new byte[16];
    parts.random().nextBytes(boot);
    return new MeshLink(parts.network(), HexFormat.of().formatHex(boot), Verifier.ed25519());
  }

  /** The driver of the protocol's machine. */
  static Driver<ClaimInput, ClaimEffect> drive(
      AgentParts parts, ClaimEffect.Handler handler, java.util.function.Consumer<Throwable> onEnd) {
    ClaimContext context =
        new ClaimContext(
                parts.identity(),
                parts.profile(),
                parts.slots(),
                parts.random(),
                parts.mesh().map(mesh -> link(parts)))
            .hiding(parts.local());
    return new Driver<>(
        "bzzz-claims-" + parts.profile().name(),
        parts.protocol().machine(context),
        new ClaimInput.Tick(),
        effect -> effect.applyTo(handler),
        onEnd,
        parts.clock());
  }
}
