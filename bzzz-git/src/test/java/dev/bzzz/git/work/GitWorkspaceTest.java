package dev.bzzz.git.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.Workspace;
import dev.bzzz.git.local.Git;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitWorkspaceTest {
  @TempDir Path temp;
  private Path source;
  private Path bare;
  private Path parent;
  private Repository repository;
  private String base;

  @BeforeEach
  void createRepository() throws IOException {
    source = Files.createDirectory(temp.resolve("source"));
    Git.run(source, "init", "-q", "-b", "main");
    Files.writeString(source.resolve("README.md"), "hello\n");
    Files.createDirectories(source.resolve("src/deep"));
    Files.writeString(source.resolve("src/deep/code.sh"), "#!/bin/sh\necho 1\n");
    assertThat(source.resolve("src/deep/code.sh").toFile().setExecutable(true)).isTrue();
    Files.createSymbolicLink(source.resolve("link"), Path.of("README.md"));
    Files.createDirectory(source.resolve("tests"));
    Files.writeString(source.resolve("tests/a.sh"), "exit 0\n");
    Files.writeString(source.resolve(".gitignore"), "out/\n*.log\n!keep.log\n");
    Git.run(source, "add", "-A");
    Git.run(source, "commit", "-q", "-m", "first");
    bare = temp.resolve("bare dir/repo.git");
    Git.run(temp, "clone", "-q", "--bare", source.toString(), bare.toString());
    base = Git.run(source, "rev-parse", "HEAD");
    parent = temp.resolve("workspaces");
    repository = at(bare.toUri());
  }

  @Test
  void theFilesOfTheBaseAreThereWithModesAndLinks() throws IOException {
    try (Workspace workspace = open()) {
      Path root = workspace.root();

      assertThat(root.resolve("README.md")).hasContent("hello");
      assertThat(root.resolve("src/deep/code.sh")).isExecutable();
      assertThat(Files.isExecutable(root.resolve("README.md"))).isFalse();
      assertThat(Files.readSymbolicLink(root.resolve("link"))).hasToString("README.md");
      assertThat(workspace.changedFiles()).isEmpty();
      assertThat(workspace.diff(1000)).isEmpty();
      assertThat(workspace.commit("nothing", "a", "a@b")).isEmpty();
      assertThat(Git.run(root, "status", "--porcelain")).isEmpty();
      assertThat(Git.run(root, "log", "--format=%s")).isEqualTo("first");
    }
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void aFileOfACommitIsReadWithoutAWorkspace() {
    GitWorkspaceFactory workspaces = new GitWorkspaceFactory(parent);

    assertThat(workspaces.file(repository, base, "src/deep/code.sh"))
        .hasValueSatisfying(bytes -> assertThat(bytes).asString().startsWith("#!/bin/sh"));
    for (String none : List.of("src", "missing", "src/missing", "link")) {
      assertThat(workspaces.file(repository, base, none)).as(none).isEmpty();
    }
    assertThatThrownBy(() -> workspaces.file(repository, "1".repeat(40), "README.md"))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("no such commit");
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void whatAKilledProcessLeftIsRemovedAndNothingElse() throws IOException {
    Path root = open().root();
    Path mine = Files.writeString(parent.resolve("notes.txt"), "mine");

    new GitWorkspaceFactory(parent).removeAbandoned();
    new GitWorkspaceFactory(parent.resolve("missing")).removeAbandoned();

    assertThat(root).doesNotExist();
    assertThat(mine).exists();
  }

  @Test
  void aCommitHoldsExactlyWhatChanged() throws IOException {
    try (Workspace workspace = open()) {
      Path root = workspace.root();
      Files.writeString(root.resolve("README.md"), "hello world\n");
      Files.delete(root.resolve("tests/a.sh"));
      Files.writeString(root.resolve("tool"), "#!/bin/sh\n");
      Files.setPosixFilePermissions(
          root.resolve("tool"), PosixFilePermissions.fromString("rwx------"));
      Files.createSymbolicLink(root.resolve("src/read"), Path.of("../README.md"));
      Files.createSymbolicLink(root.resolve("later"), Path.of("src/not-yet"));
      Files.createDirectory(root.resolve("out"));
      Files.writeString(root.resolve("out/junk"), "junk");
      Files.writeString(root.resolve("x.log"), "junk");
      Files.writeString(root.resolve("keep.log"), "kept");

      List<String> changed = workspace.changedFiles();
      String commit = workspace.commit("Change it", "Ann", "ann@example.org").orElseThrow();

      assertThat(changed)
          .containsExactly("README.md", "keep.log", "later", "src/read", "tests/a.sh", "tool");
      assertThat(gitOf(workspace, "diff-tree", "-r", "--name-status", base, commit).lines())
          .containsExactly(
              "M\tREADME.md", "A\tkeep.log", "A\tlater", "A\tsrc/read", "D\ttests/a.sh", "A\ttool");
      assertThat(gitOf(workspace, "ls-tree", commit).lines())
          .anyMatch(line -> line.startsWith("100755") && line.endsWith("tool"))
          .anyMatch(line -> line.startsWith("120000") && line.endsWith("later"));
      assertThat(gitOf(workspace, "cat-file", "-p", commit + ":src/read"))
          .isEqualTo("../README.md");
      assertThat(gitOf(workspace, "log", "-1", "--format=%an %ae %s %P", commit))
          .isEqualTo("Ann ann@example.org Change it " + base);
      assertThat(gitOf(workspace, "rev-parse", "work")).isEqualTo(commit);
      assertThat(gitOf(workspace, "fsck", "--strict")).doesNotContain("error", "missing");
    }
  }

  @Test
  void strangeFileNamesAreCommittedAsTheyAre() throws IOException {
    assumeTrue(
        "UTF-8".equals(System.getProperty("sun.jnu.encoding")),
        "this JVM cannot spell every file name");
    List<String> names =
        List.of("-rf", "new\nline", "with space", "$(touch x)", "\"quoted\"", "grüße-日本-🐝");
    try (Workspace workspace = open()) {
      for (String name : names) {
        Files.writeString(workspace.root().resolve(name), name);
      }

      String commit = workspace.commit("Names", "Ann", "ann@example.org").orElseThrow();

      assertThat(workspace.changedFiles()).containsExactlyInAnyOrderElementsOf(names);
      assertThat(gitOf(workspace, "ls-tree", "-z", "--name-only", commit).split("\0"))
          .containsAll(names);
      try (Workspace again = workspace.checkout(commit, List.of(), commit)) {
        for (String name : names) {
          assertThat(again.root().resolve(name)).hasContent(name);
        }
      }
    }
  }

  @Test
  void gitsOwnFoldersAreNeverCommitted() throws IOException {
    try (Workspace workspace = open()) {
      Path root = workspace.root();
      Files.createDirectories(root.resolve("sub/.git/hooks"));
      Files.writeString(root.resolve("sub/.git/config"), "[core]\n\tfsmonitor = evil\n");
      Files.writeString(root.resolve("sub/file"), "x");
      Files.createDirectory(root.resolve("other"));
      Files.writeString(root.resolve("other/.GIT"), "gitdir: /tmp");
      Files.writeString(root.resolve(".git"), "gitdir: /somewhere/else\n");

      String commit = workspace.commit("Sub", "Ann", "ann@example.org").orElseThrow();

      assertThat(gitOf(workspace, "diff-tree", "-r", "--name-status", base, commit))
          .isEqualTo("A\tsub/file");
    }
  }

  @Test
  void whatAppearsBehindASymbolicLinkIsNotRead() throws IOException {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("a.sh"), "secret");
    try (Workspace workspace = open()) {
      Path tests = workspace.root().resolve("tests");
      Files.delete(tests.resolve("a.sh"));
      Files.delete(tests);
      Files.createSymbolicLink(tests, outside);

      assertThat(workspace.changedFiles()).containsExactly("tests", "tests/a.sh");
      assertThat(workspace.diff(10_000)).contains("outside").doesNotContain("secret");
    }
    assertThat(outside.resolve("a.sh")).hasContent("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/etc/passwd", "..", "../../x", "src/../../x", ".git/config", "deep/../../x"})
  void aNewLinkThatLeadsOutOfTheRepositoryIsRefused(String target) throws IOException {
    try (Workspace workspace = open()) {
      Path root = workspace.root();
      Files.createSymbolicLink(root.resolve("deep"), Path.of("src/deep"));
      Files.createSymbolicLink(root.resolve("out-there"), Path.of(target));

      assertThatThrownBy(() -> workspace.commit("Link", "Ann", "ann@example.org"))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("'out-there'")
          .hasMessageContaining("'" + target + "', which is outside of the repository");
    }
  }

  @Test
  void aLinkThroughAnotherLinkIsFollowedToItsEnd() throws IOException {
    try (Workspace workspace = open()) {
      Path root = workspace.root();
      Files.createSymbolicLink(root.resolve("src/deep/top"), Path.of("../.."));
      Files.createSymbolicLink(root.resolve("sly"), Path.of("src/deep/top/../forge"));
      Files.createDirectory(root.resolveSibling("forge"));

      assertThatThrownBy(() -> workspace.commit("Link", "Ann", "ann@example.org"))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("'sly'");
    }
  }

  @Test
  void closingRemovesReadOnlyAndVeryDeepFoldersAndNothingElse() throws IOException {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("mine"), "mine");
    Workspace workspace = open();
    Path locked = Files.createDirectories(workspace.root().resolve("a/b/c"));
    Files.writeString(locked.resolve("f"), "f");
    Files.createSymbolicLink(workspace.root().resolve("out"), outside);
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
    Files.setPosixFilePermissions(locked.getParent(), PosixFilePermissions.fromString("r-xr-xr-x"));
    Path deep = workspace.root();
    for (int i = 0; i < 18; i++) {
      deep = Files.createDirectory(deep.resolve("d".repeat(200)));
    }

    workspace.close();

    assertThat(parent).isEmptyDirectory();
    assertThat(outside.resolve("mine")).hasContent("mine");
  }

  @Test
  void aHugeFileIsRefusedByName() throws IOException {
    try (Workspace workspace = open();
        RandomAccessFile file =
            new RandomAccessFile(workspace.root().resolve("core.dump").toFile(), "rw")) {
      file.setLength(WorkTree.MAX_FILE_BYTES + 1);

      assertThatThrownBy(() -> workspace.commit("Huge", "Ann", "ann@example.org"))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("core.dump");
    }
  }

  @Test
  void anOverlayAddsReplacesAndRemoves() throws IOException {
    try (Workspace workspace = open()) {
      Path tests = workspace.root().resolve("tests");
      Files.writeString(tests.resolve("b.sh"), "exit 1\n");
      Files.delete(tests.resolve("a.sh"));
      Files.writeString(workspace.root().resolve("README.md"), "changed\n");
      String commit = workspace.commit("Tests", "Ann", "ann@example.org").orElseThrow();

      try (Workspace before = workspace.checkout(base, List.of("tests/**"), commit)) {
        assertThat(before.root().resolve("README.md")).hasContent("hello");
        assertThat(before.root().resolve("tests/b.sh")).hasContent("exit 1");
        assertThat(before.root().resolve("tests/a.sh")).doesNotExist();
        assertThat(before.root()).isNotEqualTo(workspace.root());
        assertThat(before.changedFiles()).containsExactly("tests/a.sh", "tests/b.sh");
      }
    }
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void aDiffIsCutWhereAsked() throws IOException {
    try (Workspace workspace = open()) {
      Files.writeString(workspace.root().resolve("README.md"), "ü".repeat(5000) + "\n");

      assertThat(workspace.diff(100_000)).contains("-hello", "+üüü", "--- a/README.md");
      String cut = workspace.diff(301);
      assertThat(cut.getBytes(StandardCharsets.UTF_8).length).isBetween(298, 301);
      assertThat(cut).doesNotContain("\uFFFD");
    }
  }

  @Test
  void filesOfTheBaseAreReadFromGitNotFromTheDisk() throws IOException {
    try (Workspace workspace = open()) {
      Files.writeString(workspace.root().resolve("README.md"), "changed\n");

      assertThat(workspace.baseFile("README.md").map(String::new)).contains("hello\n");
      assertThat(workspace.baseFile("nothing")).isEmpty();
      assertThat(workspace.baseFile("link")).isEmpty();
      assertThat(workspace.baseFile("src")).isEmpty();
    }
  }

  @Test
  void theCommitCanBeFetchedFromTheWorkspace() throws IOException {
    try (Workspace workspace = open()) {
      Files.writeString(workspace.root().resolve("new"), "new\n");
      String commit = workspace.commit("New", "Ann", "ann@example.org").orElseThrow();

      Git.run(bare, "fetch", "-q", workspace.objects().toString(), commit + ":refs/heads/fetched");

      assertThat(Git.run(bare, "rev-parse", "fetched")).isEqualTo(commit);
    }
    assertThat(Git.run(bare, "fsck", "--strict")).doesNotContain("error", "missing");
  }

  @Test
  void gitsDataLieOutsideTheTreeAndBorrowFromTheRepository() throws IOException {
    try (Workspace workspace = open()) {
      assertThat(workspace.readable())
          .contains(bare.toRealPath().resolve("objects"))
          .noneMatch(path -> path.startsWith(workspace.root()));
      assertThat(Files.isRegularFile(workspace.root().resolve(".git"), LinkOption.NOFOLLOW_LINKS))
          .isTrue();
    }
  }

  @Test
  void submodulesStayAsTheyAre() throws IOException {
    Git.run(source, "update-index", "--add", "--cacheinfo", "160000," + base + ",lib/sub");
    Git.run(source, "commit", "-q", "-m", "submodule");
    String commit = Git.run(source, "rev-parse", "HEAD");
    try (Workspace workspace = new GitWorkspaceFactory(parent).open(at(source.toUri()), commit)) {
      Files.writeString(workspace.root().resolve("lib/sub/file"), "not ours");

      assertThat(workspace.root().resolve("lib/sub")).isDirectory();
      assertThat(workspace.commit("Nothing", "Ann", "ann@example.org")).isEqualTo(Optional.empty());
    }
  }

  @Test
  void aTreeThatWouldWriteIntoGitsFolderIsRefused() throws IOException {
    String blob = Git.run(source, "rev-parse", "HEAD:README.md");
    Path list = Files.writeString(temp.resolve("list"), "100644 blob " + blob + "\tconfig\n");
    String inner = mktree(list);
    Files.writeString(list, "040000 tree " + inner + "\t.git\n");
    String commit = Git.run(source, "commit-tree", "-m", "evil", mktree(list));

    assertThatThrownBy(() -> new GitWorkspaceFactory(parent).open(at(source.toUri()), commit))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining(".git");
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void aTreeWithALinkInPlaceOfAFolderIsRefused() throws IOException {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Path target = Files.writeString(temp.resolve("target"), outside.toString());
    String link = Git.run(source, "hash-object", "-w", target.toString());
    String blob = Git.run(source, "rev-parse", "HEAD:README.md");
    Path list = Files.writeString(temp.resolve("list"), "100644 blob " + blob + "\tx\n");
    String inner = mktree(list);
    Files.writeString(list, "120000 blob " + link + "\ta\n040000 tree " + inner + "\ta\n");
    String commit = Git.run(source, "commit-tree", "-m", "evil", mktree(list));

    assertThatThrownBy(() -> new GitWorkspaceFactory(parent).open(at(source.toUri()), commit))
        .isInstanceOf(PermanentException.class);
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void anUnknownCommitIsNamed() {
    String unknown = "12".repeat(20);

    assertThatThrownBy(() -> new GitWorkspaceFactory(parent).open(repository, unknown))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining(unknown);
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void aRepositoryThatIsGoneIsNamed() {
    Repository gone = at(temp.resolve("gone.git").toUri());

    assertThatThrownBy(() -> new GitWorkspaceFactory(parent).open(gone, base))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("gone.git");
  }

  private Workspace open() {
    return new GitWorkspaceFactory(parent).open(repository, base);
  }

  private String mktree(Path list) throws IOException {
    return Git.run(source, "-c", "alias.mk=!git mktree < '" + list + "'", "mk");
  }

  private static String gitOf(Workspace workspace, String... arguments) throws IOException {
    return Git.run(Path.of(workspace.objects()), arguments);
  }

  private static Repository at(java.net.URI url) {
    return new Repository(
        new RepositoryId("ab".repeat(16)), new RepositoryName("acme", "widgets"), url, "main");
  }
}
