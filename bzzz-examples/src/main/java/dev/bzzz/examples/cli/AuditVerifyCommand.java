package dev.bzzz.examples.cli;

import dev.bzzz.core.AgentId;
import dev.bzzz.core.audit.AuditReport;
import dev.bzzz.core.audit.AuditVerifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "verify",
    description = {
      "Check an audit log: every hash, every signature, the order and the end.",
      "Exit code 0 when all is well; 1 with the first entry that was changed, dropped, reordered or"
          + " cut off."
    })
final class AuditVerifyCommand extends BzzzCommand {
  @Parameters(paramLabel = "FILE", index = "0", description = "the log, such as audit.jsonl")
  private @Nullable Path file;

  @Option(
      names = "--agent",
      paramLabel = "PEERID",
      converter = Converters.ForAgent.class,
      description = "the agent that must have written it (12D3KooW…)")
  private @Nullable AgentId agent;

  @Override
  Report execute() {
    Path log = Objects.requireNonNull(file, "picocli requires it");
    AuditReport report =
        Optional.ofNullable(agent)
            .map(writer -> AuditVerifier.verify(log, writer))
            .orElseGet(() -> AuditVerifier.verify(log));
    return report(log, report);
  }

  private static Report report(Path log, AuditReport found) {
    var json = Json.object();
    json.put("file", log.toString()).put("ok", found.ok()).put("entries", found.entries());
    found.agent().ifPresent(writer -> json.put("agent", writer.value()));
    List<String> lines = new ArrayList<>();
    String entries = found.entries() + (found.entries() == 1 ? " entry" : " entries");
    String by = found.agent().map(writer -> ", all by " + writer).orElse("");
    if (found.problem().isPresent()) {
      AuditReport.Problem problem = found.problem().get();
      String kind = problem.kind().name().toLowerCase(Locale.ROOT);
      json.putObject("problem")
          .put("kind", kind)
          .put("entry", problem.seq())
          .put("line", problem.line())
          .put("message", problem.text());
      lines.add(log + ", line " + problem.line() + ": " + kind + ": " + problem.text());
      lines.add("good before it: " + entries + by);
    } else {
      lines.add(log + ": all is well, " + entries + by);
    }
    var notes = json.putArray("notes");
    found.notes().forEach(notes::add);
    found.notes().forEach(note -> lines.add("note: " + note));
    return new Report(json, lines, found.ok() ? CommandExit.DONE : CommandExit.FAILED);
  }
}
