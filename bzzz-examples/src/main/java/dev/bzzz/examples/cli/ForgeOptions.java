package dev.bzzz.examples.cli;

import dev.bzzz.core.Verifier;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.task.DependencyRule;
import dev.bzzz.examples.agent.AgentConfig;
import dev.bzzz.examples.agent.ConfigReader;
import dev.bzzz.examples.agent.ForgeConfig;
import dev.bzzz.git.ledger.GitRefLedger;
import dev.bzzz.git.local.LocalForge;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says which forge a command is about. */
final class ForgeOptions {
  /** Who writes on a forge unless told otherwise. */
  static final String USER = System.getProperty("user.name", "bzzz");

  private static final Path DEFAULT_CONFIG = Path.of("bzzz.yaml");

  private final Map<String, String> environment;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @ArgGroup private @Nullable Place place;

  private static final class Place {
    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "configuration that names the forge (default: bzzz.yaml here)")
    private @Nullable Path config;

    @Option(
        names = "--forge-dir",
        paramLabel = "DIR",
        description = "the forge: a folder of repositories OWNER/NAME.git")
    private @Nullable Path forgeDir;
  }

  ForgeOptions(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * What is looked at.
   *
   * @param dir the forge's folder
   * @param repositories names of those that count; empty for all
   * @param dependencies when a task counts as done for those that wait for it
   */
  record Scope(Path dir, List<RepositoryName> repositories, DependencyRule dependencies) {}

  /**
   * Opens the forge to write on it.
   *
   * @param author given with {@code --author}
   */
  LocalForge open(String author) {
    try {
      return LocalForge.open(scope().dir(), author);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--author: " + e.getMessage(), e);
    }
  }

  Scope scope() {
    Optional<Place> given = Optional.ofNullable(place);
    Optional<Path> dir = given.map(each -> each.forgeDir);
    if (dir.isPresent()) {
      return new Scope(dir.get(), List.of(), DependencyRule.MERGED);
    }
    Path file = given.map(each -> each.config).orElse(DEFAULT_CONFIG);
    if (given.isEmpty() && !Files.exists(file)) {
      throw new ParameterException(
          spec.commandLine(),
          "which forge? There is no bzzz.yaml here; name one with --config or a folder with"
              + " --forge-dir");
    }
    AgentConfig config = ConfigReader.read(file, environment);
    if (config.forge() instanceof ForgeConfig.Folder folder) {
      return new Scope(folder.dir(), config.repositories(), config.dependencies());
    }
    throw new ParameterException(
        spec.commandLine(),
        file
            + " names a host, and this command works on folders; use the host's own pages, or a"
            + " folder with --forge-dir");
  }

  /** The ledger in the repositories of a forge. */
  static GitRefLedger ledger(LocalForge forge) {
    return GitRefLedger.open(forge::repository, Verifier.ed25519(), forge.dir());
  }
}
