package dev.bzzz.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {
  private static final String VALUE = "s3cr3t-value";

  @TempDir Path temp;

  private static Secret at(String reference) {
    return Secret.at(SecretReference.parse(reference), Map.of("TOKEN", VALUE + "\n"));
  }

  @Test
  void aSecretIsFoundWhereItsReferenceSays() throws Exception {
    Path file = Files.writeString(temp.resolve("token file"), VALUE + "\n");

    assertThat(at("env:TOKEN").value()).isEqualTo(VALUE);
    assertThat(at("file:" + file).value()).isEqualTo(VALUE);
    assertThat(at("command:echo '" + VALUE + "' \"a b\"").value()).isEqualTo(VALUE + " a b");
    assertThat(Secret.fixed(VALUE).value()).isEqualTo(VALUE);
  }

  @Test
  void itIsNeverShown() {
    for (Secret secret :
        List.of(at("env:TOKEN"), at("command:echo " + VALUE), Secret.fixed(VALUE))) {
      assertThat(secret.value()).isEqualTo(VALUE);
      assertThat(secret.toString()).doesNotContain("s3cr3t");
    }
    assertThat(at("env:TOKEN")).hasToString("secret at env:TOKEN");
    assertThat(Secret.fingerprint("abc")).isEqualTo("ba7816bf"); // FIPS 180-2, appendix B.1
  }

  @Test
  void whatIsNoReferenceIsRefusedWithoutRepeatingIt() {
    for (String wrong :
        List.of(VALUE, "", "env:", "env:a b", "file:", "command:", "command:a 'b", "ENV:TOKEN")) {
      assertThatThrownBy(() -> SecretReference.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("a secret is given by reference: env:NAME")
          .message()
          .doesNotContain(VALUE);
    }
  }

  @Test
  void whyItCannotBeHadIsTold() throws Exception {
    Path empty = Files.createFile(temp.resolve("empty"));
    Path large = Files.write(temp.resolve("large"), new byte[Secret.MAX_BYTES + 1]);
    Map<String, String> causes =
        Map.of(
            "env:MISSING",
            "cannot get the secret env:MISSING: the variable is not set; set it",
            "file:" + temp.resolve("none"),
            "there is no such file",
            "file:" + empty,
            "there is nothing in it",
            "file:" + large,
            "longer than 65536 bytes",
            "command:false " + VALUE,
            "secret command:false: the program ended with exit code 1",
            "command:no-such-program-here",
            "the program cannot be run");
    causes.forEach(
        (reference, cause) ->
            assertThatThrownBy(() -> at(reference).value())
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining(cause)
                .message()
                .doesNotContain(VALUE));
  }

  @Test
  void nobodyWaitsForAPipeOrReadsADevice() throws Exception {
    Path pipe = temp.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    for (Path each : List.of(pipe, Path.of("/dev/zero"))) {
      assertThatThrownBy(() -> at("file:" + each).value())
          .isInstanceOf(PermanentException.class)
          .hasMessageContainingAll(each.toString(), "it is a pipe", "command:");
    }
  }

  @Test
  void aChangedFileIsReadAgain() throws Exception {
    Path file = Files.writeString(temp.resolve("token"), "one");
    Secret secret = at("file:" + file);
    assertThat(secret.value()).isEqualTo("one");

    Files.writeString(file, "two");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    assertThat(secret.value()).isEqualTo("two");

    Files.delete(file);
    assertThat(secret.value()).isEqualTo("two"); // it is just being replaced
    Files.writeString(file, "three");
    assertThat(secret.value()).isEqualTo("three");
  }

  @Test
  void aRefusedSecretIsLookedUpAgainButNotAllTheTime() throws Exception {
    Path source = Files.writeString(temp.resolve("source"), "one");
    AtomicLong nanos = new AtomicLong(-5);
    Secret secret =
        new KeptSecret(SecretReference.parse("command:cat " + source), Map.of(), nanos::get);
    assertThat(secret.value()).isEqualTo("one");
    assertThat(secret.renewed("one")).isEmpty();
    Files.writeString(source, "two");

    assertThat(secret.renewed("one")).isEmpty();
    nanos.addAndGet(Duration.ofSeconds(30).toNanos());
    assertThat(secret.renewed("one")).contains("two");
    assertThat(secret.value()).isEqualTo("two");
    assertThat(secret.renewed("one")).contains("two"); // another thread was refused meanwhile
  }
}
