package dev.bzzz.git.local;

import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.testkit.RepositoryProviderContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LocalForgeContractTest extends RepositoryProviderContract {
  @TempDir Path temp;

  @Override
  protected RepositoryProvider open() {
    return LocalForge.open(temp.resolve("forge"), "ann");
  }

  @Override
  protected void createRepository(RepositoryName name) {
    try (LocalForge forge = LocalForge.create(temp.resolve("forge"), "ann")) {
      Repository repository = forge.createRepository(name, "main");
      commitTo(repository, "main");
    }
  }

  @Override
  protected String createBranch(Repository repository, String branch) {
    return commitTo(repository, branch);
  }

  @Override
  protected void merge(Repository repository, String branch) {
    try {
      Path clone = Files.createTempDirectory(temp, "clone");
      Git.run(clone, "clone", "-q", Path.of(repository.gitUrl()).toString(), ".");
      Git.run(clone, "merge", "-q", "--no-ff", "-m", "merge", "origin/" + branch);
      Git.run(clone, "push", "-q", "origin", "main");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String commitTo(Repository repository, String branch) {
    try {
      Path bare = Path.of(repository.gitUrl());
      String empty = Git.run(bare, "hash-object", "-t", "tree", "-w", "/dev/null");
      String commit =
          branch.equals("main")
              ? Git.run(bare, "commit-tree", "-m", branch, empty)
              : Git.run(bare, "commit-tree", "-m", branch, "-p", "main", empty);
      Git.run(bare, "update-ref", "refs/heads/" + branch, commit);
      return commit;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
