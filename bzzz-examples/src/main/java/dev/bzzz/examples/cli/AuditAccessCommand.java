package dev.bzzz.examples.cli;

import dev.bzzz.examples.agent.AgentConfig;
import dev.bzzz.git.http.AccessLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "access",
    description = {
      "List every call an agent made to its forge's host, oldest first.",
      "Tokens are told by their fingerprint, the first 8 digits of their SHA-256."
    })
final class AuditAccessCommand extends BzzzCommand {
  @Parameters(
      paramLabel = "FILE",
      index = "0",
      defaultValue = AgentConfig.ACCESS_LOG,
      description = "the log of calls; " + AgentConfig.ACCESS_LOG + " here unless given")
  private Path file = Path.of(AgentConfig.ACCESS_LOG);

  @Override
  Report execute() {
    var json = Json.object().put("file", file.toString());
    var calls = json.putArray("calls");
    List<String> lines = new ArrayList<>();
    AccessLog.read(
        file,
        call -> {
          calls
              .addObject()
              .put("at", call.at().toString())
              .put("verb", call.verb())
              .put("url", call.url())
              .put("token", call.token())
              .put("answer", call.answer())
              .put("ms", call.ms());
          lines.add(
              String.join(
                  "  ",
                  call.at().toString(),
                  call.token(),
                  call.verb(),
                  call.url(),
                  call.answer(),
                  call.ms() + " ms"));
        });
    if (lines.isEmpty()) {
      lines.add(file + ": no calls");
    }
    return new Report(json, lines, CommandExit.DONE);
  }
}
