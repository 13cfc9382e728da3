package dev.bzzz.examples.cli;

import dev.bzzz.examples.deploy.ForgeStack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "init",
    description = {
      "Write the files with which a server of your own runs a forge: Docker Swarm, Traefik, TLS.",
      "Makes its secrets, each in a file that only you can read; prints none, overwrites nothing."
    })
final class ForgeInitCommand extends BzzzCommand {
  @Parameters(
      paramLabel = "gitlab|gitea|local",
      description = "which forge; local is that of Bzzz itself")
  private String kind = "";

  @Option(
      names = "--dir",
      required = true,
      paramLabel = "DIR",
      description = "the folder to write; not there yet, or empty")
  private Path dir = Path.of("");

  @Option(
      names = "--domain",
      paramLabel = "DOMAIN",
      description = "of the forge, such as git.example.org; fill it in later when not given")
  private @Nullable String domain;

  @Override
  Report execute() {
    ForgeStack stack =
        ForgeStack.named(kind)
            .orElseThrow(() -> wrongUsage("a forge is gitlab, gitea or local, not '" + kind + "'"));
    Optional<String> host = Optional.ofNullable(domain).map(each -> each.toLowerCase(Locale.ROOT));
    if (host.isPresent() && !ForgeStack.isDomain(host.get())) {
      throw wrongUsage("--domain is a full name such as git.example.org, not '" + domain + "'");
    }
    List<String> written = stack.write(dir, host);
    Path folder = dir.toAbsolutePath().normalize();
    List<String> next = next(stack, folder, host.isPresent());

    var json = Json.object().put("kind", stack.word()).put("dir", folder.toString());
    host.ifPresent(each -> json.put("domain", each));
    var files = json.putArray("files");
    written.forEach(files::add);
    var commands = json.putArray("next");
    next.forEach(commands::add);

    List<String> lines = new ArrayList<>();
    written.forEach(file -> lines.add("wrote " + folder.resolve(file)));
    lines.add("next, on the server, after steps 1 and 2 of docs/deploy/README.md:");
    next.forEach(command -> lines.add("  " + command));
    lines.add("then: " + stack.page());
    return Report.done(json, lines);
  }

  private static List<String> next(ForgeStack stack, Path folder, boolean domain) {
    return List.of(
        "cd " + Launcher.quoted(folder.toString()),
        "${EDITOR:-vi} stack.env    # " + (domain ? "" : "the domain, and ") + "your mail address",
        "set -a; . ./stack.env; set +a",
        "docker stack deploy -c traefik.yml door",
        "docker stack deploy -c " + stack.stackFile() + " " + stackName(stack));
  }

  private static String stackName(ForgeStack stack) {
    return stack == ForgeStack.LOCAL ? "forge" : stack.word();
  }
}
