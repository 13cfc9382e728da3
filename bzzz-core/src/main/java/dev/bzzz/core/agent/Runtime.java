package dev.bzzz.core.agent;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Unauthorized;
import dev.bzzz.core.claim.CasResult;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.claim.ClaimEffect;
import dev.bzzz.core.claim.ClaimEffect.Announce;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.claim.SignedRecord;
import dev.bzzz.core.claim.Tip;
import dev.bzzz.core.machine.Driver;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.task.TaskRef;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the effects of one agent's claim machine: calls to ledger and forge on a few threads,
 * work on one thread per slot, writing on issues and removing workspaces on others. Effects come
 * from the driver's thread, which waits for nothing but the sinks: what is announced is kept by all
 * of them, in an audit log on the disk, before the effects after it are carried out. So no log
 * shows work without the grant before it, and none is lost when the agent is killed.
 */
final class Runtime implements ClaimEffect.Handler {
  private static final int CALL_THREADS = 4;

  private final AgentParts parts;
  private final Events events;
  private final Watch watch;
  private final Idleness idleness;
  private final ExecutorService calls;
  private final LedgerCalls ledger;
  private final Works works;
  private final IssueDesk issues;
  private final MeshPort mesh;
  private final Failure failure;
  private volatile boolean helpless;
  private @Nullable Driver<ClaimInput, ClaimEffect> driver;

  Runtime(AgentParts parts, Events events, Watch watch, Idleness idleness, Failure failure) {
    this.parts = parts;
    this.failure = failure;
    this.events = events;
    this.watch = watch;
    this.idleness = idleness;
    this.calls = Threads.pool("bzzz-call-" + parts.profile().name(), CALL_THREADS, failure::thrown);
    this.ledger = new LedgerCalls(parts, events, watch, idleness, this::failed);
    this.works = new Works(parts, events, watch, failure, this::submit);
    this.issues = new IssueDesk(parts, events, watch, failure);
    this.mesh = new MeshPort(parts, events);
  }

  void start() {
    Driver<ClaimInput, ClaimEffect> running = Agent.drive(parts, this, this::failed);
    driver = running;
    mesh.open(wire -> running.offer(new ClaimInput.Heard(wire)));
  }

  List<AgentEvent.Drops> droppedMessages() {
    return mesh.drops();
  }

  void submit(ClaimInput input) {
    try {
      driver().submit(input);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the agent ends; nobody waits for this input
    }
  }

  /** Gives up what is held and ends every thread; nothing is told afterwards. */
  void stop(Duration timeout) {
    submit(new ClaimInput.Stop());
    try {
      if (!helpless && !idleness.awaitNothingHeld(timeout)) {
        events.trouble(
            "stop agent " + parts.profile().name(),
            "some claims could not be given up in time; they are free again when others doubt"
                + " them");
      }
      works.close();
      driver().close();
      driver().awaitEnd(timeout);
    } catch (InterruptedException e) {
      driver().close();
      Thread.currentThread().interrupt(); // in a hurry: what is held is left to others
    }
    Threads.stop(calls, timeout);
    mesh.close();
    issues.close(timeout); // last, for it still writes what the others have said
  }

  @Override
  public void read(ClaimEffect.Read effect) {
    calls.execute(
        () -> {
          ClaimInput answer;
          try {
            answer = new ClaimInput.ReadAnswered(effect.call(), parts.ledger().read(effect.task()));
          } catch (RuntimeException e) {
            answer = new ClaimInput.ReadFailed(effect.call(), message(e));
          }
          submit(answer);
        });
  }

  @Override
  public void cas(ClaimEffect.Cas effect) {
    move(List.of(effect));
  }

  @Override
  public void together(ClaimEffect.Together effect) {
    move(effect.moves());
  }

  private void move(List<ClaimEffect.Cas> moves) {
    ledger.trying(moves);
    calls.execute(
        () -> {
          List<CasResult> results = ledger.make(moves);
          for (int i = 0; i < results.size(); i++) {
            submit(new ClaimInput.CasAnswered(moves.get(i).call(), results.get(i)));
          }
        });
  }

  @Override
  public void startWork(ClaimEffect.StartWork effect) {
    works.start(effect.claim());
  }

  @Override
  public void stopWork(ClaimEffect.StopWork effect) {
    works.stop(effect.task());
  }

  @Override
  public void openPullRequest(ClaimEffect.OpenPullRequest effect) {
    calls.execute(
        () -> {
          ClaimInput answer;
          try {
            answer = open(effect);
          } catch (RuntimeException e) {
            boolean permanent = e instanceof PermanentException && !(e instanceof Unauthorized);
            answer = new ClaimInput.PullRequestFailed(effect.call(), message(e), permanent);
          }
          submit(answer);
        });
  }

  @Override
  public void closePullRequest(ClaimEffect.ClosePullRequest effect) {
    TaskId pull = new TaskId(effect.task().repository(), effect.number());
    calls.execute(
        () -> {
          try {
            events.tell(
                (at, agent) ->
                    new AgentEvent.IssueWriting(at, agent, watch.ref(pull), "close: out of date"));
            RepositoryProvider forge = parts.provider();
            String marker = "bzzz-stale-" + effect.number();
            forge.commentOnPullRequest(pull.repository(), pull.number(), effect.why(), marker);
            forge.closePullRequest(pull.repository(), pull.number());
          } catch (RuntimeException e) {
            events.trouble("close the pull request " + pull, message(e));
          }
        });
  }

  @Override
  public void callHuman(ClaimEffect.CallHuman effect) {
    issues.callHuman(effect.tip());
  }

  private ClaimInput open(ClaimEffect.OpenPullRequest effect) {
    Claim claim = effect.claim();
    String branch = claim.work().branch();
    TaskRef ref = watch.ref(claim.task());
    PullRequestDraft text = works.pullRequestText(claim);
    events.tell((at, agent) -> new AgentEvent.PullRequestOpening(at, agent, ref, branch));
    PullRequest opened;
    try {
      opened = parts.provider().openPullRequest(claim, text);
    } catch (NotFound e) {
      parts.provider().task(claim.task()); // or it is the task that is missing
      return new ClaimInput.BranchMissing(effect.call(), message(e));
    }
    events.report(
        (at, agent) -> new AgentEvent.PullRequestOpened(at, agent, ref, branch, opened.number()));
    return new ClaimInput.PullRequestOpened(effect.call(), opened.number());
  }

  @Override
  public void announce(Announce effect) {
    TaskId id = effect.tip().task();
    TaskRef ref = watch.ref(id);
    // The machine knows a task by its id only; commands and people know it by its name.
    String detail = effect.detail().replace(id.toString(), ref.toString());
    events.report(
        (at, agent) ->
            new AgentEvent.ClaimMoved(
                at,
                agent,
                ref,
                effect.kind(),
                effect.tip().record().map(SignedRecord::token),
                detail,
                effect.took()));
    mesh.follow(effect.kind(), id);
    settle(effect.kind(), effect.tip(), detail);
    // Last, since it may let a stopping agent end: then nothing more is written on issues.
    idleness.noticed(effect.kind(), id);
  }

  @Override
  public void broadcast(ClaimEffect.Broadcast effect) {
    mesh.broadcast(effect.wire());
  }

  @Override
  public void look(ClaimEffect.Look effect) {
    watch.hint(effect.repository());
  }

  @Override
  public void leave(ClaimEffect.Leave effect) {
    watch.leave(effect.repository(), effect.until());
  }

  @Override
  public void dropped(ClaimEffect.Dropped effect) {
    mesh.dropped(effect.reason());
  }

  /** What follows for the workspace and the issue. */
  private void settle(Announce.Kind kind, Tip tip, String detail) {
    switch (kind) {
      case GRANTED, ADOPTED -> issues.started(tip);
      case PUBLISHED, TAKEN_OVER -> works.discard(tip.task());
      case DONE -> {
        works.forget(tip.task());
        issues.done(tip);
      }
      case RELEASED -> {
        works.discard(tip.task());
        works.forget(tip.task());
        issues.released(tip, detail);
      }
      case ESCALATED -> {
        works.forget(tip.task());
        issues.escalated(tip);
      }
      case LOST, CHALLENGED, ANSWERED, CLOSED, REPAIRED, TROUBLE -> {}
      default -> throw new AssertionError("unhandled announcement: " + kind);
    }
  }

  /** Neither the machine nor anybody else can give up what is held. */
  private void failed(Throwable cause) {
    helpless = true;
    failure.set(cause);
  }

  private Driver<ClaimInput, ClaimEffect> driver() {
    return java.util.Objects.requireNonNull(driver, "not started");
  }

  static String message(Throwable error) {
    return error instanceof BzzzException ? error.getMessage() : error.toString();
  }
}
