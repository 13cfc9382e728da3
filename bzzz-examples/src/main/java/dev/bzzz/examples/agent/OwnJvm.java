package dev.bzzz.examples.agent;

import dev.bzzz.examples.cli.Bzzz;
import java.net.URISyntaxException;
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
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.addAll(List.of("-cp", classPath(), main.getName()));
    command.addAll(arguments);
    return command;
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
