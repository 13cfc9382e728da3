package dev.bzzz.examples.forge;

import dev.bzzz.core.Secret;
import dev.bzzz.core.repo.ForgeAdmin;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.git.gitea.GiteaProvider;
import dev.bzzz.git.github.GitHubProvider;
import dev.bzzz.git.gitlab.GitLabProvider;
import dev.bzzz.git.http.HostOptions;
import dev.bzzz.git.ledger.GitLogin;
import dev.bzzz.git.ledger.GitRepositoryIds;
import dev.bzzz.git.ledger.HistoryPush;
import dev.bzzz.git.ledger.HostTrial;
import dev.bzzz.git.ledger.RemoteFiles;
import dev.bzzz.git.local.BranchFiles;
import dev.bzzz.git.local.BranchWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A forge on another machine, with whoever sets it up: its API, and git on its repositories. Safe
 * for use by many threads.
 */
public final class RemoteForge implements AutoCloseable {
  private final RepositoryProvider provider;
  private final ForgeAdmin admin;
  private final GitLogin login;

  /**
   * Where it is and how to get in.
   *
   * @param kind what it speaks
   * @param url of the forge or of its API
   * @param token for everything
   * @param certificates PEM file of certificates to trust besides those of Java
   * @param proxy HTTP proxy, {@code http://HOST:PORT}
   */
  public record Address(
      ForgeKind kind, URI url, Secret token, Optional<Path> certificates, Optional<URI> proxy) {}

  private <T extends RepositoryProvider & ForgeAdmin> RemoteForge(T provider, GitLogin login) {
    this.provider = provider;
    this.admin = provider;
    this.login = login;
  }

  /**
   * Opens a forge; nothing is sent yet.
   *
   * @param owners whose repositories are seen; everybody's when empty
   * @throws IllegalArgumentException if an address is none
   * @throws dev.bzzz.core.PermanentException if the certificates cannot be read
   */
  public static RemoteForge open(Address address, Set<String> owners) {
    URI api = address.kind().apiUrl(address.url());
    HostOptions.Builder host = HostOptions.builder(api).token(address.token());
    address.certificates().ifPresent(host::certificates);
    address.proxy().ifPresent(host::proxy);
    GitLogin login = login(api, address.token(), address.certificates(), address.proxy());
    GitRepositoryIds ids = new GitRepositoryIds(login);
    return switch (address.kind()) {
      case GITHUB -> {
        GitHubProvider.Builder builder = GitHubProvider.builder(host, ids);
        owners.forEach(builder::owner);
        yield new RemoteForge(builder.build(), login);
      }
      case GITLAB -> {
        GitLabProvider.Builder builder = GitLabProvider.builder(host, ids);
        owners.forEach(builder::owner);
        yield new RemoteForge(builder.build(), login);
      }
      case GITEA -> {
        GiteaProvider.Builder builder = GiteaProvider.builder(host, ids);
        owners.forEach(builder::owner);
        yield new RemoteForge(builder.build(), login);
      }
    };
  }

  /**
   * How git logs in at a host: with the same token, certificates and proxy as its API.
   *
   * @param api address of the API
   */
  public static GitLogin login(
      URI api, Secret token, Optional<Path> certificates, Optional<URI> proxy) {
    GitLogin login = new GitLogin(token, GitHubProvider.gitHosts(api.getHost()));
    GitLogin trusting = certificates.map(login::certificates).orElse(login);
    return proxy.map(trusting::proxy).orElse(trusting);
  }

  /** Its tasks and pull requests. */
  public RepositoryProvider provider() {
    return provider;
  }

  /** What sets it up. */
  public ForgeAdmin admin() {
    return admin;
  }

  /** How git logs in. */
  public GitLogin login() {
    return login;
  }

  /** Changes files on the default branches of its repositories. */
  public BranchFiles files() {
    return new RemoteFiles(provider, login);
  }

  /** Tries what git on it does with the refs of a repository. */
  HostTrial trial(Repository repository) {
    return new HostTrial(repository.gitUrl(), login);
  }

  /**
   * Begins the default branch of a repository with a history.
   *
   * @return whether it was pushed; false when there is more than a first commit
   */
  public boolean begin(Repository repository, List<BranchWriter.Step> history) {
    return new HistoryPush(repository.gitUrl(), login).begin(repository.defaultBranch(), history);
  }

  @Override
  public void close() {
    provider.close();
  }
}
