package dev.bzzz.examples.cli;

import dev.bzzz.core.Secret;
import dev.bzzz.core.Verifier;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.task.DependencyRule;
import dev.bzzz.examples.agent.AgentConfig;
import dev.bzzz.examples.agent.ConfigReader;
import dev.bzzz.examples.agent.ForgeConfig;
import dev.bzzz.examples.forge.RemoteForge;
import dev.bzzz.git.ledger.GitLogin;
import dev.bzzz.git.ledger.GitRefLedger;
import dev.bzzz.git.local.BranchFiles;
import dev.bzzz.git.local.LocalForge;
import dev.bzzz.git.local.RepositorySetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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

  /** Beside the agent's own copies, which it alone writes. */
  private static final String LOOKS = "looks";

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
   * A forge that commands look at and write to.
   *
   * @param provider the forge
   * @param files changes files of its repositories
   * @param repositories names of those that count; empty for all
   * @param dependencies when a task counts as done for those that wait for it
   * @param login how git logs in; empty for a folder
   * @param cache where copies of claims are kept
   */
  record Opened(
      RepositoryProvider provider,
      BranchFiles files,
      List<RepositoryName> repositories,
      DependencyRule dependencies,
      Optional<GitLogin> login,
      Path cache)
      implements AutoCloseable {
    /** The ledger in its repositories. */
    GitRefLedger ledger() {
      return login
          .map(each -> GitRefLedger.open(provider::repository, Verifier.ed25519(), cache, each))
          .orElseGet(() -> GitRefLedger.open(provider::repository, Verifier.ed25519(), cache));
    }

    @Override
    public void close() {
      provider.close();
    }
  }

  /** Opens the forge to look at it. */
  Opened open() {
    return open("bzzz");
  }

  /**
   * Opens the forge to write on it.
   *
   * @param author given with {@code --author}; on a host, whoever the token belongs to writes
   */
  Opened open(String author) {
    Optional<Place> given = Optional.ofNullable(place);
    Optional<Path> dir = given.map(each -> each.forgeDir);
    if (dir.isPresent()) {
      return folder(dir.get(), author, List.of(), DependencyRule.MERGED);
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
      return folder(folder.dir(), author, config.repositories(), config.dependencies());
    }
    if (config.forge() instanceof ForgeConfig.Host host) {
      return host(host, config);
    }
    throw new AssertionError("unhandled forge: " + config.forge());
  }

  private Opened folder(
      Path dir, String author, List<RepositoryName> repositories, DependencyRule dependencies) {
    LocalForge forge;
    try {
      forge = LocalForge.open(dir, author);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--author: " + e.getMessage(), e);
    }
    return new Opened(
        forge,
        new RepositorySetup(forge),
        repositories,
        dependencies,
        Optional.empty(),
        forge.dir());
  }

  private Opened host(ForgeConfig.Host host, AgentConfig config) {
    RemoteForge forge =
        RemoteForge.open(
            address(host, environment),
            config.repositories().stream().map(RepositoryName::owner).collect(Collectors.toSet()));
    return new Opened(
        forge.provider(),
        forge.files(),
        config.repositories(),
        config.dependencies(),
        Optional.of(forge.login()),
        config.work().dir().resolve(LOOKS));
  }

  /** How to reach a host that a configuration names, to write there. */
  static RemoteForge.Address address(ForgeConfig.Host host, Map<String, String> environment) {
    return new RemoteForge.Address(
        host.kind(),
        host.url(),
        Secret.at(host.publishToken().orElse(host.token()), environment),
        host.certificates(),
        host.proxy());
  }
}
