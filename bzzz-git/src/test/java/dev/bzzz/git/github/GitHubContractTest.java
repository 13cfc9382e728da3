package dev.bzzz.git.github;

import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.testkit.RepositoryProviderContract;
import dev.bzzz.git.http.RepositoryIdSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;

/** The contract, over HTTP to our own server. */
class GitHubContractTest extends RepositoryProviderContract {
  private static final String OWNER = "acme";

  private final RepositoryIdSource ids = new KnownIds(ServedGitHub.ids());

  /** Asks git once for each repository, not once for each of the many providers of a race. */
  private record KnownIds(RepositoryIdSource source, Map<URI, RepositoryId> known)
      implements RepositoryIdSource {
    KnownIds(RepositoryIdSource source) {
      this(source, new ConcurrentHashMap<>());
    }

    @Override
    public Optional<RepositoryId> find(RepositoryName name, URI gitUrl) {
      return Optional.of(ensure(name, gitUrl));
    }

    @Override
    public RepositoryId ensure(RepositoryName name, URI gitUrl) {
      return known.computeIfAbsent(gitUrl, url -> source.ensure(name, url));
    }
  }

  @Override
  protected RepositoryProvider open() {
    return GitHubProvider.builder(ServedGitHub.host(), ids).owner(OWNER).build();
  }

  @Override
  protected void createRepository(RepositoryName name) {
    ServedGitHub.create(name);
  }

  @Override
  protected String createBranch(Repository repository, String branch) {
    return ServedGitHub.branch(repository.name(), branch);
  }

  @Override
  protected int racers() {
    return 5; // the server's own tests race more
  }

  @Override
  protected void merge(Repository repository, String branch) {
    try (RepositoryProvider forge = open()) {
      long number = forge.findPullRequest(repository.id(), branch).orElseThrow().number();
      String path = "/repos/" + repository.name() + "/pulls/" + number + "/merge";
      ServedGitHub.FORGE.send(ServedGitHub.FORGE.api(path).PUT(BodyPublishers.noBody()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void removeEverything() {
    ServedGitHub.remove(OWNER);
  }
}
