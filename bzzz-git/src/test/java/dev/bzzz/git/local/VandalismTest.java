package dev.bzzz.git.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody who may push can plant below refs/bzzz, or break on the disk. */
class VandalismTest {
  private static final RepositoryName SHOP = new RepositoryName("acme", "shop");
  private static final RepositoryName WEB = new RepositoryName("acme", "web");
  private static final IssueDraft DRAFT = new IssueDraft("One", "", Set.of("bzzz-task"));
  private static final String MISSING = "1111111111111111111111111111111111111111";

  @TempDir Path temp;
  private Path dir;
  private LocalForge forge;
  private Repository shop;

  @BeforeEach
  void createForge() {
    dir = temp.resolve("forge");
    forge = LocalForge.create(dir, "ann");
    shop = forge.createRepository(SHOP, "main");
    forge.createRepository(WEB, "main");
    forge.createIssue(shop.id(), DRAFT);
  }

  @Test
  void plantedRefsAreNamedAndStopNobody() throws IOException {
    List<String> planted =
        List.of(
            "refs/bzzz/issues/9007199254740993",
            "refs/bzzz/issues/999999999999999",
            "refs/bzzz/issues/2",
            "refs/bzzz/issues/3/x",
            "refs/bzzz/issues/01",
            "refs/bzzz/issues/-1",
            "refs/bzzz/issues/x/y");
    for (String ref : planted) {
      write(SHOP, ref, MISSING);
    }
    Git.run(bare(SHOP), "update-ref", "refs/bzzz/issues/4", blob(SHOP));
    write(SHOP, "refs/bzzz/pulls/5", MISSING);
    write(SHOP, "refs/bzzz/pulls/6/x", MISSING);

    Task created = forge.createIssue(shop.id(), DRAFT);

    assertThat(created.id().number()).isEqualTo(7);
    assertThat(numbers()).containsExactly(1L, 7L);
    List<String> damage = forge.damage(shop.id());
    assertThat(damage).hasSize(planted.size() + 1).allMatch(line -> line.contains("acme/shop"));
    for (String ref : planted) {
      assertThat(damage).anyMatch(line -> line.contains(ref + " "));
    }
  }

  @Test
  void brokenFilesInPlaceOfIssuesAreNamedAndNotOverwritten() throws IOException {
    List<String> contents = List.of("", "garbage", "ref: refs/heads/nowhere");
    for (int i = 0; i < contents.size(); i++) {
      write(SHOP, "refs/bzzz/issues/" + (2 + i), contents.get(i));
    }

    Task created = forge.createIssue(shop.id(), DRAFT);

    assertThat(created.id().number()).isEqualTo(5);
    assertThat(numbers()).containsExactly(1L, 5L);
    assertThat(forge.damage(shop.id())).hasSize(3);
    for (int i = 0; i < contents.size(); i++) {
      String ref = "refs/bzzz/issues/" + (2 + i);
      TaskId id = new TaskId(shop.id(), 2 + i);
      assertThat(forge.damage(shop.id()).get(i)).contains(ref, "acme/shop");
      for (ThrowingCallable use : uses(id)) {
        assertThatThrownBy(use).isInstanceOf(PermanentException.class).hasMessageContaining(ref);
      }
      assertThat(bare(SHOP).resolve(ref)).hasContent(contents.get(i) + "\n");
    }
  }

  private List<ThrowingCallable> uses(TaskId id) {
    return List.of(
        () -> forge.task(id),
        () -> forge.comment(id, "x", "m"),
        () -> forge.setIssueOpen(id, true));
  }

  @Test
  void aRepositoryWithADamagedIdHidesNoOther() throws IOException {
    String id = RepositoryIds.REF;
    for (String content : List.of("", "garbage", "ref: refs/bzzz/nowhere", MISSING, blob(WEB))) {
      write(WEB, id, content);

      assertWebIsLeftOut("refs/bzzz/id");
    }
    Files.delete(bare(WEB).resolve(id));
    write(WEB, id + "/x", MISSING);

    assertWebIsLeftOut("refs/bzzz/id");
  }

  @Test
  void aRepositoryWhoseConfigIsBrokenHidesNoOther() throws IOException {
    Files.writeString(bare(WEB).resolve("config"), "[core\n");

    assertWebIsLeftOut("config");
  }

  @Test
  void aRepositoryAndItsCopyHideNoOther() throws IOException {
    Git.run(dir, "clone", "-q", "--mirror", "acme/web.git", "acme/copy.git");

    assertWebIsLeftOut("acme/copy");
  }

  @ParameterizedTest
  @CsvSource({"'',1", "'1,2',3", "'3,7',8", "'1,MAX',2", "MAX,1", "'1,2,9,PRE,MAX',10"})
  void theNextNumberIsTheOneAfterTheLast(String taken, long next) {
    NavigableSet<Long> numbers = new TreeSet<>();
    for (String each : taken.isEmpty() ? new String[0] : taken.split(",")) {
      boolean pre = each.equals("PRE");
      boolean end = pre || each.equals("MAX");
      numbers.add(end ? IssueNumbers.MAX - (pre ? 1 : 0) : Long.parseLong(each));
    }

    assertThat(IssueNumbers.next(numbers)).isEqualTo(next);
  }

  private void assertWebIsLeftOut(String why) {
    List<BzzzException> unreadable = new ArrayList<>();
    try (LocalForge again = LocalForge.open(dir, "bob")) {
      assertThat(again.repositories(unreadable::add)).containsExactly(shop);
      assertThat(again.repository(shop.id())).isEqualTo(shop);
      assertThat(again.tasks(shop.id(), TaskQuery.open())).hasSize(1);
      assertThatThrownBy(again::repositories).hasMessage(unreadable.get(0).getMessage());
    }
    assertThat(unreadable).hasSize(1);
    assertThat(unreadable.get(0).getMessage()).contains("acme/web", why, ";").doesNotContain("\n");
  }

  private void write(RepositoryName name, String ref, String content) throws IOException {
    Path file = bare(name).resolve(ref);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content + "\n");
  }

  private String blob(RepositoryName name) throws IOException {
    Path file = Files.writeString(temp.resolve("note"), "planted");
    return Git.run(bare(name), "hash-object", "-w", file.toString());
  }

  private Set<Long> numbers() {
    Set<Long> numbers = new TreeSet<>();
    forge.tasks(shop.id(), TaskQuery.open()).forEach(task -> numbers.add(task.id().number()));
    return numbers;
  }

  private Path bare(RepositoryName name) {
    return dir.resolve(name + ".git");
  }
}
