package dev.bzzz.git.gitea;

import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.testkit.RepositoryProviderContract;
import org.junit.jupiter.api.AfterEach;

class GiteaProviderContractTest extends RepositoryProviderContract {
  private final FakeGitea host = new FakeGitea();

  @AfterEach
  void close() {
    host.close();
  }

  @Override
  protected RepositoryProvider open() {
    return host.provider();
  }

  @Override
  protected void createRepository(RepositoryName name) {
    host.create(name).bzzzId(true);
  }

  @Override
  protected String createBranch(Repository repository, String branch) {
    return host.repository(repository.name()).branch(branch);
  }

  @Override
  protected void merge(Repository repository, String branch) {
    host.repository(repository.name()).merge(branch);
  }
}
