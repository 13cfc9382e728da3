package dev.bzzz.core.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.testkit.Conditions;
import dev.bzzz.core.testkit.SandboxContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BubblewrapSandboxTest extends SandboxContract {
  private static Optional<String> unavailable = Optional.empty();

  @BeforeAll
  static void probe() throws InterruptedException {
    unavailable = BubblewrapSandbox.unavailable();
  }

  @Override
  protected Sandbox create() throws InterruptedException {
    assumeTrue(unavailable.isEmpty(), () -> unavailable.orElse(""));
    return new BubblewrapSandbox();
  }

  @Test
  void promisesEverything() throws Exception {
    try (Sandbox sandbox = create()) {
      assertThat(sandbox.features()).containsExactlyInAnyOrder(SandboxFeature.values());
    }
  }

  @Test
  void forkBombIsKilledWithAllItStarted() throws Exception {
    // Doubles eight times: 1000 processes, were it let.
    Files.writeString(
        workspace().resolve("bomb.sh"),
        "n=$1; if [ $n -gt 0 ]; then sh bomb.sh $((n-1)) & sh bomb.sh $((n-1)) & fi; sleep "
            + mark());

    SandboxResult result =
        run(new SandboxLimits(Duration.ofSeconds(20), 1000, 64), "sh", "bomb.sh", "8");

    assertThat(result.ending()).isEqualTo(SandboxResult.Ending.TOO_MANY_PROCESSES);
    assertThat(survivors()).isEmpty();
  }

  @Test
  void nothingOutlivesAnAgentThatDiesWhileItStartsACommand() throws Exception {
    SandboxCommand command =
        new SandboxCommand(
            List.of("sh", "-c", "echo > started; sleep " + mark()),
            workspace(),
            List.of(),
            Map.of(),
            SandboxLimits.DEFAULT);
    Path status = Files.createFile(workspace().resolve("status"));
    List<BooleanSupplier> moments =
        List.of(
            () -> true,
            () -> status.toFile().length() > 0, // bubblewrap's init is there
            () -> Files.exists(workspace().resolve("started")));
    try (BubblewrapSandbox sandbox = (BubblewrapSandbox) create()) {
      for (BooleanSupplier moment : moments) {
        Process process = sandbox.launch(command, status).start();
        Conditions.await(moment);

        process.getOutputStream().close(); // as the kernel does for the dead

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        Conditions.await(() -> survivors().isEmpty());
        Files.writeString(status, "");
      }
    }
  }

  @Test
  void kernelSettingsCannotBeWrittenEvenByRoot() throws Exception {
    // Writes back the value it read, so that nothing changes where this is let through.
    SandboxResult result =
        shell("v=$(cat /proc/sys/vm/swappiness) && echo $v > /proc/sys/vm/swappiness && echo done");

    assertThat(result.output()).contains("Read-only file system").doesNotContain("done");
  }

  @Test
  void hasNoCapabilitiesAndSeesNoOtherProcess() throws Exception {
    SandboxResult result =
        shell("grep -E '^Cap(Prm|Eff|Bnd)' /proc/self/status; echo /proc/[0-9]*; hostname");

    assertThat(result.output().lines().filter(line -> line.startsWith("Cap")))
        .hasSize(3)
        .allMatch(line -> line.endsWith("\t0000000000000000"));
    assertThat(result.output()).doesNotContain("/proc/" + ProcessHandle.current().pid() + " ");
    assertThat(result.output()).endsWith("sandbox\n");
  }

  @Test
  void etcHoldsNoSecretsOfTheHost() throws Exception {
    SandboxResult result =
        shell("cat /etc/passwd; ls /etc/shadow /etc/ssh /etc/ssl/private /etc/gitconfig /var /run");

    assertThat(result.output().lines().filter(line -> line.contains(":x:"))).hasSize(1);
    assertThat(result.output().lines().filter(line -> line.startsWith("ls: cannot"))).hasSize(6);
  }

  @Test
  void gitPointerCannotBeChanged() throws Exception {
    Path pointer = Files.writeString(workspace().resolve(".git"), "gitdir: /nowhere\n");

    SandboxResult result =
        shell("echo x > .git; rm -f .git; mv .git moved; rm -rf .git; cat .git; echo end");

    assertThat(result.output()).endsWith("gitdir: /nowhere\nend\n");
    assertThat(pointer).hasContent("gitdir: /nowhere\n");
    assertThat(workspace().resolve("moved")).doesNotExist();
  }

  @Test
  void gitPointerThatIsALinkShowsNothing(@org.junit.jupiter.api.io.TempDir Path secret)
      throws Exception {
    Files.writeString(secret.resolve("key"), "secret");
    Files.createSymbolicLink(workspace().resolve(".git"), secret);

    assertThat(shell("cat .git/key").output()).doesNotContain("secret\n").contains("cat:");
  }

  @Test
  void readableFolderMayHoldTheWorkspaceOrLieInIt() throws Exception {
    Path inner = Files.createDirectories(workspace().resolve("work"));
    Path kept = Files.createDirectories(inner.resolve("kept"));
    try (Sandbox sandbox = create()) {
      SandboxResult result =
          sandbox.run(
              new SandboxCommand(
                  List.of("sh", "-c", "touch ../no; touch kept/no; touch yes"),
                  inner,
                  List.of(kept, workspace()),
                  Map.of(),
                  SandboxLimits.DEFAULT));

      assertThat(result.succeeded()).as(result.output()).isTrue();
    }
    assertThat(inner.resolve("yes")).exists();
    assertThat(workspace().resolve("no")).doesNotExist();
    assertThat(kept).isEmptyDirectory();
  }

  @Test
  void environmentOfACommandDoesNotReachBubblewrapItself() throws Exception {
    try (Sandbox sandbox = create()) {
      SandboxResult result =
          sandbox.run(
              new SandboxCommand(
                  List.of("sh", "-c", "echo $PATH"),
                  workspace(),
                  List.of(),
                  Map.of("PATH", "/usr/bin", "BASH_ENV", "/nowhere", "ENV", "/nowhere"),
                  SandboxLimits.DEFAULT));

      assertThat(result.output()).isEqualTo("/usr/bin\n");
    }
  }

  @Test
  void folderThatHoldsTooMuchIsNoWorkspace() throws Exception {
    try (Sandbox sandbox = create()) {
      for (String folder :
          List.of("/", "/usr", "/etc/ssl", "/tmp", System.getProperty("user.home"))) {
        assertThatThrownBy(
                () ->
                    sandbox.run(
                        new SandboxCommand(
                            List.of("true"),
                            Path.of(folder),
                            List.of(),
                            Map.of(),
                            SandboxLimits.DEFAULT)))
            .isInstanceOf(PermanentException.class)
            .hasMessageContaining(folder)
            .hasMessageContaining("choose a folder of its own");
      }
    }
  }

  @Test
  void workspaceThatIsNotThereIsNamed() throws Exception {
    try (Sandbox sandbox = create()) {
      Path missing = workspace().resolve("missing");

      assertThatThrownBy(
              () ->
                  sandbox.run(
                      new SandboxCommand(
                          List.of("true"), missing, List.of(), Map.of(), SandboxLimits.DEFAULT)))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining(missing + ": no such folder");
    }
  }
}
