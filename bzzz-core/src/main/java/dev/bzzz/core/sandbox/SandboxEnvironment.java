package dev.bzzz.core.sandbox;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** All that a sandboxed command sees of an environment. */
final class SandboxEnvironment {
  private static final String SYSTEM_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private SandboxEnvironment() {}

  static Map<String, String> of(SandboxCommand command, Path home, Path temporary) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("PATH", javaHome().resolve("bin") + ":" + SYSTEM_PATH);
    environment.put("JAVA_HOME", javaHome().toString());
    environment.put("HOME", home.toString());
    environment.put("TMPDIR", temporary.toString());
    environment.put("LANG", "C.UTF-8");
    environment.putAll(command.environment());
    return environment;
  }

  /** Where the JDK lies that runs this very program. */
  static Path javaHome() {
    return Path.of(System.getProperty("java.home"));
  }
}
