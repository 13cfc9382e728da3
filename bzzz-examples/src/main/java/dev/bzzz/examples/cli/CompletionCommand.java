package dev.bzzz.examples.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;

@Command(
    name = "generate-completion",
    description = {
      "Print the script that completes commands and options with the tab key.",
      "For bash and zsh: source <(bzzz generate-completion)"
    })
final class CompletionCommand extends BzzzCommand {
  @Override
  Report execute() {
    String script = AutoComplete.bash(Bzzz.NAME, spec.root().commandLine());
    return Report.done(Json.object().put("script", script), script.lines().toList());
  }
}
