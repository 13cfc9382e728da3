package dev.bzzz.examples.cli;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.Identity;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.TransientException;
import dev.bzzz.core.claim.ClaimPolicy;
import dev.bzzz.core.claim.ClaimTiming;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.examples.agent.ConfigReader;
import dev.bzzz.examples.agent.PolicyFile;
import dev.bzzz.git.local.RepositorySetup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin private final InitForge forgeArguments;

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
    this.forgeArguments = new InitForge(environment);
  }

  @Override
  Report execute() {
    Optional<Path> imported = Optional.ofNullable(source);
    if (imported.isPresent() && repositories.size() != 1) {
      throw wrongUsage("--import brings in one repository: name it with one --repository");
    }
    requireText("--model", model);
    requireText("--test", test);
    AgentFolder folder = AgentFolder.at(dir, environment);
    String agent = agentName(folder);
    folder.requireWritable(); // before anything is imported
    try (InitForge.Opened forge =
        forgeArguments.open(folder, agent, repositories.get(0), imported.isPresent())) {
      imported.ifPresent(path -> setup(forge).importFrom(path, repositories.get(0)));
      AgentFolder.Draft draft =
          new AgentFolder.Draft(agent, skills, forge.config(), repositories, model);
      Identity identity;
      List<Opened> opened = new ArrayList<>();
      try {
        repositories.forEach(forge.provider()::repository);
        identity = Identity.loadOrCreate(folder.keyFile(agent));
        repositories.forEach(each -> opened.add(open(forge, each, identity, agent)));
      } catch (BzzzException e) {
        boolean tellsNothing = e instanceof NotFound || e instanceof TransientException;
        if (forge.setup().isPresent() || tellsNothing) {
          throw e;
        }
        // As it should be: an agent's token need not do this, and may not even be at hand here.
        note(String.valueOf(e.getMessage()));
        boolean written = folder.writeConfig(draft);
        return new HostSetup(folder, agent, repositories).run(Optional.ofNullable(test), written);
      }
      boolean written = folder.writeConfig(draft);
      return report(folder, identity, agent, new Done(written, imported.isPresent(), opened));
    }
  }

  /** A test without a word passes for everything. */
  private void requireText(String option, @Nullable String given) {
    if (given != null && given.isBlank()) {
      throw wrongUsage(option + " is empty: leave it out, or say which");
    }
  }

  private RepositorySetup setup(InitForge.Opened forge) {
    return forge
        .setup()
        .orElseThrow(
            () -> wrongUsage("--import is for folders; push the repository to the host with git"));
  }

  private record Opened(RepositoryName repository, Optional<String> commit) {}

  private record Done(boolean written, boolean imported, List<Opened> opened) {}

  /** Opens a repository to the agent. */
  private Opened open(
      InitForge.Opened forge, RepositoryName repository, Identity identity, String agent) {
    TestSettings.ensure(forge.files(), repository, Optional.ofNullable(test)).ifPresent(this::note);
    return new Opened(
        repository,
        PolicyFile.admit(forge.files(), repository, Map.of(identity.id(), agent), timing(forge)));
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
    String config = Launcher.quoted(folder.configFile().toString());
    lines.add(
        Launcher.asCalled(
            "next: bzzz task create " + repositories.get(0) + " --title \"…\" --config " + config));
    lines.add(Launcher.asCalled("then: bzzz run --config " + config));
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

  /** Hosts are further away, and want fewer pushes. */
  private static ClaimTiming timing(InitForge.Opened forge) {
    return forge.setup().isPresent() ? ClaimTiming.LOCAL : ClaimTiming.DEFAULT;
  }
}
