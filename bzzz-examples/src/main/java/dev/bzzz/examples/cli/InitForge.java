package dev.bzzz.examples.cli;

import dev.bzzz.core.Secret;
import dev.bzzz.core.SecretReference;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.examples.agent.ForgeConfig;
import dev.bzzz.examples.forge.ForgeKind;
import dev.bzzz.examples.forge.RemoteForge;
import dev.bzzz.git.local.BranchFiles;
import dev.bzzz.git.local.LocalForge;
import dev.bzzz.git.local.RepositorySetup;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says on which forge an agent is set up, and opens it. */
final class InitForge {
  private final Map<String, String> environment;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--forge-dir",
      paramLabel = "DIR",
      description = "the forge: a folder of repositories OWNER/NAME.git; --import creates it")
  private @Nullable Path dir;

  @Option(
      names = "--forge-kind",
      paramLabel = "KIND",
      converter = HostArguments.ForKind.class,
      description = "the forge is a host that speaks github (also bzzz forge serve), gitlab, gitea")
  private @Nullable ForgeKind kind;

  @Option(
      names = "--forge-url",
      paramLabel = "URL",
      converter = HostArguments.ForUrl.class,
      description = "where that host is: its own address or that of its API")
  private @Nullable URI url;

  @Option(
      names = "--forge-token",
      paramLabel = "REFERENCE",
      converter = HostArguments.ForSecret.class,
      description = "where its token is: env:NAME, file:PATH or command:PROGRAM ARGUMENTS")
  private @Nullable SecretReference token;

  @Option(
      names = "--forge-ca",
      paramLabel = "FILE",
      description = "PEM file of certificates to trust besides those of Java")
  private @Nullable Path certificates;

  @Option(
      names = "--forge-proxy",
      paramLabel = "URL",
      converter = HostArguments.ForUrl.class,
      description = "HTTP proxy to go through, http://HOST:PORT")
  private @Nullable URI proxy;

  InitForge(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * A forge on which an agent is set up.
   *
   * @param provider finds the repositories
   * @param files changes their files
   * @param setup brings repositories in; empty on a host, which has pages for that
   * @param config what {@code bzzz.yaml} says of it, key to value
   */
  record Opened(
      RepositoryProvider provider,
      BranchFiles files,
      Optional<RepositorySetup> setup,
      Map<String, String> config)
      implements AutoCloseable {
    @Override
    public void close() {
      provider.close();
    }
  }

  /**
   * Opens what was given, or what the agent's configuration names.
   *
   * @param agent who writes
   * @param repository one to be worked on
   * @param create whether a folder may still be missing
   */
  Opened open(AgentFolder folder, String agent, RepositoryName repository, boolean create) {
    Optional<ForgeConfig> known = folder.config().map(config -> config.forge());
    boolean host = kind != null || url != null || token != null;
    if (host && dir != null) {
      throw wrongUsage("a forge is a folder or a host: give --forge-dir or --forge-kind");
    }
    if (known.isPresent() && known.get() instanceof ForgeConfig.Host before) {
      if (host || dir != null) {
        throw wrongUsage(
            folder.configFile()
                + " names the forge "
                + before.url()
                + "; leave out what says another, or set up another agent with --dir");
      }
      return host(ForgeOptions.address(before, environment), Map.of(), repository);
    }
    if (host) {
      if (known.isPresent()) {
        throw wrongUsage(folder.configFile() + " names a folder; set up another agent with --dir");
      }
      return given(repository);
    }
    Path path = folderOf(folder, known);
    LocalForge forge = create ? LocalForge.create(path, agent) : LocalForge.open(path, agent);
    RepositorySetup setup = new RepositorySetup(forge);
    return new Opened(forge, setup, Optional.of(setup), Map.of("dir", forge.dir().toString()));
  }

  private Opened given(RepositoryName repository) {
    if (kind == null || url == null || token == null) {
      throw wrongUsage("a host is given by --forge-kind, --forge-url and --forge-token");
    }
    Map<String, String> config = new LinkedHashMap<>();
    config.put("kind", kind.toString());
    config.put("url", url.toString());
    config.put(
        "token", token.kind().name().toLowerCase(java.util.Locale.ROOT) + ":" + token.target());
    Optional.ofNullable(certificates)
        .ifPresent(file -> config.put("ca", file.toAbsolutePath().toString()));
    Optional.ofNullable(proxy).ifPresent(address -> config.put("proxy", address.toString()));
    return host(
        new RemoteForge.Address(
            kind,
            url,
            Secret.at(token, environment),
            Optional.ofNullable(certificates),
            Optional.ofNullable(proxy)),
        config,
        repository);
  }

  private Opened host(
      RemoteForge.Address address, Map<String, String> config, RepositoryName repository) {
    try {
      RemoteForge forge = RemoteForge.open(address, Set.of(repository.owner()));
      return new Opened(forge.provider(), forge.files(), Optional.empty(), config);
    } catch (IllegalArgumentException e) {
      throw wrongUsage(String.valueOf(e.getMessage()));
    }
  }

  private Path folderOf(AgentFolder folder, Optional<ForgeConfig> known) {
    Optional<Path> before = known.map(forge -> ((ForgeConfig.Folder) forge).dir());
    Optional<Path> given = Optional.ofNullable(dir).map(AgentFolder::real);
    if (before.isPresent() && given.isPresent() && !before.map(AgentFolder::real).equals(given)) {
      throw wrongUsage(
          folder.configFile()
              + " names the forge "
              + before.get()
              + "; leave --forge-dir out, or set up another agent with --dir");
    }
    return given
        .or(() -> before)
        .orElseThrow(
            () ->
                wrongUsage(
                    "which forge? Name its folder with --forge-dir, or a host with --forge-kind"));
  }

  private ParameterException wrongUsage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
