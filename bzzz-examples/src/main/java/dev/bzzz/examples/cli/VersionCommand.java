package dev.bzzz.examples.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(name = "version", description = "Show the versions of Bzzz and Java.")
final class VersionCommand extends BzzzCommand {
  @Override
  Report execute() {
    String java = Runtime.version().toString();
    return Report.done(
        Json.object().put("version", version()).put("java", java),
        List.of("bzzz " + version(), "java " + java));
  }

  /** From the jar's manifest. */
  static String version() {
    return Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
        .orElse("unpackaged");
  }
}
