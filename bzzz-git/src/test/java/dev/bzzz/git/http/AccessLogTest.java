package dev.bzzz.git.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.Secret;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
  @TempDir Path temp;

  private static Access access(int number) {
    return new Access(
        Instant.ofEpochSecond(number), "GET", "http://h/" + number, "01234567", "200", 5);
  }

  @Test
  void callsAreReadAsTheyWereWritten() throws Exception {
    Path file = temp.resolve("access.jsonl");
    AccessLog.open(file).accept(access(1));
    AccessLog.open(file).accept(access(2));
    Files.writeString(file, "{\"at\":\"half", StandardOpenOption.APPEND);
    List<Access> read = new ArrayList<>();

    AccessLog.read(file, read::add);

    assertThat(read).containsExactly(access(1), access(2));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void theFileDoesNotGrowForEver() throws Exception {
    Path file = temp.resolve("access.jsonl");
    AccessLog log = AccessLog.open(file, 500);
    for (int i = 0; i < 100; i++) {
      log.accept(access(i));
    }
    List<Access> read = new ArrayList<>();

    AccessLog.read(file, read::add);

    assertThat(Files.size(file)).isLessThanOrEqualTo(500);
    assertThat(Files.size(temp.resolve("access.jsonl.1"))).isLessThanOrEqualTo(500);
    assertThat(read)
        .endsWith(access(97), access(98), access(99))
        .isSortedAccordingTo(java.util.Comparator.comparing(Access::at));
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed() {
    assertThatThrownBy(() -> AccessLog.open(temp))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining(temp.toString());
  }

  @Test
  void aClientTellsEveryCallAndNoSecret() {
    List<Access> told = new ArrayList<>();
    try (FakeHost host = FakeHost.start();
        HostClient client =
            HostClient.open(
                HostOptions.builder(host.url())
                    .token(Secret.fixed("planted-token"))
                    .listener(told::add)
                    .build())) {
      client.send(
          HostRequest.get("look", "things").query("page", 2).query("private_token", "planted"));

      assertThat(told)
          .singleElement()
          .satisfies(
              access -> {
                assertThat(access.verb()).isEqualTo("GET");
                assertThat(access.url()).isEqualTo(host.url() + "/things?page=2&private_token=…");
                assertThat(access.token()).isEqualTo(Secret.fingerprint("planted-token"));
                assertThat(access.answer()).isEqualTo("200");
              });
    }
    assertThat(Transport.logged(URI.create("http://u:p@h/x?a=1#f"))).isEqualTo("http://h/x?a=…");
  }
}
