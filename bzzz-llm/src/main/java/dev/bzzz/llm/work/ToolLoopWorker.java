package dev.bzzz.llm.work;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.PlainText;
import dev.bzzz.core.agent.RepositoryTests;
import dev.bzzz.core.agent.WorkContext;
import dev.bzzz.core.agent.WorkResult;
import dev.bzzz.core.agent.Worker;
import dev.bzzz.core.llm.LlmBackend;
import dev.bzzz.core.llm.LlmFeature;
import dev.bzzz.core.llm.ModelId;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.Workspace;
import dev.bzzz.core.repo.WorkspaceFactory;
import dev.bzzz.core.sandbox.Sandbox;
import dev.bzzz.core.task.Task;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker that lets a model change the workspace through typed tools and then, by itself, commits
 * the change and runs the repository's own tests before and after it. Safe for use by many threads,
 * one workspace each.
 *
 * <p>Nothing the model says is trusted: every path is confined to the workspace, commands run in
 * the sandbox, the test command comes from the base commit, and every loop has a bound. Whatever
 * goes wrong, the result is {@link WorkResult.Failed} with one line that says why.
 */
public final class ToolLoopWorker implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(ToolLoopWorker.class);
  private static final int MAX_REASON = 500;

  private final LlmBackend backend;
  private final ModelId model;
  private final Limits limits;
  private final LongSupplier nanos;
  private final Sleeper sleeper;

  private ToolLoopWorker(Builder builder) {
    this.backend = builder.backend;
    this.model = builder.model;
    this.limits = new Limits(builder.turns, builder.chat, builder.test, builder.run);
    this.nanos = builder.nanos;
    this.sleeper = builder.sleeper;
  }

  /**
   * Options for a worker.
   *
   * @param backend answers; not closed by the worker
   * @param model which of the backend's models to ask
   * @throws IllegalArgumentException if the backend's models cannot call tools
   */
  public static Builder builder(LlmBackend backend, ModelId model) {
    return new Builder(backend, model);
  }

  @Override
  public WorkResult work(Task task, Workspace workspace, Sandbox sandbox, WorkContext context)
      throws InterruptedException {
    Deadline deadline = new Deadline(nanos, context.timeLimit());
    try {
      RepositoryTests tests = RepositoryTests.of(task, workspace, sandbox);
      Job job = new Job(task, workspace, sandbox, context, tests, deadline);
      return new ToolLoop(job, limits, new PatientModel(backend, model, limits.chat(), sleeper))
          .run();
    } catch (BzzzException e) {
      LOG.debug("work failed task={}", task.ref(), e);
      return new WorkResult.Failed(PlainText.line(String.valueOf(e.getMessage()), MAX_REASON));
    }
  }

  @Override
  public Optional<String> objection(Repository repository, String head, WorkspaceFactory files) {
    return RepositoryTests.objection(repository, head, files);
  }

  /** Options for a {@link ToolLoopWorker}. Confined to one thread. */
  public static final class Builder {
    private final LlmBackend backend;
    private final ModelId model;
    private int turns = Limits.DEFAULT.turns();
    private Duration chat = Limits.DEFAULT.chat();
    private Duration test = Limits.DEFAULT.test();
    private Duration run = Limits.DEFAULT.run();
    private LongSupplier nanos = System::nanoTime;
    private Sleeper sleeper = pause -> TimeUnit.NANOSECONDS.sleep(pause.toNanos());

    private Builder(LlmBackend backend, ModelId model) {
      if (!backend.features().contains(LlmFeature.TOOLS)) {
        throw new IllegalArgumentException(
            "the backend '" + backend.name() + "' cannot call tools, which the worker needs");
      }
      this.backend = backend;
      this.model = model;
    }

    /** Sets how many replies the model gets for a task, 1 to 1000; 40 unless set. */
    public Builder maxTurns(int count) {
      this.turns = count;
      return this;
    }

    /** Sets the time for one reply of the model; 5 minutes unless set. */
    public Builder chatTimeout(Duration limit) {
      this.chat = limit;
      return this;
    }

    /** Sets the time for one run of the repository's tests; 10 minutes unless set. */
    public Builder testTimeout(Duration limit) {
      this.test = limit;
      return this;
    }

    /** Sets the time for one command that the model runs; 2 minutes unless set. */
    public Builder runTimeout(Duration limit) {
      this.run = limit;
      return this;
    }

    /** Time and waiting for tests. */
    Builder time(LongSupplier ticker, Sleeper waiting) {
      this.nanos = ticker;
      this.sleeper = waiting;
      return this;
    }

    /**
     * Makes the worker.
     *
     * @throws IllegalArgumentException if a limit makes no sense
     */
    public ToolLoopWorker build() {
      return new ToolLoopWorker(this);
    }
  }
}
