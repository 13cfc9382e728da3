package dev.bzzz.git.gitlab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.Secret;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.testkit.RepositoryProviderContract;
import dev.bzzz.git.http.HostClient;
import dev.bzzz.git.http.HostOptions;
import dev.bzzz.git.http.HostRequest;
import dev.bzzz.git.http.RepositoryIdSource;
import java.net.URI;

/** The contract over GitLab's API alone, the same for a host and for the fake of one. */
abstract class GitLabContract extends RepositoryProviderContract {
  abstract URI url();

  abstract Secret token();

  abstract RepositoryIdSource ids();

  @Override
  protected final GitLabProvider open() {
    return GitLabProvider.builder(options(), ids()).owner("acme").build();
  }

  private HostOptions.Builder options() {
    return HostOptions.builder(url()).token(token());
  }

  @Override
  protected void createRepository(RepositoryName name) {
    try (GitLabProvider admin = open()) {
      admin.createOwner(name.owner());
      admin.createRepository(name);
    }
  }

  @Override
  protected final String createBranch(Repository repository, String branch) {
    ObjectNode body =
        FakeGitLab.object()
            .put("branch", branch)
            .put("start_branch", repository.defaultBranch())
            .put("commit_message", "Change something");
    body.putArray("actions")
        .addObject()
        .put("action", "create")
        .put("file_path", "change.txt")
        .put("content", branch);
    try (HostClient client = HostClient.open(options().build())) {
      HostRequest commit =
          HostRequest.post("commit", body, "projects", repository.name(), "repository", "commits");
      return client.send(commit).json().path("id").asText();
    }
  }

  @Override
  protected final void merge(Repository repository, String branch) {
    try (GitLabProvider admin = open()) {
      PullRequest pull = admin.findPullRequest(repository.id(), branch).orElseThrow();
      admin.mergePullRequest(repository.id(), pull.number(), pull.head());
    }
  }
}
