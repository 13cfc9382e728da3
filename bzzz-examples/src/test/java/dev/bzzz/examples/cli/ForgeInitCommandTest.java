package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForgeInitCommandTest {
  @TempDir Path folder;

  @Test
  void itNamesWhatItWroteAndTheNextCommandsButNoSecret() throws IOException {
    Path dir = folder.resolve("my forge");

    Cli.Ended ended = init("gitea", "--dir=" + dir, "--domain=Git.Example.org", "--json");
    Cli.Ended again = init("gitea", "--dir=" + dir);

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.json().path("domain").asText()).isEqualTo("git.example.org");
    assertThat(ended.json().path("files").toString())
        .contains("gitea/stack.yml", "secrets/gitea_secret_key");
    assertThat(ended.json().path("next").toString())
        .contains("cd '" + dir + "'", "docker stack deploy -c gitea/stack.yml gitea");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("nothing is overwritten");
    try (Stream<Path> secrets = Files.list(dir.resolve("secrets"))) {
      assertThat(secrets.toList())
          .hasSize(3)
          .map(Files::readString)
          .noneMatch(secret -> (ended.out() + ended.err() + again.err()).contains(secret));
    }
  }

  @Test
  void withoutADomainItSaysWhereToWriteIt() {
    Cli.Ended ended = init("local", "--dir=" + folder.resolve("forge"));

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out())
        .contains("stack.env    # the domain, and your mail address", "docs/deploy/bzzz/README.md");
  }

  @Test
  void whatIsNoForgeOrNoDomainIsWrongUsage() {
    Cli.Ended kind = init("gogs", "--dir=" + folder);
    Cli.Ended domain = init("local", "--dir=" + folder, "--domain=localhost");

    assertThat(kind.exitCode()).isEqualTo(2);
    assertThat(kind.err()).contains("gitlab, gitea or local, not 'gogs'");
    assertThat(domain.exitCode()).isEqualTo(2);
    assertThat(domain.err()).contains("such as git.example.org");
    assertThat(folder).isEmptyDirectory();
  }

  private static Cli.Ended init(String... words) {
    return Cli.run(Stream.concat(Stream.of("forge", "init"), Stream.of(words)).toArray());
  }
}
