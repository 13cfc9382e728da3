package dev.bzzz.git.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefTransactionTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int KILLS = 2;

  @TempDir Path temp;
  private Path bare;

  @BeforeEach
  void createRepository() throws IOException {
    bare = temp.resolve("repo.git");
    Git.run(temp, "init", "-q", "--bare", bare.toString());
  }

  @Test
  void allRefsMoveOrNone() throws IOException {
    try (Repository git = open(bare);
        RepositoryLock lock = RepositoryLock.acquire(bare, TIMEOUT)) {
      ObjectId one = commit(git, "1");
      ObjectId two = commit(git, "2");
      assertThat(new RefTransaction(git).create("refs/bzzz/a", one).commit(lock))
          .isEqualTo(RefTransaction.Outcome.APPLIED);

      assertThat(
              new RefTransaction(git)
                  .create("refs/bzzz/b", two)
                  .update("refs/bzzz/a", two, one)
                  .commit(lock))
          .isEqualTo(RefTransaction.Outcome.CONFLICT);
      assertThat(refs()).containsOnlyKeys("refs/bzzz/a");

      assertThat(
              new RefTransaction(git)
                  .create("refs/bzzz/b", two)
                  .update("refs/bzzz/a", one, two)
                  .commit(lock))
          .isEqualTo(RefTransaction.Outcome.APPLIED);
      assertThat(refs())
          .containsOnly(Map.entry("refs/bzzz/a", two.name()), Map.entry("refs/bzzz/b", two.name()));

      assertThat(
              new RefTransaction(git)
                  .update("refs/bzzz/b", two, ObjectId.zeroId())
                  .update("refs/bzzz/a", two, one)
                  .commit(lock))
          .isEqualTo(RefTransaction.Outcome.APPLIED);
      assertThat(refs()).containsOnly(Map.entry("refs/bzzz/a", one.name()));
    }
  }

  @Test
  void lockFilesOfADeadWriterAreClearedOnceTheyAreOld() throws IOException {
    try (Repository git = open(bare);
        RepositoryLock lock = RepositoryLock.acquire(bare, TIMEOUT)) {
      Files.createDirectories(bare.resolve("refs/bzzz"));
      List<Path> left =
          List.of(
              Files.createFile(bare.resolve("packed-refs.lock")),
              Files.createFile(bare.resolve("refs/bzzz/a.lock")));
      for (Path file : left) {
        age(file);
      }

      RefTransaction.Outcome outcome =
          new RefTransaction(git)
              .create("refs/bzzz/a", commit(git, "1"))
              .create("refs/bzzz/b", commit(git, "1"))
              .commit(lock);

      assertThat(outcome).isEqualTo(RefTransaction.Outcome.APPLIED);
      assertThat(left).noneMatch(Files::exists);
    }
  }

  @Test
  void aWriterKilledAtAnyMomentLeavesNoHalfTransaction() throws IOException {
    for (int kill = 0; kill < KILLS; kill++) {
      try (ChildProcess child = ChildProcess.of(Writer.class, bare.toString())) {
        child.await("moved " + (1 + 3 * kill));
      }
      try (Stream<Path> files = Files.walk(bare)) {
        for (Path left : files.filter(file -> file.toString().endsWith(".lock")).toList()) {
          age(left);
        }
      }

      Map<String, String> refs = refs();
      assertThat(refs.get("refs/bzzz/x")).isNotNull().isEqualTo(refs.get("refs/bzzz/y"));
      assertThat(below(refs, "refs/bzzz/a/"))
          .isNotEmpty()
          .isEqualTo(below(refs, "refs/heads/bzzz/b/"));
      assertThat(Git.run(bare, "fsck", "--strict")).doesNotContain("error", "missing", "broken");
    }
  }

  /** Moves four refs at once, for ever. */
  static final class Writer {
    private Writer() {}

    /** Takes the repository. */
    public static void main(String[] arguments) throws IOException {
      Path bare = Path.of(arguments[0]);
      for (int moved = 1; ; moved++) {
        try (Repository git = open(bare);
            RepositoryLock lock = RepositoryLock.acquire(bare, TIMEOUT)) {
          ObjectId before =
              RefTransaction.read(git, "refs/bzzz/x")
                  .map(Ref::getObjectId)
                  .orElseGet(ObjectId::zeroId);
          String name = before.name() + "-" + ProcessHandle.current().pid();
          ObjectId after = commit(git, name);
          RefTransaction.Outcome outcome =
              new RefTransaction(git)
                  .update("refs/bzzz/x", before, after)
                  .update("refs/bzzz/y", before, after)
                  .create("refs/bzzz/a/" + name, after)
                  .create("refs/heads/bzzz/b/" + name, after)
                  .commit(lock);
          if (outcome != RefTransaction.Outcome.APPLIED) {
            throw new AssertionError("x and y differ, or the names are taken");
          }
        }
        System.out.println("moved " + moved);
      }
    }
  }

  private static Repository open(Path bare) throws IOException {
    return new FileRepositoryBuilder().setGitDir(bare.toFile()).setBare().build();
  }

  /** A commit, because branches are only for commits. */
  private static ObjectId commit(Repository git, String text) throws IOException {
    try (ObjectInserter inserter = git.newObjectInserter()) {
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(inserter.insert(Constants.OBJ_TREE, new byte[0]));
      commit.setAuthor(new PersonIdent("a", "a@b"));
      commit.setCommitter(commit.getAuthor());
      commit.setMessage(text);
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      return id;
    }
  }

  private static void age(Path file) throws IOException {
    Files.setLastModifiedTime(
        file, FileTime.from(Instant.now().minus(RepositoryLock.STALE_AFTER.multipliedBy(2))));
  }

  private static List<String> below(Map<String, String> refs, String prefix) {
    return refs.keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .sorted()
        .toList();
  }

  private Map<String, String> refs() throws IOException {
    return Git.run(bare, "for-each-ref", "--format=%(refname) %(objectname)")
        .lines()
        .map(line -> line.split(" "))
        .collect(Collectors.toMap(line -> line[0], line -> line[1]));
  }
}
