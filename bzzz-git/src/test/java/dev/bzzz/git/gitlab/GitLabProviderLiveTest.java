package dev.bzzz.git.gitlab;

import dev.bzzz.core.Secret;
import dev.bzzz.core.SecretReference;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.http.RepositoryIdSource;
import dev.bzzz.git.ledger.GitLogin;
import dev.bzzz.git.ledger.GitRepositoryIds;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The contract on a real GitLab that is there for tests only: the projects {@code acme/widgets} and
 * {@code acme/gadgets} are deleted, again and again. The token belongs to somebody who may create
 * groups, and has the scopes {@code api} and {@code write_repository}.
 */
@EnabledIfEnvironmentVariable(
    named = "BZZZ_IT_GITLAB_URL",
    matches = "https?://.+",
    disabledReason = "skipped: BZZZ_IT_GITLAB_URL names no GitLab, such as https://host/api/v4")
@EnabledIfEnvironmentVariable(
    named = "BZZZ_IT_GITLAB_TOKEN",
    matches = ".+",
    disabledReason = "skipped: BZZZ_IT_GITLAB_TOKEN holds no token")
class GitLabProviderLiveTest extends GitLabContract {
  private static final RepositoryName FIRST = new RepositoryName("acme", "widgets");

  @Override
  URI url() {
    return URI.create(System.getenv("BZZZ_IT_GITLAB_URL"));
  }

  @Override
  Secret token() {
    return Secret.at(SecretReference.parse("env:BZZZ_IT_GITLAB_TOKEN"));
  }

  @Override
  RepositoryIdSource ids() {
    return new GitRepositoryIds(new GitLogin(token(), Set.of(url().getHost())));
  }

  /** Each test begins with the first one. */
  @Override
  protected void createRepository(RepositoryName name) {
    if (name.equals(FIRST)) {
      try (GitLabProvider admin = open()) {
        admin.deleteRepository(new RepositoryName("acme", "gadgets"));
        admin.deleteRepository(FIRST);
      }
    }
    super.createRepository(name);
  }
}
