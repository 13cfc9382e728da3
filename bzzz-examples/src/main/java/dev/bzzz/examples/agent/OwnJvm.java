package dev.bzzz.examples.agent;

import dev.bzzz.examples.cli.Bzzz;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to start another process of this very program: its jar, or classes when run from a build. */
public final class OwnJvm {
  /** An agent mostly waits; this is what it needs at most. */
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xshare:auto",
          "-Xss512k",
          "-Xms8m",
          "-Xmx64m",
          "-XX:MaxMetaspaceSize=64m",
          "-XX:ReservedCodeCacheSize=32m",
          "-XX:+ExitOnOutOfMemoryError");

  private OwnJvm() {}

  /** The words of a command line that runs {@code main} with these arguments. */
  public static List<String> command(Class<?> main, List<String> arguments) {
    return command(OPTIONS, main, arguments);
  }

  /** The same with options for Java instead of those that suit an agent. */
  public static List<String> command(List<String> options, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    String classPath = classPath();
    command.addAll(archivedClasses(Path.of(classPath)));
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(arguments);
    return command;
  }

  /**
   * Java's options for the archive of classes beside a jar, which makes a start a quarter cheaper;
   * none when there is none, since java would not even use its own archive then. One of another jar
   * or JDK is not used, and java says nothing about it.
   */
  public static List<String> archivedClasses(Path jar) {
    Path archive =
        jar.resolveSibling(
            jar.getFileName().toString().replaceFirst("\\.jar$", "")
                + "-java"
                + Runtime.version().feature()
                + ".jsa");
    return Files.isRegularFile(archive)
        ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off")
        : List.of();
  }

  private static String classPath() {
    try {
      Path code = Path.of(Bzzz.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return code.toString().endsWith(".jar")
          ? code.toString()
          : System.getProperty("java.class.path");
    } catch (URISyntaxException e) {
      throw new AssertionError("a code source is a file", e);
    }
  }
}
