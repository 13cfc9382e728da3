package dev.bzzz.git.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Conflict;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.testkit.PublishedClaims;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalForgeTest {
  private static final RepositoryName NAME = new RepositoryName("acme", "widgets");

  @TempDir Path temp;
  private Path dir;
  private LocalForge forge;
  private Repository repository;

  @BeforeEach
  void createForge() {
    dir = temp.resolve("forge");
    forge = LocalForge.create(dir, "ann");
    repository = forge.createRepository(NAME, "main");
  }

  @Test
  void issuesAreReadableWithPlainGit() throws IOException {
    Task task =
        forge.createIssue(
            repository.id(),
            new IssueDraft("Fix the thing", "It is\nbroken.", Set.of("bzzz-task")));
    forge.comment(task.id(), "On it.", "start");
    forge.label(task.id(), Set.of("in-progress"), Set.of());

    assertThat(Git.run(bare(), "log", "--format=%s", "refs/bzzz/issues/1"))
        .isEqualTo("label [bzzz-task, in-progress]\ncomment\nopen #1: Fix the thing");
    assertThat(Git.run(bare(), "show", "refs/bzzz/issues/1:issue.json"))
        .contains("\"title\":\"Fix the thing\"", "\"labels\":[\"bzzz-task\",\"in-progress\"]");
    assertThat(Git.run(bare(), "show", "refs/bzzz/issues/1:body.md")).isEqualTo("It is\nbroken.");
    assertThat(Git.run(bare(), "show", "refs/bzzz/issues/1:comments/0001.json")).contains("On it.");
    assertThat(Git.run(bare(), "fsck", "--strict")).doesNotContain("error", "warning");
  }

  @Test
  void aPublishedBranchThatIsGoneIsNamedAndNothingIsOpened() {
    Task task = forge.createIssue(repository.id(), new IssueDraft("One", "", Set.of("bzzz-task")));
    Claim claim = PublishedClaims.published(task.id(), "d".repeat(40));

    assertThatThrownBy(() -> forge.openPullRequest(claim, new PullRequestDraft("Done", "")))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("the branch bzzz/1/t1 of the published ddd");
    assertThat(forge.findPullRequest(repository.id(), "bzzz/1/t1")).isEmpty();
  }

  @Test
  void aDamagedIssueIsReportedAndHidesNoOther() throws IOException {
    IssueDraft draft = new IssueDraft("One", "", Set.of("bzzz-task"));
    forge.createIssue(repository.id(), draft);
    forge.createIssue(repository.id(), draft);
    forge.createIssue(repository.id(), draft);
    String blob = Git.run(bare(), "rev-parse", "refs/bzzz/issues/3:issue.json");
    Git.run(bare(), "update-ref", "refs/bzzz/issues/2", blob);

    assertThat(forge.tasks(repository.id(), TaskQuery.open()))
        .extracting(task -> task.id().number())
        .containsExactly(1L, 3L);
    assertThat(forge.damage(repository.id()))
        .singleElement()
        .asString()
        .contains("refs/bzzz/issues/2", "acme/widgets");
    assertThatThrownBy(() -> forge.task(new TaskId(repository.id(), 2)))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("refs/bzzz/issues/2");
  }

  @Test
  void aMissingFolderIsNamed() {
    assertThatThrownBy(() -> LocalForge.open(temp.resolve("nowhere"), "ann"))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void anEmptyFolderIsNoForge() throws IOException {
    Path empty = Files.createDirectory(temp.resolve("empty"));

    assertThatThrownBy(() -> LocalForge.open(empty, "ann"))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("git init --bare");
  }

  @Test
  void aRepositoryKeepsItsIdHoweverItsFolderIsReached() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link"), dir);
    Path relative = Path.of("").toAbsolutePath().relativize(dir.toRealPath());
    try (LocalForge linked = LocalForge.open(link, "bob");
        LocalForge near = LocalForge.open(relative, "bob")) {
      assertThat(linked.repository(NAME)).isEqualTo(repository);
      assertThat(near.repository(NAME)).isEqualTo(repository);
    }

    Path moved = Files.move(dir, temp.resolve("moved"));

    try (LocalForge again = LocalForge.open(moved, "bob")) {
      assertThat(again.repository(NAME).id()).isEqualTo(repository.id());
      assertThat(again.tasks(repository.id(), TaskQuery.open())).isEmpty();
    }
  }

  @Test
  void aRepositoryAndItsCopyCannotBeToldApart() throws IOException {
    Git.run(dir, "clone", "-q", "--mirror", "acme/widgets.git", "acme/copy.git");

    assertThatThrownBy(() -> forge.repositories())
        .isInstanceOf(Conflict.class)
        .hasMessageContainingAll("acme/copy", "acme/widgets");
  }

  @Test
  void garbageInAnIssueIsSaidInOneLine() throws IOException {
    Task task = forge.createIssue(repository.id(), new IssueDraft("One", "", Set.of("bzzz-task")));
    for (String garbage : List.of("", "{", "[]", "{\"v\":2}", "{\"v\":1}", "x".repeat(1 << 20))) {
      Path file = Files.writeString(temp.resolve("issue.json"), garbage);
      String blob = Git.run(bare(), "hash-object", "-w", file.toString());
      Path list = Files.writeString(temp.resolve("list"), "100644 blob " + blob + "\tissue.json\n");
      String tree = Git.run(bare(), "-c", "alias.mk=!git mktree < '" + list + "'", "mk");
      String commit = Git.run(bare(), "commit-tree", "-m", "bad", tree);
      Git.run(bare(), "update-ref", "refs/bzzz/issues/1", commit);

      assertThatThrownBy(() -> forge.task(task.id()))
          .isInstanceOf(PermanentException.class)
          .hasMessageContainingAll("refs/bzzz/issues/1", "acme/widgets")
          .satisfies(error -> assertThat(error.getMessage()).doesNotContain("\n"));
      assertThat(forge.damage(repository.id())).hasSize(1);
    }
  }

  private Path bare() {
    return dir.resolve("acme/widgets.git");
  }
}
