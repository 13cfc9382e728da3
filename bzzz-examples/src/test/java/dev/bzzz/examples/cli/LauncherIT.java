package dev.bzzz.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the launcher in a checkout made up for it, with spaces in its path. Unless a test says
 * otherwise its jar is {@link LauncherProbe}, and its Maven a fake that takes down each call and
 * copies that jar.
 */
@Timeout(60)
final class LauncherIT {
  private static final Path LAUNCHER = Path.of("..", "bzzz");
  private static final Path BUILT = Path.of("target", "bzzz-agent.jar");
  private static final List<String> TOOLS =
      List.of(
          "sh",
          "cat",
          "dirname",
          "find",
          "flock",
          "head",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "rmdir",
          "sed",
          "sleep",
          "tail",
          "touch",
          "ln",
          "cp",
          "env");

  @TempDir private Path folder;
  private Path checkout;
  private Path tools;
  private Path probe;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void prepare() throws IOException {
    checkOut("my check out");
    tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : TOOLS) {
      Files.createSymbolicLink(tools.resolve(tool), which(tool));
    }
    probe = probeJar(folder.resolve("probe.jar"));
    environment.put("PATH", tools.toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
  }

  private void checkOut(String where) throws IOException {
    checkout = Files.createDirectories(folder.resolve(where));
    Files.copy(LAUNCHER, checkout.resolve("bzzz"));
    executable(checkout.resolve("bzzz"));
    Files.writeString(checkout.resolve("pom.xml"), "<project/>");
    Path sources = Files.createDirectories(checkout.resolve("bzzz-examples/src/main/java"));
    Files.writeString(checkout.resolve("bzzz-examples/pom.xml"), "<project/>");
    Files.writeString(sources.resolve("A.java"), "class A {}");
  }

  @Test
  void theBuiltAgentShowsItsHelp() throws Exception {
    assumeTrue(Files.exists(BUILT), "the jar is built by the package phase");
    Files.createDirectories(jar().getParent());
    Files.copy(BUILT, jar());

    Path classes = folder.resolve("classes.log");
    environment.put("BZZZ_JAVA_OPTS", "-Xlog:class+load:file=" + classes);

    Ended help = run(List.of(launcher(), "--help"));

    assertThat(help.exitCode()).isZero();
    assertThat(classes)
        .as("what help loads: it is quick because it leaves the rest alone")
        .content()
        .contains("dev.bzzz.examples.cli.Bzzz")
        .doesNotContain("org.eclipse.jgit", "io.github.ollama4j", "ch.qos.logback");
    assertThat(help.out()).contains("Usage: bzzz", "task", "init");
    assertThat(help.err()).isEmpty();
    assertThat(run(List.of(launcher(), "no-such-command")).exitCode()).isEqualTo(2);
  }

  @Test
  void argumentsAndExitCodesPassUnchanged() throws Exception {
    jarIsFresh();

    Ended ended = run(List.of(launcher(), "a b", "*", "", "ü"));

    assertThat(ended.out()).isEqualTo("[a b]\n[*]\n[]\n[ü]\nopts=none\n");
    assertThat(run(List.of(launcher(), "exit", "7")).exitCode()).isEqualTo(7);
  }

  @Test
  void worksFromAnywhereThroughSymbolicLinksWithSpaces() throws Exception {
    jarIsFresh();
    Path elsewhere = Files.createDirectories(folder.resolve("else where"));
    Files.createSymbolicLink(elsewhere.resolve("first link"), checkout.resolve("bzzz"));
    Files.createSymbolicLink(elsewhere.resolve("second link"), Path.of("first link"));

    Ended ended = run(elsewhere, List.of("./second link", "here"));

    assertThat(ended.out()).startsWith("[here]");
  }

  @Test
  void optionsForJavaAreSplitAtBlanks() throws Exception {
    jarIsFresh();
    environment.put("BZZZ_JAVA_OPTS", "-Xmx100m -Dprobe=set");

    assertThat(run(List.of(launcher())).out()).isEqualTo("opts=set\n");
  }

  @Test
  void aTerminationSignalReachesJava() throws Exception {
    jarIsFresh();
    Process process = start(checkout, List.of(launcher(), "wait"));
    try (BufferedReader out = process.inputReader(UTF_8)) {
      assertThat(out.readLine()).isEqualTo("[wait]");

      process.destroy();

      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(143);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void buildsAMissingJarAndSaysSo() throws Exception {
    fakeMaven("");

    Ended ended = run(List.of(launcher(), "x"));

    assertThat(ended.out()).startsWith("[x]");
    assertThat(ended.err()).isEqualTo("bzzz: building Bzzz (first start takes about a minute)…\n");
    assertThat(calls()).hasSize(1);
    assertThat(run(List.of(launcher(), "x")).err()).isEmpty();
    assertThat(calls()).hasSize(1);
  }

  @Test
  void laterStartsTakeTheClassesFromTheArchiveThatTheBuildLeft() throws Exception {
    checkOut("checkout"); // java takes no archived classes of a jar with a space in its path
    fakeMaven("");
    run(List.of(launcher(), "x"));
    Path classes = folder.resolve("classes.log");
    environment.put("BZZZ_JAVA_OPTS", "-Xlog:class+load:file=" + classes);

    Ended ended = run(List.of(launcher(), "x"));

    assertThat(ended.out()).isEqualTo("[x]\nopts=none\n");
    assertThat(classes).content().containsPattern("LauncherProbe source: shared objects file");
    Files.setLastModifiedTime(jar(), FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(run(List.of(launcher(), "x")))
        .as("with the archive of another jar")
        .isEqualTo(new Ended(0, "[x]\nopts=none\n", ""));
    assertThat(classes).content().containsPattern("LauncherProbe source: file:");
  }

  @Test
  void buildsAgainWhenASourceIsNewerThanTheJar() throws Exception {
    fakeMaven("");
    jarIsFresh();
    Path source = checkout.resolve("bzzz-examples/src/main/java/A.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(3600)));

    run(List.of(launcher(), "x"));

    assertThat(calls()).hasSize(1);
  }

  @Test
  void theOldJarStaysWholeUntilTheNewOneIs() throws Exception {
    jarIsFresh();
    Object before = Files.readAttributes(jar(), "unix:ino").get("ino");
    fakeMaven("test -s '" + jar() + "' || exit 9");
    Files.setLastModifiedTime(jar(), FileTime.from(Instant.EPOCH));

    assertThat(run(List.of(launcher(), "x")).exitCode()).isZero();

    assertThat(Files.readAttributes(jar(), "unix:ino").get("ino")).isNotEqualTo(before);
  }

  @Test
  void parallelStartsBuildOnce() throws Exception {
    startTwice();
  }

  @Test
  void parallelStartsBuildOnceWithoutFlock() throws Exception {
    Files.delete(tools.resolve("flock"));

    startTwice();

    assertThat(checkout.resolve(".bzzz-build.lock.link")).doesNotExist();
  }

  @Test
  void aLockWhoseOwnerIsDeadIsTakenOver() throws Exception {
    Files.delete(tools.resolve("flock"));
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.createSymbolicLink(
        checkout.resolve(".bzzz-build.lock.link"), Path.of("pid-" + dead.pid()));
    fakeMaven("");

    assertThat(run(List.of(launcher(), "x")).out()).startsWith("[x]");
  }

  @Test
  void aFailedBuildShowsWhatMavenSaid() throws Exception {
    fakeMaven("echo '[ERROR] the disk is full'; exit 3");

    Ended ended = run(List.of(launcher(), "x"));

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .contains("[ERROR] the disk is full")
        .contains("bzzz: cannot build Bzzz: Maven failed with exit code 3; the whole log is ");
    assertThat(jar()).doesNotExist();
  }

  @Test
  void aFolderWithNeitherJarNorSourcesIsNamed() throws Exception {
    Files.delete(checkout.resolve("pom.xml"));

    Ended ended = run(List.of(launcher()));

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err().lines()).hasSize(1);
    assertThat(ended.err()).contains("holds neither " + jar() + " nor the sources");
  }

  @Test
  void aMissingMavenIsNamedWithWhatToInstall() throws Exception {
    Ended ended = run(List.of(launcher()));

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err())
        .isEqualTo(
            "bzzz: cannot build Bzzz: there is no mvn on the PATH; install Maven 3.8 or newer"
                + " (Debian, Ubuntu: apt install maven)\n");
  }

  @Test
  void aMissingJavaIsNamedWithWhatToInstall() throws Exception {
    environment.remove("JAVA_HOME");
    Ended none = run(List.of(launcher()));
    environment.put("JAVA_HOME", folder.toString());
    Ended wrong = run(List.of(launcher()));

    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.err()).contains("there is none on the PATH; install a JDK 17 or newer");
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err()).contains("JAVA_HOME is '" + folder + "', which has no bin/java");
  }

  @Test
  void anOldJavaIsRefused() throws Exception {
    Path old = Files.createDirectories(folder.resolve("jdk 8/bin")).getParent();
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"1.8.0_402\"\n");
    script(old.resolve("bin/java"), "exit 99");
    environment.put("JAVA_HOME", old.toString());

    Ended ended = run(List.of(launcher()));

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).contains("cannot run Bzzz with Java 8").contains("JDK 17 or newer");
  }

  private void startTwice() throws Exception {
    Path go = folder.resolve("go");
    fakeMaven("until test -e '" + go + "'; do sleep 0.05; done");
    Process first = start(checkout, List.of(launcher(), "first"));
    Process second = start(checkout, List.of(launcher(), "second"));
    Files.createFile(go);

    assertThat(ended(first).out()).startsWith("[first]");
    assertThat(ended(second).out()).startsWith("[second]");
    assertThat(calls()).hasSize(1);
  }

  private void fakeMaven(String before) throws IOException {
    script(
        tools.resolve("mvn"),
        "# A fake Maven: takes down the call and copies a jar made by the test.",
        "echo \"$*\" >>'" + folder.resolve("calls") + "'",
        before,
        "for each in \"$@\"; do",
        "  case $each in -Dbzzz.agent.jar=*) cp '" + probe + "' \"${each#*=}\" ;; esac",
        "done");
  }

  private List<String> calls() throws IOException {
    Path calls = folder.resolve("calls");
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  private void jarIsFresh() throws IOException {
    Files.createDirectories(jar().getParent());
    Files.copy(probe, jar());
    Files.setLastModifiedTime(jar(), FileTime.from(Instant.now().plusSeconds(60)));
  }

  private Path jar() {
    return checkout.resolve("bzzz-examples/target/bzzz-agent.jar");
  }

  private String launcher() {
    return checkout.resolve("bzzz").toString();
  }

  private record Ended(int exitCode, String out, String err) {}

  private Ended run(List<String> command) throws Exception {
    return run(folder, command);
  }

  private Ended run(Path where, List<String> command) throws Exception {
    return ended(start(where, command));
  }

  private Process start(Path where, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command)).directory(where.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** The launcher writes less to standard error than a pipe holds. */
  private static Ended ended(Process process) throws Exception {
    try {
      String out = new String(process.getInputStream().readAllBytes(), UTF_8);
      String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
      return new Ended(process.waitFor(), out, err);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Path which(String tool) {
    return List.of("/usr/bin", "/bin").stream()
        .map(where -> Path.of(where, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  private static void script(Path file, String... lines) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    executable(file);
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path probeJar(Path file) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, LauncherProbe.class.getName());
    String name = LauncherProbe.class.getName().replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest);
        var bytes = LauncherProbe.class.getClassLoader().getResourceAsStream(name)) {
      jar.putNextEntry(new JarEntry(name));
      bytes.transferTo(jar);
    }
    return file;
  }
}
