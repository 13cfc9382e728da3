package dev.bzzz.core.sandbox;

import dev.bzzz.core.PermanentException;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Builds the file system and the command line of one bubblewrap call. Immutable.
 *
 * <p>The root is an empty, read-only memory file system in which only what is listed here appears:
 * programs and libraries, the few files of {@code /etc} that programs need to run (no passwords, no
 * keys, no host configuration), the JDK, and the command's own folders at the paths they have
 * outside.
 */
final class BubblewrapArguments {
  static final Path HOME = Path.of("/home/agent");
  static final Path TEMPORARY = Path.of("/tmp");

  private static final List<String> SYSTEM =
      List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");

  private static final List<String> ETC =
      List.of(
          "alternatives",
          "ld.so.cache",
          "ld.so.conf",
          "ld.so.conf.d",
          "localtime",
          "mime.types",
          "os-release",
          "ca-certificates",
          "ssl/certs",
          "ssl/openssl.cnf",
          "pki/ca-trust/extracted",
          "pki/java",
          "pki/tls/certs",
          "crypto-policies");

  /** Kernel state that tells about the host or its keys. */
  private static final List<String> MASKED =
      List.of("/proc/keys", "/proc/kcore", "/proc/timer_list");

  /** Folders that are no workspace, and hold none. */
  private static final List<String> FOREIGN =
      List.of("/usr", "/etc", "/proc", "/sys", "/dev", "/boot", "/bin", "/sbin", "/lib");

  /** Below it, in memory, anybody may have folders as in {@code /tmp}. */
  private static final Path MEMORY = Path.of("/dev/shm");

  private static final int MAX_JDK_DEPTH = 8;

  private record Mount(List<String> words, Path target) {
    static Mount bind(String option, Path source, Path target) {
      return new Mount(List.of(option, source.toString(), target.toString()), target);
    }
  }

  private final List<Mount> system;
  private final List<String> isolation;

  /**
   * Looks at what this machine has.
   *
   * @param etc files to show in {@code /etc} in place of the machine's own
   * @param options the long options that the installed bubblewrap knows
   */
  BubblewrapArguments(Path etc, Set<String> options) throws IOException {
    List<Mount> mounts = new ArrayList<>();
    mounts.add(Mount.bind("--ro-bind", Path.of("/usr"), Path.of("/usr")));
    for (String name : SYSTEM) {
      Path path = Path.of(name);
      if (Files.isSymbolicLink(path)) {
        String target = Files.readSymbolicLink(path).toString();
        mounts.add(new Mount(List.of("--symlink", target, name), path));
      } else if (Files.isDirectory(path)) {
        mounts.add(Mount.bind("--ro-bind", path, path));
      }
    }
    for (String name : ETC) {
      Path path = Path.of("/etc").resolve(name);
      if (Files.exists(path)) {
        mounts.add(Mount.bind("--ro-bind", path.toRealPath(), path));
      }
    }
    try (Stream<Path> own = Files.list(etc)) {
      own.forEach(
          file ->
              mounts.add(
                  Mount.bind("--ro-bind", file, Path.of("/etc").resolve(file.getFileName()))));
    }
    for (Path path : jdk()) {
      mounts.add(Mount.bind("--ro-bind", path.toRealPath(), path));
    }
    mounts.addAll(memoryFolders(options));
    this.system = List.copyOf(mounts);
    this.isolation = isolation(options);
  }

  /** The words that follow the program's path, up to and including the command. */
  List<String> of(SandboxCommand command) {
    List<Mount> mounts = new ArrayList<>(system);
    command.readable().forEach(path -> mounts.addAll(bind("--ro-bind", path)));
    Path workspace = command.workspace().toAbsolutePath().normalize();
    mounts.addAll(bind("--bind", requireConfinable(workspace)));
    Path pointer = workspace.resolve(".git");
    // Not when it is a link: the command before may have laid it.
    if (Files.exists(pointer, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(pointer)) {
      mounts.addAll(bind("--ro-bind", pointer));
    }
    // The order of mounting is the order of depth, or an outer one would hide an inner one.
    mounts.sort(Comparator.comparingInt(mount -> mount.target().getNameCount()));

    List<String> words = new ArrayList<>(isolation);
    mounts.forEach(mount -> words.addAll(mount.words()));
    // The command may be the host's root without any capability, to whom files like
    // /proc/sys/kernel/core_pattern still belong: nothing in /proc may be writable.
    words.addAll(List.of("--remount-ro", "/proc", "--remount-ro", "/"));
    words.addAll(List.of("--chdir", workspace.toString()));
    SandboxEnvironment.of(command, HOME, TEMPORARY)
        .forEach((name, value) -> words.addAll(List.of("--setenv", name, value)));
    words.add("--");
    words.addAll(command.argv());
    return words;
  }

  private static List<String> isolation(Set<String> options) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "--unshare-all",
                "--unshare-user",
                "--die-with-parent",
                "--new-session",
                "--hostname",
                "sandbox",
                "--cap-drop",
                "ALL"));
    Stream.of("--disable-userns", "--clearenv").filter(options::contains).forEach(words::add);
    return List.copyOf(words);
  }

  private static List<Mount> memoryFolders(Set<String> options) {
    List<Mount> mounts = new ArrayList<>();
    mounts.add(new Mount(List.of("--proc", "/proc"), Path.of("/proc")));
    mounts.add(new Mount(List.of("--dev", "/dev"), Path.of("/dev")));
    MASKED.stream()
        .map(Path::of)
        .filter(Files::exists)
        .forEach(path -> mounts.add(Mount.bind("--ro-bind", Path.of("/dev/null"), path)));
    for (Path path : List.of(TEMPORARY, HOME)) {
      List<String> words = new ArrayList<>();
      if (options.contains("--size")) {
        words.addAll(List.of("--size", Long.toString(BubblewrapSandbox.MAX_TEMPORARY_BYTES)));
      }
      words.addAll(List.of("--tmpfs", path.toString()));
      mounts.add(new Mount(List.copyOf(words), path));
    }
    return mounts;
  }

  /** A folder at its own path, and at the path behind the links that lead to it. */
  private static List<Mount> bind(String option, Path path) {
    Path target = path.toAbsolutePath().normalize();
    try {
      Path real = target.toRealPath();
      return real.equals(target)
          ? List.of(Mount.bind(option, real, target))
          : List.of(Mount.bind(option, real, real), Mount.bind(option, real, target));
    } catch (IOException e) {
      throw new PermanentException(
          "cannot show " + target + " in the sandbox: it cannot be read (" + e + ")", e);
    }
  }

  private static Path requireConfinable(Path workspace) {
    Path real;
    try {
      real = workspace.toRealPath();
    } catch (IOException e) {
      throw new PermanentException(
          "cannot run a command in " + workspace + ": no such folder (" + e + ")", e);
    }
    Path home = Path.of(System.getProperty("user.home"));
    boolean inMemory = real.startsWith(MEMORY) && !real.equals(MEMORY);
    boolean foreign =
        FOREIGN.stream()
                .map(Path::of)
                .anyMatch(path -> real.startsWith(path) && !inMemory || path.startsWith(real))
            || Stream.of(home, TEMPORARY, HOME, SandboxEnvironment.javaHome())
                .anyMatch(path -> path.startsWith(real));
    if (foreign) {
      throw new PermanentException(
          "cannot run a command in "
              + real
              + ": a workspace that holds a home, /tmp or system folders cannot be confined;"
              + " choose a folder of its own");
    }
    return workspace;
  }

  /** The JDK and the files elsewhere that its links point to, such as Debian's in /etc. */
  private static Set<Path> jdk() throws IOException {
    Path home = SandboxEnvironment.javaHome().toAbsolutePath();
    Path real = home.toRealPath();
    Set<Path> paths = new TreeSet<>(List.of(home, real));
    try (Stream<Path> files = Files.walk(real, MAX_JDK_DEPTH, new FileVisitOption[0])) {
      for (Path link : (Iterable<Path>) files.filter(Files::isSymbolicLink)::iterator) {
        Path target = link.resolveSibling(Files.readSymbolicLink(link)).normalize();
        if (Files.isRegularFile(target)) {
          paths.add(target);
          paths.add(target.toRealPath());
        }
      }
    }
    paths.removeIf(path -> path.startsWith("/usr") || path.startsWith("/etc/ssl/certs"));
    paths.removeIf(path -> path.startsWith(real) && !path.equals(real));
    return paths;
  }
}
