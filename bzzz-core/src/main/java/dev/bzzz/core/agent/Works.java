package dev.bzzz.core.agent;

import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.claim.ClaimInput;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.Workspace;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The work under way: one thread and one workspace per claim. Safe for use by many threads. */
final class Works {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  private final AgentParts parts;
  private final Events events;
  private final Watch watch;
  private final Failure failure;
  private final Consumer<ClaimInput> answers;
  private final ExecutorService threads;
  private final ExecutorService cleaner;
  private final Map<TaskId, Future<?>> running = new ConcurrentHashMap<>();
  private final Map<TaskId, Workspace> kept = new ConcurrentHashMap<>();
  private final Map<TaskId, Finished> results = new ConcurrentHashMap<>();

  /** What was done, and the task as it was read for that. */
  private record Finished(Task task, WorkResult.Succeeded result) {}

  Works(
      AgentParts parts, Events events, Watch watch, Failure failure, Consumer<ClaimInput> answers) {
    this.parts = parts;
    this.failure = failure;
    this.events = events;
    this.watch = watch;
    this.answers = answers;
    this.threads =
        Threads.pool("bzzz-work-" + parts.profile().name(), parts.slots(), failure::thrown);
    this.cleaner = Threads.pool("bzzz-clean-" + parts.profile().name(), 1, failure::thrown);
  }

  void start(Claim claim) {
    try {
      Future<?> work = threads.submit(() -> told(claim));
      running.put(claim.task(), work);
      if (work.isDone()) {
        running.remove(claim.task(), work); // it was over before it was noted
      }
    } catch (RejectedExecutionException e) {
      answers.accept(new ClaimInput.WorkFailed(claim.task(), claim.token(), "the agent stops"));
    }
  }

  /** Interrupts the work of a task; what it did is discarded. */
  void stop(TaskId task) {
    Future<?> work = running.remove(task);
    if (work != null) {
      work.cancel(true);
    }
    discard(task);
  }

  /** Has the workspace of a task removed from the disk, which may take long; does not wait. */
  void discard(TaskId task) {
    Workspace workspace = kept.remove(task);
    if (workspace == null) {
      return;
    }
    try {
      cleaner.execute(() -> close(workspace));
    } catch (RejectedExecutionException e) {
      close(workspace); // the agent stops, or has more to remove than it can keep in mind
    }
  }

  /** Drops what is known for the pull request's text. */
  void forget(TaskId task) {
    results.remove(task);
  }

  /** The text of the pull request; a helper that did not do the work knows less, and asks. */
  PullRequestDraft pullRequestText(Claim claim) {
    Finished work = results.get(claim.task());
    return work == null
        ? PullRequestText.byHelper(parts.provider().task(claim.task()), claim)
        : PullRequestText.byHolder(work.task(), work.result(), parts.profile());
  }

  void close() {
    Threads.stop(threads, STOP_TIMEOUT);
    kept.keySet().forEach(this::discard);
    Threads.finish(cleaner, STOP_TIMEOUT);
  }

  /** Works; a future would keep to itself what is thrown while a failure is told. */
  private void told(Claim claim) {
    try {
      work(claim);
    } catch (RuntimeException | Error e) {
      failure.thrown(e);
    }
  }

  private void work(Claim claim) {
    TaskId id = claim.task();
    try {
      Optional<Finished> work = attempt(claim);
      if (work.isPresent()) {
        results.put(id, work.get());
        answers.accept(
            new ClaimInput.WorkSucceeded(
                id, claim.token(), work.get().result().head(), workspaceOf(id).objects()));
      }
    } catch (InterruptedException e) {
      discard(id); // the claim was lost or given up; its machine knows
    } catch (RuntimeException | Error e) {
      // Also an Error: nobody looks at what the thread throws.
      if (spoilsTheRest(e)) {
        failure.thrown(e);
      }
      fail(claim, Runtime.message(e));
    } finally {
      running.remove(id);
    }
  }

  /** Without memory or with half a program, each further task would be given up, too. */
  private static boolean spoilsTheRest(Throwable error) {
    boolean machine = error instanceof VirtualMachineError || error instanceof LinkageError;
    return machine && !(error instanceof StackOverflowError);
  }

  private Optional<Finished> attempt(Claim claim) throws InterruptedException {
    Task task = parts.provider().task(claim.task());
    Repository repository = watch.repository(claim.task().repository());
    events.tell(
        (at, agent) ->
            new AgentEvent.WorkStarted(at, agent, task.ref(), claim.token(), claim.work().base()));
    Workspace workspace = parts.workspaces().open(repository, claim.work().base());
    kept.put(claim.task(), workspace);
    WorkContext context =
        new WorkContext(
            parts.profile().id(),
            parts.profile().name(),
            parts.workLimit(),
            step -> events.progress(task.ref(), step));
    WorkResult result = parts.worker().work(task, workspace, parts.sandbox(), context);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (result instanceof WorkResult.Succeeded success) {
      events.tell(
          (at, agent) ->
              new AgentEvent.WorkSucceeded(
                  at, agent, task.ref(), claim.token(), success.head(), success.evidence()));
      return Optional.of(new Finished(task, told(success, workspace.root())));
    }
    if (result instanceof WorkResult.Failed failed) {
      fail(claim, failed.reason());
      return Optional.empty();
    }
    throw new AssertionError("unhandled result: " + result);
  }

  /** The same for everybody. */
  private WorkResult.Succeeded told(WorkResult.Succeeded result, Path root) {
    return new WorkResult.Succeeded(
        result.head(), told(result.title(), root), told(result.summary(), root), result.evidence());
  }

  /** Names files as people find them in the repository. */
  private String told(String text, Path root) {
    // The root of all files tells nothing, and is in every path.
    boolean tells = root.isAbsolute() && root.getNameCount() > 0;
    return parts.local().ofProse(tells ? text.replace(root.toString(), ".") : text);
  }

  private void fail(Claim claim, String reason) {
    discard(claim.task());
    events.report(
        (at, agent) ->
            new AgentEvent.WorkFailed(at, agent, watch.ref(claim.task()), claim.token(), reason));
    answers.accept(new ClaimInput.WorkFailed(claim.task(), claim.token(), reason));
  }

  private Workspace workspaceOf(TaskId task) throws InterruptedException {
    @Nullable Workspace workspace = kept.get(task);
    if (workspace == null) {
      throw new InterruptedException("the work was stopped while it ended");
    }
    return workspace;
  }

  private void close(Workspace workspace) {
    try {
      workspace.close();
    } catch (RuntimeException e) {
      events.trouble("remove the workspace " + workspace.root(), Runtime.message(e));
    }
  }
}
