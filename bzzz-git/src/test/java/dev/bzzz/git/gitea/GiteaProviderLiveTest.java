package dev.bzzz.git.gitea;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bzzz.core.Secret;
import dev.bzzz.core.SecretReference;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.testkit.RepositoryProviderContract;
import dev.bzzz.git.http.HostClient;
import dev.bzzz.git.http.HostOptions;
import dev.bzzz.git.http.HostRequest;
import dev.bzzz.git.ledger.GitLogin;
import dev.bzzz.git.ledger.GitRepositoryIds;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The contract on a Gitea or Forgejo that runs somewhere: {@code BZZZ_IT_GITEA_URL} is the address
 * of its API, such as {@code http://127.0.0.1:3000/api/v1}, and {@code BZZZ_IT_GITEA_TOKEN} a token
 * with the scopes of docs/forges.md and write:organization. It makes an organisation {@code acme}
 * with repositories and deletes them; one that was there before stops it.
 */
@EnabledIfEnvironmentVariable(
    named = "BZZZ_IT_GITEA_URL",
    matches = "https?://.+",
    disabledReason = "skipped: BZZZ_IT_GITEA_URL names no host to try")
@EnabledIfEnvironmentVariable(
    named = "BZZZ_IT_GITEA_TOKEN",
    matches = ".+",
    disabledReason = "skipped: BZZZ_IT_GITEA_TOKEN holds no token")
class GiteaProviderLiveTest extends RepositoryProviderContract {
  private final URI url = URI.create(System.getenv("BZZZ_IT_GITEA_URL"));
  private final Secret token = Secret.at(SecretReference.parse("env:BZZZ_IT_GITEA_TOKEN"));
  private final List<RepositoryName> made = new ArrayList<>();

  private HostOptions.Builder options() {
    return HostOptions.builder(url).token(token);
  }

  private GiteaProvider provider() {
    GitRepositoryIds ids = new GitRepositoryIds(new GitLogin(token, Set.of(url.getHost())));
    return GiteaProvider.builder(options(), ids).owner("acme").build();
  }

  @AfterEach
  void deleteRepositories() {
    try (GiteaProvider forge = provider()) {
      made.forEach(forge::deleteRepository);
    }
  }

  @Override
  protected RepositoryProvider open() {
    return provider();
  }

  @Override
  protected void createRepository(RepositoryName name) {
    try (GiteaProvider forge = provider()) {
      forge.createOwner(name.owner());
      assertThat(forge.repositories())
          .as("repositories there before; delete them if nobody needs them")
          .extracting(Repository::name)
          .doesNotContain(name);
      made.add(name);
      forge.createRepository(name);
    }
  }

  @Override
  protected String createBranch(Repository repository, String branch) {
    RepositoryName name = repository.name();
    JsonNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("content", "SGVsbG8K")
            .put("message", "Say hello")
            .put("branch", repository.defaultBranch())
            .put("new_branch", branch);
    String file = branch.replace('/', '-') + ".txt";
    try (HostClient client =
        HostClient.open(options().tokenHeader("Authorization", "token ").build())) {
      return client
          .send(HostRequest.post("commit to " + name, body, Place.in(name, "contents", file)))
          .json()
          .path("commit")
          .path("sha")
          .asText();
    }
  }

  @Override
  protected void merge(Repository repository, String branch) {
    try (GiteaProvider forge = provider()) {
      PullRequest pull =
          forge.findPullRequest(forge.repository(repository.name()).id(), branch).orElseThrow();
      forge.mergePullRequest(repository.id(), pull.number(), pull.head());
    }
  }
}
