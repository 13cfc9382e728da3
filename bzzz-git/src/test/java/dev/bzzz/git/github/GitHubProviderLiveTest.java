package dev.bzzz.git.github;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The contract on a host with GitHub's API that is there for tests only, such as GitHub Enterprise
 * or {@code bzzz forge serve} in a process of its own: the repositories {@code acme/widgets} and
 * {@code acme/gadgets} are deleted, again and again. The organisation {@code acme} is made by hand
 * where the host wants that; the token may create and delete repositories in it.
 */
@EnabledIfEnvironmentVariable(
    named = "BZZZ_IT_GITHUB_URL",
    matches = "https?://.+",
    disabledReason = "skipped: BZZZ_IT_GITHUB_URL names no host, such as https://host/api/v3")
@EnabledIfEnvironmentVariable(
    named = "BZZZ_IT_GITHUB_TOKEN",
    matches = ".+",
    disabledReason = "skipped: BZZZ_IT_GITHUB_TOKEN holds no token")
class GitHubProviderLiveTest extends RepositoryProviderContract {
  private static final String OWNER = "acme";

  private final URI url = URI.create(System.getenv("BZZZ_IT_GITHUB_URL"));
  private final Secret token = Secret.at(SecretReference.parse("env:BZZZ_IT_GITHUB_TOKEN"));

  private HostOptions.Builder options() {
    return HostOptions.builder(url).token(token);
  }

  private GitHubProvider provider() {
    GitLogin login = new GitLogin(token, GitHubProvider.gitHosts(url.getHost()));
    return GitHubProvider.builder(options(), new GitRepositoryIds(login)).owner(OWNER).build();
  }

  @Override
  protected RepositoryProvider open() {
    return provider();
  }

  @Override
  protected void createRepository(RepositoryName name) {
    try (GitHubProvider forge = provider()) {
      forge.deleteRepository(name);
      forge.createRepository(name);
    }
  }

  @AfterEach
  void deleteRepositories() {
    try (GitHubProvider forge = provider()) {
      forge.deleteRepository(new RepositoryName(OWNER, "widgets"));
      forge.deleteRepository(new RepositoryName(OWNER, "gadgets"));
    }
  }

  /** A branch with one commit more than the default one. */
  @Override
  protected String createBranch(Repository repository, String branch) {
    RepositoryName name = repository.name();
    String action = "commit to " + name;
    JsonNodeFactory json = JsonNodeFactory.instance;
    try (HostClient client = HostClient.open(options().build())) {
      HostRequest head =
          HostRequest.get(
              action, "repos", OWNER, name.name(), "branches", repository.defaultBranch());
      String sha = client.send(head).json().path("commit").path("sha").asText();
      JsonNode ref = json.objectNode().put("ref", "refs/heads/" + branch).put("sha", sha);
      client.send(HostRequest.post(action, ref, "repos", OWNER, name.name(), "git", "refs"));
      JsonNode file =
          json.objectNode()
              .put("content", "SGVsbG8K")
              .put("message", "Say hello")
              .put("branch", branch);
      String path = branch.replace('/', '-') + ".txt";
      HostRequest put =
          HostRequest.put(action, file, "repos", OWNER, name.name(), "contents", path);
      return client.send(put).json().path("commit").path("sha").asText();
    }
  }

  @Override
  protected void merge(Repository repository, String branch) {
    try (GitHubProvider forge = provider()) {
      PullRequest pull =
          forge.findPullRequest(forge.repository(repository.name()).id(), branch).orElseThrow();
      forge.mergePullRequest(repository.id(), pull.number(), pull.head());
    }
  }
}
