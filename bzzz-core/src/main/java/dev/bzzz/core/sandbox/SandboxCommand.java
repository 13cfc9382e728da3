package dev.bzzz.core.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A command to run where it can do no harm.
 *
 * @param argv program and arguments; no shell in between
 * @param workspace the only folder it may write to; also where it starts
 * @param readable further folders it may read
 * @param environment all it sees besides {@code PATH}, {@code HOME}, {@code TMPDIR}, {@code LANG}
 *     and {@code JAVA_HOME}
 * @param limits how much it may use
 */
public record SandboxCommand(
    List<String> argv,
    Path workspace,
    List<Path> readable,
    Map<String, String> environment,
    SandboxLimits limits) {
  /** Copies the collections. */
  public SandboxCommand {
    argv = List.copyOf(argv);
    readable = List.copyOf(readable);
    environment = Map.copyOf(environment);
    if (argv.isEmpty() || argv.get(0).isBlank()) {
      throw new IllegalArgumentException("a command has a program");
    }
    if (argv.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
      throw new IllegalArgumentException("a command's words hold no NUL");
    }
    environment.forEach(
        (name, value) -> {
          if (name.isEmpty() || (name + value).indexOf('\0') >= 0 || name.indexOf('=') >= 0) {
            throw new IllegalArgumentException("'" + name + "' cannot be set in an environment");
          }
        });
  }
}
