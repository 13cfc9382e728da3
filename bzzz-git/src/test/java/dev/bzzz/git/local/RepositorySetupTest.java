package dev.bzzz.git.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.Conflict;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RepositorySetupTest {
  private static final RepositoryName NAME = new RepositoryName("acme", "shop");

  @TempDir private Path temp;
  private Path source;
  private Path forgeDir;
  private RepositorySetup setup;

  @BeforeEach
  void makeRepositoryAndForge() throws IOException {
    source = Files.createDirectories(temp.resolve("my shop"));
    Git.run(source, "init", "-q", "-b", "trunk");
    forgeDir = temp.resolve("forge");
    setup = new RepositorySetup(LocalForge.create(forgeDir, "ann"));
  }

  @Test
  void importsBranchesAndTagsAndLinksNothing() throws IOException {
    commit("a.txt");
    Git.run(source, "branch", "other");
    Git.run(source, "tag", "v1");

    Repository repository = setup.importFrom(source, NAME);

    assertThat(repository.defaultBranch()).isEqualTo("trunk");
    assertThat(Git.run(bare(), "for-each-ref", "--format=%(refname)"))
        .contains("refs/heads/trunk", "refs/heads/other", "refs/tags/v1")
        .doesNotContain("refs/remotes");
    assertThat(Git.run(bare(), "rev-parse", "trunk"))
        .isEqualTo(Git.run(source, "rev-parse", "trunk"));
    assertThat(Git.run(bare(), "remote")).isEmpty();
    assertThat(Git.run(bare(), "fsck", "--strict")).doesNotContain("error", "warning");
  }

  @Test
  void importsABareRepository() throws IOException {
    commit("a.txt");
    Git.run(temp, "clone", "-q", "--bare", source.toString(), "bare.git");

    assertThat(setup.importFrom(temp.resolve("bare.git"), NAME).defaultBranch()).isEqualTo("trunk");
  }

  @Test
  void refusesToImportWhatIsNoRepositoryAndLeavesNothingBehind() throws IOException {
    Path plain = Files.createDirectories(temp.resolve("plain"));

    assertThatThrownBy(() -> setup.importFrom(plain, NAME))
        .isInstanceOf(NotFound.class)
        .hasMessage(
            "cannot import "
                + plain
                + " as acme/shop: it is no git repository; name the folder that holds .git");
    assertThatThrownBy(() -> setup.importFrom(source, NAME))
        .hasMessageEndingWith("it has no commits; make a first one");
    commit("a.txt");
    Git.run(source, "checkout", "-q", "--detach");
    assertThatThrownBy(() -> setup.importFrom(source, NAME))
        .hasMessageEndingWith("it is on no branch; check out the branch that work starts from");
    assertThat(forgeDir).doesNotExist();
  }

  @Test
  void refusesToImportAShallowClone() throws IOException {
    commit("a.txt");
    commit("b.txt");
    Git.run(temp, "clone", "-q", "--depth=1", source.toUri().toString(), "shallow");

    assertThatThrownBy(() -> setup.importFrom(temp.resolve("shallow"), NAME))
        .isInstanceOf(PermanentException.class)
        .hasMessageEndingWith("run git fetch --unshallow there");
    assertThat(forgeDir).doesNotExist();
  }

  @Test
  void refusesRepositoriesOfIdsThatItDoesNotKnow() throws IOException {
    Path other = Files.createDirectories(temp.resolve("other"));
    Git.run(other, "init", "-q", "--object-format=sha256");
    Git.run(temp, "init", "-q", "--bare", "--object-format=sha256", bare().toString());

    assertThatThrownBy(() -> setup.importFrom(other, new RepositoryName("acme", "two")))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("its object format is sha256");
    assertThatThrownBy(() -> setup.edit(NAME, "ann", "x", before -> Map.of("a", "b")))
        .isInstanceOf(PermanentException.class)
        .hasMessageContainingAll("cannot open the repository acme/shop", "sha256");
    assertThat(bare().resolve("refs/bzzz")).doesNotExist();
  }

  @Test
  void refusesRepositoriesThatLackTheirHistory() throws IOException {
    commit("a.txt");
    commit("b.txt");
    String from = source.toUri().toString();
    Git.run(temp, "clone", "-q", "--bare", "--depth=1", from, bare().toString());

    assertThatThrownBy(() -> setup.edit(NAME, "ann", "x", before -> Map.of("a", "b")))
        .isInstanceOf(PermanentException.class)
        .hasMessageContainingAll("cannot open the repository acme/shop", "shallow");
  }

  @Test
  void aDamagedSourceLeavesNothingBehind() throws IOException {
    commit("a.txt");
    Path objects = source.resolve(".git/objects");
    String blob = Git.run(source, "rev-parse", "HEAD:a.txt");
    Files.delete(objects.resolve(blob.substring(0, 2)).resolve(blob.substring(2)));

    assertThatThrownBy(() -> setup.importFrom(source, NAME))
        .isInstanceOf(PermanentException.class)
        .hasMessageStartingWith("cannot import " + source + " as acme/shop: ")
        .hasMessageEndingWith(
            "the repository is damaged: the object "
                + blob
                + " is missing; see git fsck there, and import a sound clone of it");
    assertThat(forgeDir).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HEAD || HEAD names nothing; it has to name a branch,",
        "HEAD | ref: refs/heads/none | its current branch none has no commits; check out trunk",
        "refs/heads/trunk | nonsense | refs/heads/trunk names no commit; see git fsck there",
        "refs/tags/v1 | nonsense | refs/tags/v1 names no commit; see git fsck there",
        "refs/heads/other | 1234567890123456789012345678901234567890 | refs/heads/other names the"
            + " object 1234567890123456789012345678901234567890, which is missing; see git fsck",
        "packed-refs | nonsense and more | Invalid id: nonsense; check it with git fsck",
        "config | [core | its configuration cannot be used: "
      })
  void aSourceWithADamagedFileIsRefused(String damaged, @Nullable String content, String why)
      throws IOException {
    commit("a.txt");
    Files.writeString(source.resolve(".git").resolve(damaged), content == null ? "" : content);

    assertThatThrownBy(() -> setup.importFrom(source, NAME))
        .isInstanceOf(PermanentException.class)
        .hasMessageStartingWith("cannot import " + source + " as acme/shop: ")
        .hasMessageContainingAll(why);
    assertThat(forgeDir).doesNotExist();
  }

  @Test
  void aSourceWithADamagedObjectIsRefused() throws IOException {
    commit("a.txt");
    String tree = Git.run(source, "rev-parse", "HEAD^{tree}");
    Path object = source.resolve(".git/objects/" + tree.substring(0, 2) + "/" + tree.substring(2));
    Files.delete(object);
    Files.writeString(object, "no object");

    assertThatThrownBy(() -> setup.importFrom(source, NAME))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("the repository is damaged: Object " + tree + " is corrupt");
    assertThat(forgeDir).doesNotExist();
  }

  @Test
  void aSourceWithACutPackIsRefused() throws IOException {
    commit("a.txt");
    Git.run(source, "gc", "-q");
    try (Stream<Path> packs = Files.list(source.resolve(".git/objects/pack"))) {
      Path pack = packs.filter(each -> each.toString().endsWith(".pack")).findFirst().orElseThrow();
      byte[] whole = Files.readAllBytes(pack);
      Files.delete(pack);
      Files.write(pack, Arrays.copyOf(whole, whole.length / 2));
    }

    assertThatThrownBy(() -> setup.importFrom(source, NAME))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("the repository is damaged: ");
    assertThat(forgeDir).doesNotExist();
  }

  @Test
  void whatIsNoFolderIsCalledSo() {
    assertThatThrownBy(() -> setup.importFrom(temp.resolve("none"), NAME))
        .isInstanceOf(NotFound.class)
        .hasMessageEndingWith(": there is no such folder; check the name");
  }

  @Test
  void neverReplacesARepository() throws IOException {
    commit("a.txt");
    setup.importFrom(source, NAME);

    assertThatThrownBy(() -> setup.importFrom(source, NAME))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("acme/shop.git is there already");
  }

  @Test
  void editsFilesByOneCommitOnTop() throws IOException {
    commit("a.txt");
    setup.importFrom(source, NAME);

    String commit =
        setup
            .edit(
                NAME,
                "ann",
                "Add b",
                before -> Map.of("dir/b.txt", before.file("a.txt").orElseThrow() + "!"))
            .orElseThrow();

    assertThat(Git.run(bare(), "rev-parse", "trunk")).isEqualTo(commit);
    assertThat(Git.run(bare(), "show", "trunk:dir/b.txt")).isEqualTo("a.txt!");
    assertThat(Git.run(bare(), "log", "--format=%an %s", "-1", "trunk")).isEqualTo("ann Add b");
    assertThat(Git.run(bare(), "diff", "--name-status", "trunk~", "trunk"))
        .isEqualTo("A\tdir/b.txt");
  }

  @Test
  void anEditWithoutChangeMakesNoCommit() throws IOException {
    commit("a.txt");
    setup.importFrom(source, NAME);

    assertThat(setup.edit(NAME, "ann", "Nothing", before -> Map.of())).isEmpty();
    assertThat(Git.run(bare(), "rev-list", "--count", "trunk")).isEqualTo("1");
  }

  @Test
  void editsOfManyAtOnceAllStand() throws Exception {
    commit("a.txt");
    setup.importFrom(source, NAME);
    List<Callable<Object>> writers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String line = "line " + i;
      writers.add(
          () ->
              setup.edit(
                  NAME,
                  "ann",
                  line,
                  before -> Map.of("list", before.file("list").orElse("") + line + "\n")));
    }
    var pool = Executors.newFixedThreadPool(4);

    for (var done : pool.invokeAll(writers)) {
      done.get();
    }
    pool.shutdown();

    assertThat(Git.run(bare(), "show", "trunk:list").lines()).hasSize(8);
    assertThat(Git.run(bare(), "rev-list", "--count", "trunk")).isEqualTo("9");
  }

  @Test
  void aRepositoryWithoutCommitsIsNamed() {
    LocalForge.create(forgeDir, "ann").createRepository(NAME, "main");

    assertThatThrownBy(() -> setup.edit(NAME, "ann", "x", before -> Map.of("a", "b")))
        .hasMessage(
            "cannot change files of acme/shop: its default branch main has no commits; push a first"
                + " one");
  }

  private Path bare() {
    return forgeDir.resolve("acme/shop.git");
  }

  private void commit(String file) throws IOException {
    Files.writeString(source.resolve(file), file);
    Git.run(source, "add", file);
    Git.run(
        source, "-c", "user.name=ann", "-c", "user.email=ann@example.org", "commit", "-qm", file);
  }
}
