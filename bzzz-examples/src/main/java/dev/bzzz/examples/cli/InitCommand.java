package dev.bzzz.examples.cli;

import dev.bzzz.core.Identity;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.examples.agent.AgentConfig;
import dev.bzzz.examples.agent.ConfigReader;
import dev.bzzz.examples.agent.ForgeConfig;
import dev.bzzz.examples.agent.PolicyFile;
import dev.bzzz.git.local.LocalForge;
import dev.bzzz.git.local.RepositorySetup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "init",
    description = {
      "Set up an agent and allow it to work on repositories of a forge.",
      "Writes bzzz.yaml and the agent's key unless they are there, and adds the agent to the"
          + " repositories' .bzzz/policy.json by a commit on their default branch. Running it again"
          + " changes nothing.",
      "Where bzzz.yaml names a host, it makes the key and tells what to commit there."
    })
final class InitCommand extends BzzzCommand {
  private final Map<String, String> environment;

  @Option(
      names = "--forge-dir",
      paramLabel = "DIR",
      description = "the forge: a folder of repositories OWNER/NAME.git; --import creates it")
  private @Nullable Path forgeDir;

  @Option(
      names = "--repository",
      paramLabel = "OWNER/NAME",
      required = true,
      converter = Converters.ForRepository.class,
      description = "a repository to work on; may be repeated")
  private List<RepositoryName> repositories = List.of();

  @Option(names = "--name", paramLabel = "NAME", description = "what people call the agent")
  private @Nullable String name;

  @Option(
      names = "--skill",
      paramLabel = "SKILL",
      converter = Converters.ForSkill.class,
      description = "something it can do, such as java; may be repeated")
  private List<String> skills = List.of();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      defaultValue = "qwen3:8b",
      description = "the Ollama model that writes the changes (default: ${DEFAULT-VALUE})")
  private String model = "";

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "where the agent's own files go (default: here)")
  private Path dir = Path.of(".");

  @Option(
      names = "--import",
      paramLabel = "PATH",
      description = "first copy this git repository into the forge, as the one --repository")
  private @Nullable Path source;

  @Option(
      names = "--test",
      paramLabel = "COMMAND",
      description =
          "the shell command that tests the repository, written to .bzzz/repo.json if there is none")
  private @Nullable String test;

  InitCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  Report execute() {
    Optional<Path> imported = Optional.ofNullable(source);
    if (imported.isPresent() && repositories.size() != 1) {
      throw wrongUsage("--import brings in one repository: name it with one --repository");
    }
    AgentFolder folder = AgentFolder.at(dir, environment);
    String agent = agentName(folder);
    if (folder.config().filter(config -> config.forge() instanceof ForgeConfig.Host).isPresent()) {
      return onHost(folder, agent);
    }
    Path forgeFolder = forgeFolder(folder);
    LocalForge forge =
        imported.isPresent()
            ? LocalForge.create(forgeFolder, agent)
            : LocalForge.open(forgeFolder, agent);
    RepositorySetup setup = new RepositorySetup(forge);
    imported.ifPresent(path -> setup.importFrom(path, repositories.get(0)));
    repositories.forEach(forge::repository);
    Identity identity = Identity.loadOrCreate(folder.keyFile(agent));
    List<Opened> opened =
        repositories.stream().map(each -> open(setup, each, identity, agent)).toList();
    boolean written =
        folder.writeConfig(new AgentFolder.Draft(agent, skills, forge.dir(), repositories, model));
    return report(folder, identity, agent, new Done(written, imported.isPresent(), opened));
  }

  private Report onHost(AgentFolder folder, String agent) {
    if (forgeDir != null || source != null) {
      throw wrongUsage(
          folder.configFile()
              + " names a host; leave --forge-dir and --import out, or set up another agent with"
              + " --dir");
    }
    return new HostSetup(folder, agent, repositories).run(Optional.ofNullable(test));
  }

  private record Opened(RepositoryName repository, Optional<String> commit) {}

  private record Done(boolean written, boolean imported, List<Opened> opened) {}

  /** Opens a repository to the agent. */
  private Opened open(
      RepositorySetup setup, RepositoryName repository, Identity identity, String agent) {
    TestSettings.ensure(setup, repository, Optional.ofNullable(test)).ifPresent(this::note);
    return new Opened(
        repository,
        PolicyFile.admit(setup, repository, Map.of(identity.id(), agent), ClaimTiming.LOCAL));
  }

  private Report report(AgentFolder folder, Identity identity, String agent, Done done) {
    var json = Json.object();
    json.putObject("agent")
        .put("name", agent)
        .put("id", identity.id().value())
        .put("key", folder.keyFile(agent).toString());
    json.put("config", folder.configFile().toString()).put("configWritten", done.written());
    List<String> lines = new ArrayList<>();
    lines.add("agent " + agent + " is " + identity.id());
    lines.add("its key: " + folder.keyFile(agent) + " (keep it secret)");
    lines.add((done.written() ? "wrote " : "kept ") + folder.configFile());
    var list = json.putArray("repositories");
    for (Opened each : done.opened()) {
      var entry = list.addObject().put("name", each.repository().toString());
      entry.put("imported", done.imported());
      each.commit().ifPresent(commit -> entry.put("policyCommit", commit));
      lines.add(
          each.repository()
              + ": "
              + (done.imported() ? "imported; " : "")
              + (each.commit().isPresent()
                  ? "its " + ClaimPolicy.FILE + " now lets " + agent + " claim tasks"
                  : "its " + ClaimPolicy.FILE + " lets " + agent + " claim tasks already"));
    }
    lines.add(
        Launcher.asCalled(
            "next: bzzz task create "
                + repositories.get(0)
                + " --title \"…\" --config "
                + folder.configFile()));
    lines.add(Launcher.asCalled("then: bzzz run --config " + folder.configFile()));
    return Report.done(json, lines);
  }

  private String agentName(AgentFolder folder) {
    Optional<String> before = folder.config().map(config -> config.name());
    Optional<String> given = Optional.ofNullable(name);
    if (before.isPresent() && given.isPresent() && !before.equals(given)) {
      throw wrongUsage(
          folder.configFile()
              + " belongs to agent "
              + before.get()
              + "; give "
              + given.get()
              + " a folder of its own with --dir");
    }
    String agent =
        given.or(() -> before).orElseThrow(() -> wrongUsage("the agent needs a name: --name NAME"));
    if (!ConfigReader.isAgentName(agent)) {
      throw wrongUsage(
          "'" + agent + "' is no name for an agent: 1 to 64 letters, digits, '.', '_' and '-'");
    }
    return agent;
  }

  private static Optional<Path> forgeFolder(AgentConfig config) {
    return config.forge() instanceof ForgeConfig.Folder known
        ? Optional.of(known.dir())
        : Optional.empty();
  }

  private Path forgeFolder(AgentFolder folder) {
    Optional<Path> before = folder.config().flatMap(InitCommand::forgeFolder);
    Optional<Path> given = Optional.ofNullable(forgeDir).map(AgentFolder::real);
    if (before.isPresent() && given.isPresent() && !before.map(AgentFolder::real).equals(given)) {
      throw wrongUsage(
          folder.configFile()
              + " names the forge "
              + before.get()
              + "; leave --forge-dir out, or set up another agent with --dir");
    }
    return given
        .or(() -> before)
        .orElseThrow(() -> wrongUsage("which forge? Name its folder with --forge-dir"));
  }
}
