package dev.bzzz.git.gitlab;

import dev.bzzz.core.Secret;
import dev.bzzz.git.http.RepositoryIdSource;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;

class GitLabProviderContractTest extends GitLabContract {
  private final FakeGitLab fake = FakeGitLab.start();
  private final MemoryIds ids = new MemoryIds();

  @AfterEach
  void close() {
    fake.close();
  }

  @Override
  URI url() {
    return fake.url();
  }

  @Override
  Secret token() {
    return Secret.fixed(FakeGitLab.TOKEN);
  }

  @Override
  RepositoryIdSource ids() {
    return ids;
  }
}
