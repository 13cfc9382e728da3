package dev.bzzz.llm.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Whatever path a model names, nothing outside the workspace or protected in it changes. */
class WorkspaceFilesPropertyTest {
  private Path top;
  private Path root;

  @BeforeProperty
  void lay() throws IOException {
    top = Files.createTempDirectory("bzzz-files");
    root = Files.createDirectories(top.resolve("ws"));
    for (String dir : List.of("out", "ws/src", "ws/.bzzz", "ws/.git")) {
      Files.createDirectories(top.resolve(dir));
      Files.writeString(top.resolve(dir).resolve("f"), "SECRET " + dir);
    }
    Files.createSymbolicLink(root.resolve("out"), top.resolve("out"));
    Files.createSymbolicLink(root.resolve("up"), Path.of(".."));
    Files.createSymbolicLink(root.resolve("in"), Path.of("src"));
    Files.createSymbolicLink(root.resolve("pol"), Path.of(".bzzz"));
    Files.createSymbolicLink(root.resolve("g"), Path.of(".git/f"));
    Files.createSymbolicLink(root.resolve("gone"), top.resolve("out/new"));
  }

  @AfterProperty
  void sweep() throws IOException {
    try (Stream<Path> all = Files.walk(top)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Property(tries = 1000)
  void nothingOutsideIsReadOrWritten(@ForAll("paths") String path) throws IOException {
    WorkspaceFiles files = new WorkspaceFiles(root);

    String read = "";
    try {
      read = files.readText(path);
    } catch (ToolFailure e) {
      assertThat(e.getMessage()).doesNotContain("SECRET");
    }
    try {
      files.write(path, "written");
    } catch (ToolFailure e) {
      assertThat(e.getMessage()).doesNotContain("SECRET");
    }

    assertThat(read).doesNotContain("SECRET out").doesNotContain("SECRET ws/.git");
    assertThat(Files.readString(top.resolve("out/f"))).isEqualTo("SECRET out");
    assertThat(Files.readString(root.resolve(".bzzz/f"))).isEqualTo("SECRET ws/.bzzz");
    assertThat(Files.readString(root.resolve(".git/f"))).isEqualTo("SECRET ws/.git");
    for (String dir : List.of("out", "ws/.bzzz", "ws/.git")) {
      try (Stream<Path> inside = Files.list(top.resolve(dir))) {
        assertThat(inside).hasSize(1);
      }
    }
    try (Stream<Path> inside = Files.list(top)) {
      assertThat(inside).hasSize(2);
    }
    for (String link : List.of("out", "up", "in", "pol", "g", "gone")) {
      assertThat(Files.isSymbolicLink(root.resolve(link))).isTrue();
    }
    assertThat(Files.isDirectory(root.resolve("src"), LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Provide
  Arbitrary<String> paths() {
    Arbitrary<String> part =
        Arbitraries.of(
            "..",
            ".",
            "",
            "out",
            "up",
            "in",
            "pol",
            "g",
            "gone",
            "src",
            "f",
            "new",
            "ws",
            ".git",
            ".GIT",
            ".bzzz",
            ".Bzzz",
            "~",
            "\\..",
            "%2e%2e",
            "a\u0000b",
            "\ud800",
            " ");
    Arbitrary<String> joined = part.list().ofMinSize(1).ofMaxSize(6).map(p -> String.join("/", p));
    return Arbitraries.oneOf(joined, joined.map(p -> top + "/" + p));
  }
}
