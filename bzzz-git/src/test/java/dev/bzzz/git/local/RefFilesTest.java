package dev.bzzz.git.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefFilesTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir Path temp;
  private Path bare;
  private RefFiles refs;
  private ObjectId first;
  private ObjectId second;

  @BeforeEach
  void createRepository() throws IOException {
    bare = temp.resolve("repo.git");
    Git.run(temp, "init", "-q", "--bare", "-b", "main", bare.toString());
    refs = new RefFiles(bare);
    String tree = Git.run(bare, "hash-object", "-t", "tree", "-w", "/dev/null");
    first = commit(tree, "first");
    second = commit(tree, "second");
  }

  @Test
  void theLooseValueCountsWhereBothExist() throws IOException {
    update("refs/bzzz/a", first);
    update("refs/bzzz/b/c", first);
    Git.run(bare, "pack-refs", "--all");
    update("refs/bzzz/a", second);
    update("refs/bzzz/d", second);

    assertThat(refs.read("refs/bzzz/a")).contains(RefFiles.Value.at(second));
    assertThat(refs.read("refs/bzzz/b/c")).contains(RefFiles.Value.at(first));
    assertThat(refs.read("refs/bzzz/b")).isEmpty();
    assertThat(refs.read("refs/bzzz/a/x")).isEmpty();
    assertThat(refs.read("refs/bzz")).isEmpty();
    assertThat(ids("refs/bzzz/"))
        .isEqualTo(Map.of("refs/bzzz/a", second, "refs/bzzz/b/c", first, "refs/bzzz/d", second));
    assertThat(ids("refs/nothing/")).isEmpty();
  }

  @Test
  void aLooseFileWithoutAnIdHidesNothingAndIsReported() throws IOException {
    update("refs/bzzz/a", first);
    Git.run(bare, "pack-refs", "--all");
    Files.createDirectories(bare.resolve("refs/bzzz"));
    for (String garbage : new String[] {"", "0123", "not an id\n", "ref: refs/heads/main\n"}) {
      Files.writeString(bare.resolve("refs/bzzz/a"), garbage);

      RefFiles.Value value = refs.read("refs/bzzz/a").orElseThrow();

      assertThat(value.id()).isEmpty();
      assertThat(value.fault()).isNotBlank();
      assertThat(refs.list("refs/bzzz/")).containsEntry("refs/bzzz/a", value);
    }
  }

  @Test
  void aRepositoryThatIsGoneIsNotTakenForOneWithoutCommits() throws IOException {
    update("refs/heads/main", first);
    Files.move(bare, temp.resolve("renamed.git"));

    assertThatThrownBy(() -> refs.head())
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(bare.toString(), "no git repository any more");
  }

  @Test
  void headNamesBranchesInAnyScript() throws IOException {
    Files.writeString(bare.resolve("HEAD"), "ref: refs/heads/tr\u00e4nk/\u65e5\u672c\n");

    assertThat(refs.headTarget()).contains("refs/heads/tr\u00e4nk/\u65e5\u672c");
  }

  @Test
  void headIsTheCommitOfTheBranchItNames() throws IOException {
    assertThat(refs.head()).isEmpty();

    update("refs/heads/main", first);
    assertThat(refs.head()).contains(first);

    Git.run(bare, "pack-refs", "--all");
    assertThat(refs.head()).contains(first);
  }

  @Test
  void refsAboveAndBelowAreObstacles() throws IOException {
    update("refs/heads/bzzz", first);
    assertThat(refs.obstacles("refs/heads/bzzz/1/t1")).containsExactly("refs/heads/bzzz");

    Git.run(bare, "pack-refs", "--all");
    assertThat(refs.obstacles("refs/heads/bzzz/1/t1")).containsExactly("refs/heads/bzzz");

    Git.run(bare, "update-ref", "-d", "refs/heads/bzzz");
    update("refs/heads/bzzz/1/t1/x", first);
    update("refs/heads/bzzz/1/t10", first);
    assertThat(refs.obstacles("refs/heads/bzzz/1/t1")).containsExactly("refs/heads/bzzz/1/t1/x");
    Git.run(bare, "pack-refs", "--all");
    assertThat(refs.obstacles("refs/heads/bzzz/1/t1")).containsExactly("refs/heads/bzzz/1/t1/x");
  }

  @Test
  void aPreparedRefMovesOnlyFromTheExpectedValue() throws IOException {
    try (RepositoryLock lock = RepositoryLock.acquire(bare, TIMEOUT);
        PreparedRef create = PreparedRef.write(bare, "refs/bzzz/claims/1", first);
        PreparedRef late = PreparedRef.write(bare, "refs/bzzz/claims/1", second);
        PreparedRef next = PreparedRef.write(bare, "refs/bzzz/claims/1", second)) {
      assertThat(create.moveFrom(ObjectId.zeroId(), lock))
          .isEqualTo(RefTransaction.Outcome.APPLIED);
      assertThat(late.moveFrom(ObjectId.zeroId(), lock)).isEqualTo(RefTransaction.Outcome.CONFLICT);
      assertThat(next.moveFrom(first, lock)).isEqualTo(RefTransaction.Outcome.APPLIED);
    }

    assertThat(Git.run(bare, "rev-parse", "refs/bzzz/claims/1")).isEqualTo(second.name());
    assertThat(bare.resolve(PreparedRef.FOLDER)).isEmptyDirectory();
    assertThat(bare.resolve("refs/bzzz/claims")).isDirectoryNotContaining("glob:**.lock");
  }

  @Test
  void aPreparedRefReplacesAPackedOneAndAnEmptyFolder() throws IOException {
    update("refs/bzzz/claims/1", first);
    Git.run(bare, "pack-refs", "--all");
    Files.createDirectories(bare.resolve("refs/bzzz/claims/1/empty"));

    try (RepositoryLock lock = RepositoryLock.acquire(bare, TIMEOUT);
        PreparedRef next = PreparedRef.write(bare, "refs/bzzz/claims/1", second)) {
      assertThat(next.moveFrom(first, lock)).isEqualTo(RefTransaction.Outcome.APPLIED);
    }

    assertThat(refs.read("refs/bzzz/claims/1")).contains(RefFiles.Value.at(second));
  }

  @Test
  void whatKilledProcessesPreparedIsRemovedOnceItIsOld() throws IOException {
    Path folder = Files.createDirectories(bare.resolve(PreparedRef.FOLDER));
    Path old = Files.createFile(folder.resolve("1-1"));
    Files.setLastModifiedTime(
        old, FileTime.from(Instant.now().minus(PreparedRef.ABANDONED_AFTER.multipliedBy(2))));
    Path young = Files.createFile(folder.resolve("1-2"));

    PreparedRef.removeAbandoned(bare);

    assertThat(old).doesNotExist();
    assertThat(young).exists();
  }

  private Map<String, ObjectId> ids(String prefix) throws IOException {
    return refs.list(prefix).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, ref -> ref.getValue().id().orElseThrow()));
  }

  private void update(String ref, ObjectId to) throws IOException {
    Git.run(bare, "update-ref", ref, to.name());
  }

  private ObjectId commit(String tree, String message) throws IOException {
    return ObjectId.fromString(
        Git.run(
            bare,
            "-c",
            "user.name=dev",
            "-c",
            "user.email=dev@bees",
            "commit-tree",
            "-m",
            message,
            tree));
  }
}
