package dev.bzzz.core.sandbox;

import dev.bzzz.core.PermanentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs commands on Linux in namespaces of their own, by bubblewrap ({@code bwrap}).
 *
 * <p>A command sees the system's programs and the JDK (read only), its workspace (writable, at the
 * same path as outside), the folders named readable, an empty home and an empty {@code /tmp}. It
 * has no network, no capabilities, none of the agent's environment, and sees no process but its
 * own. When it ends or exceeds a limit, the kernel kills all that it started. Files are limited to
 * {@value #MAX_FILE_BYTES} bytes each, home and {@code /tmp} together to twice {@value
 * #MAX_TEMPORARY_BYTES} bytes where bubblewrap can do that (from 0.6 on).
 *
 * <p>Not limited: memory, processor time and the size of the workspace. Processes are counted every
 * 20 ms rather than refused by the kernel, since the kernel's own limit does not bind root. So the
 * limit ends a fork bomb but does not cap it: one that doubles can reach thousands on a busy
 * machine before it is killed, all at once. A service manager's limit on the agent is the hard cap.
 */
public final class BubblewrapSandbox implements Sandbox {
  /** The largest file a command can write. */
  public static final long MAX_FILE_BYTES = 2L << 30;

  /** How much a command can write to its home and to {@code /tmp}, each; it is kept in memory. */
  public static final long MAX_TEMPORARY_BYTES = 1L << 30;

  private static final Logger LOG = LoggerFactory.getLogger(BubblewrapSandbox.class);

  private static final String INSTALL =
      "install it ('apt-get install bubblewrap' on Debian and Ubuntu)"
          + " or accept the risk with '--sandbox unconfined'";

  /** A shell, its guard and bubblewrap outside, and bubblewrap's init inside. */
  private static final int HELPERS = 4;

  /*
   * Bubblewrap and its init ask the kernel to die with their parents, but only when they have set
   * the sandbox up: an init whose parent is killed in the first milliseconds runs on to the
   * command's end. So their parent is a shell that outlives the agent by a moment. Its guard waits
   * for the end of a pipe that nobody writes to and that the kernel closes when the agent dies;
   * then it stops whoever could start a process before it kills those that were started. When the
   * shell is gone by then, and the guard has another parent, all is over.
   */
  private static final String GUARD =
      "halt() { kill -STOP $1; while read -r _ _ state _ </proc/$1/stat && [ $state != T ]"
          + " && [ $state != Z ]; do :; done; read -r children </proc/$1/task/$1/children; }; "
          + "{ read -r _; read -r self _ _ parent _ </proc/self/stat; [ $parent = $$ ] || exit;"
          + " halt $$; for each in $children; do [ $each = $self ] && continue; halt $each;"
          + " kill -KILL $children $each; done; kill -KILL $$; } <&4 4<&- 5>&- & ";

  /** Limits itself and runs bubblewrap with the status file as descriptor 3. */
  private static final String LAUNCH =
      "exec 4<&0 5>&1 </dev/null >/dev/null 2>&1; "
          + GUARD
          + "ulimit -c 0; ulimit -f "
          + MAX_FILE_BYTES / 512
          + "; status=$1; shift; \"$@\" 3>\"$status\" >&5 2>&5 4<&- 5>&-; exit $?";

  private static final Pattern CHILD = Pattern.compile("\"child-pid\"\\s*:\\s*(\\d{1,10})");
  private static final Pattern EXIT = Pattern.compile("\"exit-code\"\\s*:\\s*\\d+");
  private static final Pattern OPTION = Pattern.compile("^\\s+(--[a-z-]+)", Pattern.MULTILINE);
  private static final Duration LAST_BREATH = Duration.ofSeconds(10);
  private static final long PAUSE_NANOS = 500_000;

  private final Path program;
  private final PrivateFolder own;
  private final Path folder;
  private final BubblewrapArguments arguments;

  /**
   * Finds bubblewrap. Whether it works here is told by {@link #unavailable()}.
   *
   * @throws PermanentException if it is not installed
   */
  public BubblewrapSandbox() {
    program =
        findProgram()
            .orElseThrow(
                () ->
                    new PermanentException(
                        "cannot set up the sandbox: bubblewrap is not installed; " + INSTALL));
    own = PrivateFolder.create("bzzz-bubblewrap-");
    folder = own.path();
    try {
      Path etc = writeEtc(folder);
      arguments = new BubblewrapArguments(etc, options(program));
    } catch (IOException e) {
      throw new PermanentException("cannot set up the sandbox in " + folder + ": " + e, e);
    }
  }

  /**
   * Why bubblewrap cannot be used here, with what to do about it; empty when it can. Found out by
   * running {@code true} in it.
   *
   * @throws InterruptedException if interrupted meanwhile
   */
  public static Optional<String> unavailable() throws InterruptedException {
    try (var sandbox = new BubblewrapSandbox()) {
      Path workspace = Files.createDirectory(sandbox.folder.resolve("probe"));
      SandboxResult result =
          sandbox.run(
              new SandboxCommand(
                  List.of("true"),
                  workspace,
                  List.of(),
                  Map.of(),
                  SandboxLimits.DEFAULT.within(Duration.ofSeconds(20))));
      return result.succeeded()
          ? Optional.empty()
          : Optional.of("bubblewrap does not work here: " + result);
    } catch (IOException e) {
      return Optional.of("bubblewrap cannot be tried: " + e);
    } catch (PermanentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public String name() {
    return "bubblewrap";
  }

  @Override
  public Set<SandboxFeature> features() {
    return EnumSet.allOf(SandboxFeature.class);
  }

  @Override
  public SandboxResult run(SandboxCommand command) throws InterruptedException {
    Path status = null;
    try {
      status = Files.createTempFile(folder, "status-", ".json");
      SandboxResult result;
      try {
        result = LimitedRun.run(launch(command, status), command.limits(), HELPERS);
      } finally {
        awaitEnd(status);
      }
      return checked(command, result, Files.readString(status));
    } catch (IOException e) {
      throw new PermanentException(
          "cannot run '" + command.argv().get(0) + "' in the sandbox: " + e, e);
    } finally {
      if (status != null) {
        PrivateFolder.removeQuietly(status);
      }
    }
  }

  /** What runs a command for as long as its stdin is open, and tells in a file how that goes. */
  ProcessBuilder launch(SandboxCommand command, Path status) {
    List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", LAUNCH, "sh", status.toString()));
    words.addAll(List.of(program.toString(), "--json-status-fd", "3"));
    words.addAll(arguments.of(command));
    var builder = new ProcessBuilder(words);
    builder.environment().clear();
    return builder;
  }

  @Override
  public void close() {
    own.close();
  }

  /** Tells a command that failed from one that never ran and from a sandbox that never stood. */
  private static SandboxResult checked(
      SandboxCommand command, SandboxResult result, String status) {
    if (result.ending() != SandboxResult.Ending.EXITED || EXIT.matcher(status).find()) {
      return result;
    }
    String why = result.output().strip();
    if (why.startsWith("bwrap: execvp ")) {
      return new SandboxResult(
          SandboxResult.Ending.NOT_STARTED,
          -1,
          "cannot run '" + command.argv().get(0) + "': " + why.substring(why.lastIndexOf(": ") + 2),
          false,
          result.duration());
    }
    throw new PermanentException(
        "cannot set up the sandbox: bubblewrap says '"
            + why
            + "'; it needs user namespaces, which containers and some kernels forbid (see sysctl"
            + " kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns,"
            + " user.max_user_namespaces): allow them, or accept the risk with"
            + " '--sandbox unconfined'");
  }

  /**
   * Kills the sandbox's init, and with it all that is left in the sandbox, and waits until it is
   * gone. Usually the kernel has begun to do so, since bubblewrap itself has ended; but one that
   * was killed while it set the sandbox up leaves an init that does not know that it should die
   * too.
   */
  private static void awaitEnd(Path status) throws IOException {
    Matcher child = CHILD.matcher(Files.readString(status));
    long init = child.find() ? Long.parseLong(child.group(1)) : 0;
    boolean interrupted = Thread.interrupted(); // or it would not pause
    long deadline = System.nanoTime() + LAST_BREATH.toNanos();
    while (init > 0 && ProcessTable.alive(init)) {
      if (System.nanoTime() > deadline) {
        LOG.warn("what a sandboxed command started is still dying: init={}", init);
        break;
      }
      ProcessHandle.of(init).ifPresent(ProcessHandle::destroyForcibly);
      LockSupport.parkNanos(PAUSE_NANOS);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Path writeEtc(Path folder) throws IOException {
    Path etc = Files.createDirectory(folder.resolve("etc"));
    Object user = Files.getAttribute(etc, "unix:uid");
    Object group = Files.getAttribute(etc, "unix:gid");
    Files.writeString(
        etc.resolve("passwd"),
        "agent:x:" + user + ":" + group + "::" + BubblewrapArguments.HOME + ":/bin/sh\n");
    Files.writeString(etc.resolve("group"), "agent:x:" + group + ":\n");
    Files.writeString(etc.resolve("hosts"), "127.0.0.1 localhost sandbox\n::1 localhost\n");
    Files.writeString(etc.resolve("nsswitch.conf"), "passwd: files\ngroup: files\nhosts: files\n");
    return etc;
  }

  /** Older versions lack options; what is not there is left out. */
  private static Set<String> options(Path program) throws IOException {
    var builder = new ProcessBuilder(program.toString(), "--help").redirectErrorStream(true);
    builder.environment().clear();
    Process help = builder.start();
    String text = new String(help.getInputStream().readNBytes(1 << 16), StandardCharsets.UTF_8);
    help.destroyForcibly();
    Set<String> options = new TreeSet<>();
    OPTION.matcher(text).results().forEach(option -> options.add(option.group(1)));
    return options;
  }

  private static Optional<Path> findProgram() {
    String path =
        Optional.ofNullable(System.getenv("PATH")).orElse("") + ":/usr/bin:/usr/local/bin";
    return Stream.of(path.split(":"))
        .filter(entry -> entry.startsWith("/"))
        .map(entry -> Path.of(entry, "bwrap"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
