package dev.bzzz.examples.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.PermanentException;
import dev.bzzz.examples.MarkdownPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ForgeStackTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void aStackIsThatOfTheDocumentationWithTheDomainFilledIn(ForgeStack stack) throws IOException {
    Path dir = folder.resolve("deep/forge");

    List<String> files = stack.write(dir, Optional.of("git.example.org"));

    assertThat(files).contains("stack.env", "traefik.yml", stack.stackFile());
    assertThat(Files.readString(dir.resolve("stack.env")))
        .contains("\nBZZZ_DOMAIN=git.example.org\n");
    for (String file : files) {
      if (!file.startsWith(ForgeStack.SECRETS) && !file.equals("stack.env")) {
        assertThat(dir.resolve(file))
            .hasSameTextualContentAs(MarkdownPage.ROOT.resolve("docs/deploy").resolve(file));
      }
    }
    assertThat(MarkdownPage.ROOT.resolve(stack.page())).exists();
  }

  @ParameterizedTest
  @EnumSource
  void everySecretThatAStackNamesIsThereAndOnlyItsOwnersToRead(ForgeStack stack)
      throws IOException {
    Path dir = folder.resolve("forge");

    stack.write(dir, Optional.empty());

    String text = Files.readString(dir.resolve(stack.stackFile()));
    List<String> named =
        text.lines()
            .filter(line -> line.contains("file: ../secrets/"))
            .map(ForgeStackTest::last)
            .toList();
    List<Path> there;
    try (Stream<Path> secrets = Files.list(dir.resolve(ForgeStack.SECRETS))) {
      there = secrets.toList();
    }
    assertThat(there).extracting(file -> file.getFileName().toString()).hasSameElementsAs(named);
    assertThat(there).map(Files::readString).doesNotHaveDuplicates().allMatch(s -> s.length() > 40);
    assertThat(there).allMatch(file -> permissions(file).equals("rw-------"));
    assertThat(permissions(dir)).isEqualTo("rwx------");
    assertThat(Files.readString(dir.resolve(".gitignore"))).isEqualTo("secrets/\n");
  }

  @Test
  void aFolderThatHoldsSomethingIsLeftAsItIs() throws IOException {
    ForgeStack.GITEA.write(folder.resolve("forge"), Optional.empty());
    Path secret = folder.resolve("forge/secrets/gitea_secret_key");
    String before = Files.readString(secret);

    assertThatThrownBy(() -> ForgeStack.GITLAB.write(folder.resolve("forge"), Optional.empty()))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("nothing is overwritten");
    assertThatThrownBy(() -> ForgeStack.GITLAB.write(secret, Optional.empty()))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("no empty folder");

    assertThat(Files.readString(secret)).isEqualTo(before);
    assertThat(folder.resolve("forge/gitlab")).doesNotExist();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).hasSize(1);
    }
  }

  @Test
  void anEmptyFolderIsTaken() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    ForgeStack.LOCAL.write(empty, Optional.empty());

    assertThat(empty.resolve("bzzz/Containerfile")).exists();
    assertThat(permissions(empty)).isEqualTo("rwx------");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "git",
        "git.example.org\nA=b",
        "a b.org",
        "git.example.org;id",
        "-a.org",
        "1.2.3.4",
        ""
      })
  void whatIsNoDomainNeverReachesTheShell(String text) {
    assertThat(ForgeStack.isDomain(text)).isFalse();
  }

  private static String last(String line) {
    return line.substring(line.lastIndexOf('/') + 1);
  }

  private static String permissions(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
