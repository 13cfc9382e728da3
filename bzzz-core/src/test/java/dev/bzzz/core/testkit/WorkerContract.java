package dev.bzzz.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.bzzz.core.agent.TestEvidence;
import dev.bzzz.core.agent.WorkContext;
import dev.bzzz.core.agent.WorkResult;
import dev.bzzz.core.agent.Worker;
import dev.bzzz.core.sandbox.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link Worker} keeps to. Implementers supply workers that behave in given ways in the
 * repository of {@link SampleWork}.
 */
public abstract class WorkerContract {
  @TempDir Path folder;

  private final ConcurrentLinkedQueue<String> steps = new ConcurrentLinkedQueue<>();

  /** What a worker is to do with the sample task. */
  protected enum Behaviour {
    /**
     * Writes {@code hello} into greeting.txt and {@link SampleWork#GREETING_TEST} to
     * tests/greeting.sh.
     */
    DOES_THE_TASK,
    /** Ends without changing anything. */
    CHANGES_NOTHING,
    /** Empties src/notes.txt, so that the tests turn red, and ends. */
    BREAKS_THE_TESTS,
    /** Is busy for at least a minute. */
    NEVER_ENDS
  }

  /** A worker that behaves like this. */
  protected abstract Worker worker(Behaviour behaviour);

  /** Where commands run; overridden to try a worker with another sandbox. */
  protected Sandbox sandbox() {
    return new DirectSandbox();
  }

  /** A context with a time limit; its progress lines are collected. */
  protected final WorkContext context(Duration limit) {
    return SampleWork.context(limit, steps::add);
  }

  /** The progress so far. */
  protected final List<String> steps() {
    return List.copyOf(steps);
  }

  /** A workspace of the sample repository. */
  protected final FolderWorkspace workspace() {
    return FolderWorkspace.of(folder, SampleWork.FILES);
  }

  /** Works on the sample task with enough time. */
  protected final WorkResult work(Worker worker, FolderWorkspace workspace) throws Exception {
    return worker.work(SampleWork.task(), workspace, sandbox(), context(Duration.ofMinutes(1)));
  }

  @Test
  final void aChangeIsCommittedOnTheBaseAndItsTestsAreRedBeforeAndGreenAfter() throws Exception {
    FolderWorkspace workspace = workspace();

    WorkResult result = work(worker(Behaviour.DOES_THE_TASK), workspace);

    WorkResult.Succeeded success = succeeded(result);
    FolderWorkspace.Commit commit = workspace.commitOf(success.head());
    assertThat(commit.parent()).isEqualTo(workspace.base());
    assertThat(workspace.textOf(success.head(), "greeting.txt").strip()).isEqualTo("hello");
    assertThat(commit.message()).contains("owner/repo#2").contains("alice");
    assertThat(commit.authorName()).isEqualTo("alice");
    assertThat(success.title()).isNotBlank().doesNotContain("\n");
    assertThat(success.evidence().before()).isEqualTo(TestEvidence.Outcome.FAILED);
    assertThat(success.evidence().after()).isEqualTo(TestEvidence.Outcome.PASSED);
  }

  @Test
  final void progressIsToldInShortLines() throws Exception {
    work(worker(Behaviour.DOES_THE_TASK), workspace());

    assertThat(steps()).isNotEmpty();
    assertThat(steps())
        .allSatisfy(
            step -> assertThat(step).isNotBlank().doesNotContain("\n").hasSizeLessThan(200));
  }

  @Test
  final void itsOwnCheckoutsAreClosedAndTheWorkspaceIsLeftOpen() throws Exception {
    FolderWorkspace workspace = workspace();

    work(worker(Behaviour.DOES_THE_TASK), workspace);

    assertThat(workspace.openCheckouts()).isEqualTo(1);
  }

  @Test
  final void nothingChangedIsAFailure() throws Exception {
    assertFailed(work(worker(Behaviour.CHANGES_NOTHING), workspace()));
  }

  @Test
  final void testsThatAreRedAfterTheChangeAreAFailure() throws Exception {
    assertFailed(work(worker(Behaviour.BREAKS_THE_TESTS), workspace()));
  }

  @Test
  final void aRepositoryWithoutATestCommandIsAFailureThatNamesTheFile() throws Exception {
    Map<String, String> files = new TreeMap<>(SampleWork.FILES);
    files.remove(".bzzz/repo.json");

    WorkResult result = work(worker(Behaviour.DOES_THE_TASK), FolderWorkspace.of(folder, files));

    assertThat(assertFailed(result)).contains(".bzzz/repo.json");
  }

  @Test
  final void aTestCommandThatDoesNotExistIsAFailureThatNamesIt() throws Exception {
    Map<String, String> files = new TreeMap<>(SampleWork.FILES);
    files.put(".bzzz/repo.json", "{\"test\":[\"no-such-program-anywhere\"]}");

    WorkResult result = work(worker(Behaviour.DOES_THE_TASK), FolderWorkspace.of(folder, files));

    assertThat(assertFailed(result)).contains("no-such-program-anywhere");
  }

  @Test
  final void workThatTakesTooLongIsAFailure() throws Exception {
    FolderWorkspace workspace = workspace();

    WorkResult result =
        worker(Behaviour.NEVER_ENDS)
            .work(SampleWork.task(), workspace, sandbox(), context(Duration.ofMillis(300)));

    assertFailed(result);
  }

  @Test
  final void anInterruptEndsTheWork() throws Exception {
    FolderWorkspace workspace = workspace();
    Worker worker = worker(Behaviour.NEVER_ENDS);
    CompletableFuture<Object> ended = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                ended.complete(work(worker, workspace));
              } catch (Exception e) {
                ended.complete(e);
              }
            });
    thread.start();

    Conditions.await(() -> thread.getState() == Thread.State.TIMED_WAITING);
    thread.interrupt();

    assertThat(ended.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
  }

  /** The success, or the failure's reason as an error. */
  protected static WorkResult.Succeeded succeeded(WorkResult result) {
    return result instanceof WorkResult.Succeeded success
        ? success
        : fail("the work failed: " + result);
  }

  /** Checks that it is a failure with one line; returns the line. */
  protected static String assertFailed(WorkResult result) {
    assertThat(result).isInstanceOf(WorkResult.Failed.class);
    String reason = ((WorkResult.Failed) result).reason();
    assertThat(reason).isNotBlank().doesNotContain("\n");
    return reason;
  }
}
