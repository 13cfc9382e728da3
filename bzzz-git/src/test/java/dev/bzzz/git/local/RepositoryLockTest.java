package dev.bzzz.git.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.TaskQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryLockTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int PROCESSES = 2;
  private static final int ISSUES = 6;

  @TempDir Path temp;

  @Test
  void oneThreadHoldsItAtATimeByWhateverPath() throws Exception {
    Path link = Files.createSymbolicLink(temp.resolve("link"), temp.resolve("."));
    CompletableFuture<Void> second;
    try (RepositoryLock held = RepositoryLock.acquire(temp, LONG)) {
      assertThat(held).isNotNull();
      second = inAThread(() -> RepositoryLock.acquire(link, LONG).close());

      CompletableFuture<Void> third = inAThread(() -> RepositoryLock.acquire(link, SHORT).close());
      assertThat(third)
          .failsWithin(LONG)
          .withThrowableOfType(java.util.concurrent.ExecutionException.class)
          .withCauseInstanceOf(TransientException.class);
      assertThat(second).isNotDone();
    }
    second.get(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void theLockOfAKilledProcessIsFreeAndGoesToWhoeverWaits() throws Exception {
    CompletableFuture<Void> waiter;
    try (ChildProcess child = ChildProcess.of(Holder.class, temp.toString())) {
      child.await("held");

      assertThatThrownBy(() -> RepositoryLock.acquire(temp, SHORT))
          .isInstanceOf(TransientException.class)
          .hasMessageContaining("process " + child.pid());
      waiter = inAThread(() -> RepositoryLock.acquire(temp, LONG).close());
      assertThat(waiter).isNotDone();
    }

    waiter.get(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void anInterruptEndsTheWait() throws IOException {
    try (ChildProcess child = ChildProcess.of(Holder.class, temp.toString())) {
      child.await("held");
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> RepositoryLock.acquire(temp, LONG))
          .isInstanceOf(TransientException.class)
          .hasMessageContaining("interrupted");

      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aMissingRepositoryIsNamed() {
    assertThatThrownBy(() -> RepositoryLock.acquire(temp.resolve("gone.git"), SHORT))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("gone.git");
  }

  @Test
  void issuesOfManyProcessesGetDistinctNumbers() throws Exception {
    Path dir = temp.resolve("forge");
    RepositoryName name = new RepositoryName("acme", "widgets");
    try (LocalForge forge = LocalForge.create(dir, "ann")) {
      Repository repository = forge.createRepository(name, "main");
      List<ChildProcess> children = new ArrayList<>();
      for (int i = 0; i < PROCESSES; i++) {
        children.add(ChildProcess.of(IssueWriter.class, dir.toString(), name.toString()));
      }

      for (ChildProcess child : children) {
        assertThat(child.end()).isZero();
      }

      assertThat(forge.tasks(repository.id(), TaskQuery.open()))
          .extracting(task -> task.id().number())
          .containsExactlyElementsOf(
              LongStream.rangeClosed(1, PROCESSES * ISSUES).boxed().toList());
    }
  }

  /** Each in one of its own: they wait for each other, which a small pool might not let them. */
  private static CompletableFuture<Void> inAThread(Runnable task) {
    return CompletableFuture.runAsync(task, each -> new Thread(each).start());
  }

  /** Holds the lock until it is killed. */
  static final class Holder {
    private Holder() {}

    /** Takes the repository. */
    public static void main(String[] arguments) throws InterruptedException {
      try (RepositoryLock held = RepositoryLock.acquire(Path.of(arguments[0]), LONG)) {
        System.out.println("held " + held);
        new java.util.concurrent.CountDownLatch(1).await();
      }
    }
  }

  /** Creates issues. */
  static final class IssueWriter {
    private IssueWriter() {}

    /** Takes the forge and the repository's name. */
    public static void main(String[] arguments) {
      try (LocalForge forge = LocalForge.open(Path.of(arguments[0]), "bob")) {
        Repository repository = forge.repository(RepositoryName.parse(arguments[1]));
        for (int i = 0; i < ISSUES; i++) {
          forge.createIssue(repository.id(), new IssueDraft("Issue", "", Set.of("bzzz-task")));
        }
      }
    }
  }
}
