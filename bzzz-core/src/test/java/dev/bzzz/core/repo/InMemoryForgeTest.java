package dev.bzzz.core.repo;

import dev.bzzz.core.testkit.RepositoryProviderContract;

class InMemoryForgeTest extends RepositoryProviderContract {
  private final InMemoryForge forge = new InMemoryForge("ann");

  @Override
  protected RepositoryProvider open() {
    return forge;
  }

  @Override
  protected void createRepository(RepositoryName name) {
    forge.createRepository(name, "main");
  }

  @Override
  protected String createBranch(Repository repository, String branch) {
    return "5c".repeat(20);
  }

  @Override
  protected void merge(Repository repository, String branch) {
    forge.merge(repository.id(), branch);
  }
}
