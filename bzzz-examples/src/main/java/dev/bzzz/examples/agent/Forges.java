package dev.bzzz.examples.agent;

import dev.bzzz.core.Secret;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.examples.forge.RemoteForge;
import dev.bzzz.git.gitea.GiteaProvider;
import dev.bzzz.git.github.GitHubAppToken;
import dev.bzzz.git.github.GitHubProvider;
import dev.bzzz.git.gitlab.GitLabProvider;
import dev.bzzz.git.http.AccessLog;
import dev.bzzz.git.http.HostOptions;
import dev.bzzz.git.ledger.GitLogin;
import dev.bzzz.git.ledger.GitRepositoryIds;
import dev.bzzz.git.local.LocalForge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens the forge that a configuration names. */
final class Forges {
  private Forges() {}

  /**
   * A forge, and what belongs to it.
   *
   * @param provider the forge
   * @param logins how git logs in there; empty for a folder
   * @param secrets what must not become public
   * @param paths of this machine, which must not either
   * @param parts to be closed besides the provider
   */
  record Opened(
      RepositoryProvider provider,
      Optional<Logins> logins,
      List<String> secrets,
      List<Path> paths,
      List<AutoCloseable> parts) {}

  /** How git logs in to fetch, and to push. */
  record Logins(GitLogin reading, GitLogin writing) {}

  /**
   * Opens it.
   *
   * @throws dev.bzzz.core.BzzzException if it cannot be had, or a token cannot
   */
  static Opened open(AgentConfig config) {
    if (config.forge() instanceof ForgeConfig.Folder folder) {
      return new Opened(
          LocalForge.open(folder.dir(), config.name()),
          Optional.empty(),
          List.of(),
          List.of(folder.dir()),
          List.of());
    }
    if (config.forge() instanceof ForgeConfig.Host host) {
      return open(host);
    }
    throw new AssertionError("unhandled forge: " + config.forge());
  }

  private static Opened open(ForgeConfig.Host host) {
    AccessLog log = AccessLog.open(host.accessLog());
    Optional<GitHubAppToken> app =
        host.app()
            .map(
                each ->
                    new GitHubAppToken(
                        options(host, log),
                        each.client(),
                        each.installation(),
                        Secret.at(host.token())));
    Secret token = app.<Secret>map(each -> each).orElseGet(() -> Secret.at(host.token()));
    Secret publishToken = host.publishToken().map(Secret::at).orElse(token);
    // A mistake is told now, not when the first task is claimed.
    List<String> secrets = List.of(token.value(), publishToken.value());
    HostOptions.Builder options = options(host, log).token(token).writeToken(publishToken);
    Logins logins =
        new Logins(login(host, token).listener(log), login(host, publishToken).listener(log));
    List<Path> paths = new ArrayList<>(List.of(host.accessLog()));
    host.certificates().ifPresent(paths::add);
    return new Opened(
        provider(host, options, logins),
        Optional.of(logins),
        secrets,
        List.copyOf(paths),
        List.copyOf(app.stream().toList()));
  }

  private static HostOptions.Builder options(ForgeConfig.Host host, AccessLog log) {
    HostOptions.Builder options = HostOptions.builder(host.url()).listener(log);
    host.certificates().ifPresent(options::certificates);
    host.proxy().ifPresent(options::proxy);
    if (host.callsPerHour() > 0) {
      options.callsPerHour(host.callsPerHour());
    }
    return options;
  }

  private static RepositoryProvider provider(
      ForgeConfig.Host host, HostOptions.Builder options, Logins logins) {
    GitRepositoryIds ids = new GitRepositoryIds(logins.writing());
    return switch (host.kind()) {
      case GITHUB -> GitHubProvider.builder(options, ids).build();
      case GITLAB -> GitLabProvider.builder(options, ids).build();
      case GITEA -> GiteaProvider.builder(options, ids).build();
    };
  }

  private static GitLogin login(ForgeConfig.Host host, Secret token) {
    return RemoteForge.login(host.url(), token, host.certificates(), host.proxy());
  }
}
