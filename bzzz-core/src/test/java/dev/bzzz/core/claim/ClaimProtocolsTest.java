package dev.bzzz.core.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.machine.Machine;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimProtocolsTest {
  @TempDir Path folder;

  @Test
  void thoseThatComeWithBzzzAreFoundByName() {
    assertThat(ClaimProtocols.names()).contains("optimistic");
    for (String name : ClaimProtocols.names()) {
      assertThat(ClaimProtocols.named(name).name()).isEqualTo(name);
    }
  }

  @Test
  void anUnknownNameIsAnErrorThatListsTheKnownOnes() {
    assertThatThrownBy(() -> ClaimProtocols.named("optimist"))
        .isInstanceOf(NotFound.class)
        .hasMessageContainingAll("'optimist'", "optimistic");
  }

  @Test
  void twoOfOneNameAreAnErrorThatNamesBoth() {
    List<ClaimProtocol> all = List.of(new OptimisticProtocol(), new Twin());

    assertThatThrownBy(() -> ClaimProtocols.named("optimistic", all))
        .isInstanceOf(PermanentException.class)
        .hasMessageContainingAll(OptimisticProtocol.class.getName(), Twin.class.getName());
  }

  @Test
  void aServiceFileThatNamesNoClassIsAnErrorThatNamesTheFile() throws IOException {
    Path file = folder.resolve("META-INF/services/" + ClaimProtocol.class.getName());
    Files.createDirectories(file.getParent());
    Files.writeString(file, "com.acme.Missing\n");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();

    try (URLClassLoader acme = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(acme);
      assertThatThrownBy(ClaimProtocols::names)
          .isInstanceOf(PermanentException.class)
          .hasMessageContainingAll("com.acme.Missing", "META-INF/services/");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Public, as the loader wants it. */
  public static final class Twin implements ClaimProtocol {
    @Override
    public String name() {
      return "optimistic";
    }

    @Override
    public Machine<ClaimInput, ClaimEffect> machine(ClaimContext context) {
      throw new AssertionError("never started");
    }
  }
}
