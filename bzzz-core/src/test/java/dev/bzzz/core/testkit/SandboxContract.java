package dev.bzzz.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bzzz.core.sandbox.Sandbox;
import dev.bzzz.core.sandbox.SandboxCommand;
import dev.bzzz.core.sandbox.SandboxFeature;
import dev.bzzz.core.sandbox.SandboxLimits;
import dev.bzzz.core.sandbox.SandboxResult;
import dev.bzzz.core.sandbox.SandboxResult.Ending;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link Sandbox} must do. What its features rule out is skipped. Needs a Unix with sh.
 */
public abstract class SandboxContract {
  private static final SandboxLimits LIMITS =
      new SandboxLimits(Duration.ofSeconds(30), 64 * 1024, 256);

  /** Also what a shell sets by itself. */
  /** So many commands are interrupted while they are started, each at another moment. */
  private static final int STARTS = 12;

  private static final int MAX_START_NANOS = 12_000_000;

  private static final List<String> VISIBLE =
      List.of(
          "PATH", "HOME", "TMPDIR", "LANG", "JAVA_HOME", "GIVEN", "PWD", "OLDPWD", "SHLVL", "_");

  @TempDir Path workspace;
  @TempDir Path outside;

  /** A word on the command lines of this test's processes and of no others. */
  private final String mark = "60." + Math.abs(UUID.randomUUID().getMostSignificantBits());

  private Sandbox sandbox;

  /** Creates a sandbox to test; closed by the contract. */
  protected abstract Sandbox create() throws Exception;

  @BeforeEach
  void openSandbox() throws Exception {
    sandbox = create();
  }

  @AfterEach
  void closeSandbox() {
    if (sandbox != null) {
      sandbox.close();
    }
    survivors().forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void exitCodesComeThrough() throws Exception {
    assertThat(shell("exit 0")).matches(SandboxResult::succeeded);
    assertThat(shell("exit 7"))
        .matches(result -> result.ending() == Ending.EXITED && result.exitCode() == 7);
    assertThat(shell("kill -9 $$"))
        .matches(result -> result.ending() == Ending.EXITED && result.exitCode() == 137);
  }

  @Test
  void stdoutAndStderrComeAsOneInOrder() throws Exception {
    SandboxResult result = shell("echo one; echo two >&2; echo three");

    assertThat(result.output()).isEqualTo("one\ntwo\nthree\n");
    assertThat(result.truncated()).isFalse();
  }

  @Test
  void outputBeyondTheLimitIsReadAndThrownAway() throws Exception {
    SandboxResult result =
        run(limits(Duration.ofSeconds(30), 1000, 256), "sh", "-c", "yes | head -c 1000000; exit 3");

    assertThat(result.output()).hasSize(1000).startsWith("y\ny\n");
    assertThat(result.truncated()).isTrue();
    assertThat(result.exitCode()).isEqualTo(3);
  }

  @Test
  void outputIsNotCutInTheMiddleOfACharacter() throws Exception {
    SandboxResult result =
        run(limits(Duration.ofSeconds(30), 4, 256), "printf", "a\\303\\244\\303\\244\\303\\244");

    assertThat(result.output()).isEqualTo("aä");
    assertThat(result.truncated()).isTrue();
  }

  @Test
  void outputThatIsNoUtf8IsReplaced() throws Exception {
    assertThat(run("printf", "\\377a\\303\\244\\n").output()).isEqualTo("\ufffdaä\n");
  }

  @Test
  void inputIsEmpty() throws Exception {
    SandboxResult result = run("cat");

    assertThat(result.succeeded()).isTrue();
    assertThat(result.output()).isEmpty();
  }

  @Test
  void programThatIsNotThereIsNotStarted() throws Exception {
    for (String name : List.of("no-such-program-" + mark, "./nothing here", "--version")) {
      SandboxResult result = run(name);

      assertThat(result.ending()).isEqualTo(Ending.NOT_STARTED);
      assertThat(result.exitCode()).isEqualTo(-1);
      assertThat(result.output()).contains(name);
    }
  }

  @Test
  void wordsArriveAsTheyAre() throws Exception {
    List<String> words =
        List.of(
            "", " ", "a b", "'", "\"", "$HOME", "`id`", "x\ny", "-x", "--", "--bind", "*", "\\");
    List<String> argv =
        new ArrayList<>(
            List.of("sh", "-c", "for w in \"$@\"; do printf '[%s]' \"$w\"; done", "sh"));
    argv.addAll(words);

    SandboxResult result = run(argv.toArray(String[]::new));

    assertThat(result.output()).isEqualTo("[" + String.join("][", words) + "]");
  }

  @Test
  void workspaceIsWhereACommandStartsAndWhatItWritesStays() throws Exception {
    Files.writeString(workspace.resolve("in.txt"), "from outside");

    SandboxResult first = shell("pwd; cat in.txt; mkdir -p sub; echo from inside > sub/out.txt");
    SandboxResult second = shell("cat sub/out.txt");

    assertThat(first.output()).isEqualTo(workspace.toRealPath() + "\nfrom outside");
    assertThat(workspace.resolve("sub/out.txt")).hasContent("from inside");
    assertThat(second.output()).isEqualTo("from inside\n");
  }

  @Test
  void workspaceMayHaveBlanksAndForeignLettersInItsPath() throws Exception {
    assumeTrue(
        "UTF-8".equals(System.getProperty("sun.jnu.encoding")),
        "file names of this JVM are not UTF-8: set LC_ALL=C.UTF-8");
    Path odd = Files.createDirectories(workspace.resolve("a b/größe 'x' $y"));

    SandboxResult result =
        sandbox.run(
            new SandboxCommand(
                List.of("sh", "-c", "echo ok > file; pwd"), odd, List.of(), Map.of(), LIMITS));

    assertThat(result.output()).isEqualTo(odd.toRealPath() + "\n");
    assertThat(odd.resolve("file")).hasContent("ok");
  }

  @Test
  void readableFolderCanBeRead() throws Exception {
    Files.writeString(outside.resolve("shown.txt"), "shown");

    SandboxResult result = reading(outside, "cat '" + outside.resolve("shown.txt") + "'");

    assertThat(result.output()).isEqualTo("shown");
  }

  @Test
  void environmentIsTheMinimumAndWhatIsGiven() throws Exception {
    SandboxResult result =
        sandbox.run(
            new SandboxCommand(
                List.of("env"), workspace, List.of(), Map.of("GIVEN", "a 'b' $c"), LIMITS));

    assertThat(result.output().lines().map(line -> line.split("=")[0]))
        .isSubsetOf(VISIBLE)
        .contains("PATH", "HOME", "TMPDIR", "LANG", "JAVA_HOME");
    assertThat(result.output().lines()).contains("GIVEN=a 'b' $c");
  }

  @Test
  void homeAndTemporaryFolderAreEmptyAndOwnToEachCommand() throws Exception {
    SandboxResult first =
        shell("ls -A \"$HOME\" \"$TMPDIR\"/x 2>&1; touch \"$HOME/left\" \"$TMPDIR/left\"");
    SandboxResult second =
        shell(
            "ls -A \"$HOME\" | cat; ls \"$TMPDIR/left\" 2> /dev/null; touch \"$TMPDIR/own\" && echo writable");

    assertThat(first.output()).doesNotContain("left");
    assertThat(second.output()).isEqualTo("writable\n");
    assertThat(run("sh", "-c", "echo $HOME").output().strip())
        .isNotEqualTo(System.getProperty("user.home"));
  }

  @Test
  void agentsHomeCannotBeRead() throws Exception {
    assumeFeature(SandboxFeature.PRIVATE_HOME);
    Path secret =
        Files.createTempFile(Path.of(System.getProperty("user.home")), ".bzzz-contract-", ".key");
    Files.writeString(outside.resolve("secret.key"), "secret");
    try {
      SandboxResult result =
          shell(
              "cat '" + secret + "'; cat '" + outside.resolve("secret.key") + "'; ls /home /root");

      assertThat(result.output()).doesNotContain(secret.getFileName() + "\n");
      assertThat(result.output().lines()).doesNotContain("secret");
      assertThat(result.output().lines().filter(line -> line.startsWith("cat:"))).hasSize(2);
    } finally {
      Files.delete(secret);
    }
  }

  @Test
  void nothingOutsideTheWorkspaceCanBeWritten() throws Exception {
    assumeFeature(SandboxFeature.CONFINED_WRITES);
    Path shown = Files.writeString(outside.resolve("shown.txt"), "before");
    Files.createSymbolicLink(workspace.resolve("link"), shown);

    SandboxResult result =
        reading(
            outside,
            "echo x > link; echo x > '"
                + shown
                + "'; rm -f '"
                + shown
                + "'; touch '"
                + outside.resolve("new")
                + "'; touch /usr/bzzz-contract /etc/bzzz-contract /bzzz-contract && echo written");

    assertThat(result.output()).doesNotContain("written");
    assertThat(shown).hasContent("before");
    assertThat(outside).isDirectoryContaining(path -> path.equals(shown));
    assertThat(outside.resolve("new")).doesNotExist();
    assertThat(Path.of("/usr/bzzz-contract")).doesNotExist();
  }

  @Test
  void noServerOfTheHostCanBeReached() throws Exception {
    assumeFeature(SandboxFeature.NO_NETWORK);
    Files.writeString(
        workspace.resolve("Connect.java"),
        """
        public class Connect {
          public static void main(String[] args) throws Exception {
            try (var socket = new java.net.Socket("127.0.0.1", Integer.parseInt(args[0]))) {
              System.out.println("connected");
            } catch (java.io.IOException e) {
              System.out.println("kept away");
            }
          }
        }
        """);
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(server.getLocalPort());
      SandboxResult result = run("java", "-XX:TieredStopAtLevel=1", "Connect.java", port);

      assertThat(result.output()).isEqualTo("kept away\n");
    }
  }

  @Test
  void timeOutKillsChildrenThatIgnoreSignals() throws Exception {
    SandboxResult result =
        run(
            limits(Duration.ofMillis(800), 1000, 256),
            "sh",
            "-c",
            "trap '' TERM INT HUP; (sh -c \"trap '' TERM HUP; sleep "
                + mark
                + "; :\" & touch started); sleep "
                + mark);

    assertThat(workspace.resolve("started")).exists();
    assertThat(result.ending()).isEqualTo(Ending.TIMED_OUT);
    assertThat(result.exitCode()).isEqualTo(-1);
    assertThat(survivors()).isEmpty();
  }

  @Test
  void noChildOutlivesItsCommand() throws Exception {
    assumeFeature(SandboxFeature.KILLED_AS_GROUP);
    String escape = "(setsid sh -c 'sleep " + mark + "; :' >/dev/null 2>&1 &); touch started";

    SandboxResult ended = shell(escape);
    SandboxResult killed =
        run(limits(Duration.ofMillis(500), 1000, 256), "sh", "-c", escape + "; sleep " + mark);

    assertThat(ended.succeeded()).isTrue();
    assertThat(killed.ending()).isEqualTo(Ending.TIMED_OUT);
    assertThat(workspace.resolve("started")).exists();
    assertThat(survivors()).isEmpty();
  }

  @Test
  void interruptKillsTheCommandAndIsThrown() throws Exception {
    var run = new FutureTask<>(() -> shell("sleep " + mark + " & touch started; sleep " + mark));
    Thread thread = new Thread(run, "sandbox-caller");
    thread.start();
    await(() -> Files.exists(workspace.resolve("started")));

    thread.interrupt();

    Throwable thrown = null;
    try {
      run.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      thrown = e.getCause();
    }
    assertThat(thrown).isInstanceOf(InterruptedException.class);
    assertThat(survivors()).isEmpty();
  }

  @Test
  void interruptWhileItIsBeingStartedLeavesNothingRunning() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < STARTS; i++) {
      var run = new FutureTask<>(() -> shell("sleep " + mark));
      Thread thread = new Thread(run, "sandbox-caller");
      thread.start();
      LockSupport.parkNanos(random.nextInt(MAX_START_NANOS));
      thread.interrupt();

      assertThatThrownBy(() -> run.get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(InterruptedException.class);
    }

    assertThat(survivors()).isEmpty();
  }

  @Test
  void tooManyProcessesKillTheCommand() throws Exception {
    assumeFeature(SandboxFeature.LIMITED_PROCESSES);

    SandboxResult result =
        run(
            limits(Duration.ofSeconds(20), 1000, 20),
            "sh",
            "-c",
            "i=0; while [ $i -lt 60 ]; do sleep " + mark + " & i=$((i+1)); done; wait");

    assertThat(result.ending()).isEqualTo(Ending.TOO_MANY_PROCESSES);
    assertThat(survivors()).isEmpty();
  }

  @Test
  void processesUpToTheLimitAreFine() throws Exception {
    SandboxResult result =
        run(
            limits(Duration.ofSeconds(20), 1000, 30),
            "sh",
            "-c",
            "i=0; while [ $i -lt 200 ]; do sleep 0 & wait; i=$((i+1)); done;"
                + " i=0; while [ $i -lt 20 ]; do sleep 0.2 & i=$((i+1)); done; wait");

    assertThat(result.succeeded()).as(result.toString()).isTrue();
  }

  @Test
  void commandsRunSideBySide() throws Exception {
    int commands = 6;
    var pool = Executors.newFixedThreadPool(commands);
    try {
      List<Callable<SandboxResult>> calls = new ArrayList<>();
      for (int i = 0; i < commands; i++) {
        String text = "command " + i;
        calls.add(() -> shell("echo '" + text + "'; echo '" + text + "' > 'file of " + text + "'"));
      }

      List<Future<SandboxResult>> results = pool.invokeAll(calls);

      for (int i = 0; i < commands; i++) {
        assertThat(results.get(i).get().output()).isEqualTo("command " + i + "\n");
        assertThat(workspace.resolve("file of command " + i)).hasContent("command " + i);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void shellGitAndTheJdkAreThere() throws Exception {
    Files.writeString(
        workspace.resolve("Hello.java"),
        "class Hello { public static void main(String[] a) { System.out.print(\"hello from \""
            + " + System.getProperty(\"java.version\")); } }");

    SandboxResult result =
        shell(
            "git init -q . && git add Hello.java && git status --short"
                + " && javac -d out Hello.java && java -cp out Hello");

    assertThat(result.output())
        .endsWith("A  Hello.java\nhello from " + System.getProperty("java.version"));
    assertThat(result.succeeded()).isTrue();
  }

  /** Runs a script in the test's workspace. */
  protected final SandboxResult shell(String script) throws InterruptedException {
    return run("sh", "-c", script);
  }

  /** Runs a command in the test's workspace. */
  protected final SandboxResult run(String... argv) throws InterruptedException {
    return run(LIMITS, argv);
  }

  /** Runs a command in the test's workspace under limits. */
  protected final SandboxResult run(SandboxLimits limits, String... argv)
      throws InterruptedException {
    return sandbox.run(new SandboxCommand(List.of(argv), workspace, List.of(), Map.of(), limits));
  }

  /** The test's workspace. */
  protected final Path workspace() {
    return workspace;
  }

  /** A word for command lines by which {@link #survivors()} finds them; a duration for sleep. */
  protected final String mark() {
    return mark;
  }

  /** Processes of this test that are alive. */
  protected final List<ProcessHandle> survivors() {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(one -> one.info().commandLine().orElse("").contains(mark)).toList();
    }
  }

  private SandboxResult reading(Path folder, String script) throws InterruptedException {
    return sandbox.run(
        new SandboxCommand(
            List.of("sh", "-c", script), workspace, List.of(folder), Map.of(), LIMITS));
  }

  private static SandboxLimits limits(Duration time, int outputBytes, int processes) {
    return new SandboxLimits(time, outputBytes, processes);
  }

  private void assumeFeature(SandboxFeature feature) {
    assumeTrue(
        sandbox.features().contains(feature), () -> sandbox.name() + " does not offer " + feature);
  }

  private static void await(BooleanSupplier condition) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IOException("the command did not get there within 60 s");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }
}
