package dev.bzzz.git.github;

import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.testkit.RepositoryProviderContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterEach;

/** The contract, over HTTP to our own server. */
class GitHubContractTest extends RepositoryProviderContract {
  private static final String OWNER = "acme";

  @Override
  protected RepositoryProvider open() {
    return ServedGitHub.open(OWNER);
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
