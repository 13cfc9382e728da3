package dev.bzzz.core.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PrivateFolderTest {
  @Test
  void whatAKilledProcessLeftBehindIsRemovedByTheNextOneAndNothingElse() throws Exception {
    String prefix = "bzzz-test-" + ProcessHandle.current().pid() + "-";
    Process killed = hold(prefix);
    Process alive = hold(prefix);
    Path left = read(killed);
    Path inUse = read(alive);
    Path foreign = Files.createTempDirectory(prefix);
    killed.destroyForcibly().waitFor();

    try (PrivateFolder own = PrivateFolder.create(prefix)) {
      assertThat(left).doesNotExist();
      assertThat(inUse).exists();
      assertThat(foreign).exists();

      alive.destroyForcibly().waitFor();
      try (PrivateFolder second = PrivateFolder.create(prefix)) {
        assertThat(second.path()).exists();
        assertThat(inUse).doesNotExist();
        assertThat(own.path()).exists();
      }
    } finally {
      killed.destroyForcibly();
      alive.destroyForcibly();
      Files.delete(foreign);
    }
  }

  @Test
  void aClosedOneIsGoneWithAllThatIsInIt() throws IOException {
    PrivateFolder folder = PrivateFolder.create("bzzz-test-");
    Files.writeString(Files.createDirectory(folder.path().resolve("a")).resolve("b"), "c");

    folder.close();

    assertThat(folder.path()).doesNotExist();
  }

  private static Process hold(String prefix) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            prefix)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static Path read(Process holder) throws IOException {
    return Path.of(holder.inputReader().readLine());
  }

  /** Another process with a folder. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws InterruptedException {
      System.out.println(PrivateFolder.create(arguments[0]).path());
      TimeUnit.MINUTES.sleep(1);
    }
  }
}
