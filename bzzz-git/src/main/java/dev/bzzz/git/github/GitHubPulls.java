package dev.bzzz.git.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.http.GitHubShapes;
import dev.bzzz.git.http.HostAnswer;
import dev.bzzz.git.http.HostClient;
import dev.bzzz.git.http.HostRequest;
import dev.bzzz.git.http.Pages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Pull requests by their branch. Safe for use by many threads. */
final class GitHubPulls {
  private final HostClient client;
  private final Pages pages;

  GitHubPulls(HostClient client, Pages pages) {
    this.client = client;
    this.pages = pages;
  }

  /** Of several, the open one counts, then one that was merged, then the newest. */
  Optional<PullRequest> find(RepositoryName name, String branch) {
    HostRequest request =
        HostRequest.get(
                "find the pull request of " + branch + " in " + name,
                "repos",
                name.owner(),
                name.name(),
                "pulls")
            .query("head", name.owner() + ":" + branch)
            .query("state", "all");
    return pages.all(request, GitHubShapes::number).items().stream()
        .filter(GitHubJson::fromHere) // hosts may ignore what was asked for
        .map(GitHubJson::pull)
        .filter(pull -> pull.branch().equals(branch))
        .min(
            Comparator.comparing(PullRequest::state)
                .thenComparing(PullRequest::number, Comparator.reverseOrder()));
  }

  PullRequest open(Repository repository, Claim claim, PullRequestDraft draft) {
    RepositoryName name = repository.name();
    String branch = claim.work().branch();
    Optional<PullRequest> known = find(name, branch);
    if (known.isPresent()) {
      return known.get();
    }
    JsonNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("title", draft.title())
            .put("head", branch)
            .put("base", repository.defaultBranch())
            .put("body", draft.bodyWith(claim.marker()));
    String action = "open the pull request of " + claim + " in " + name;
    HostAnswer answer =
        client.send(
            HostRequest.post(action, body, "repos", name.owner(), name.name(), "pulls")
                .accepting(409, 422));
    if (answer.status() < 300) {
      return GitHubJson.pull(answer.json());
    }
    // Somebody was quicker, or there is nothing to open one for.
    return find(name, branch)
        .orElseThrow(
            () -> {
              requireBranch(name, branch, action);
              return new PermanentException(
                  "cannot " + action + ": " + answer.problem() + "; look at the branch");
            });
  }

  private void requireBranch(RepositoryName name, String branch, String action) {
    List<Object> path =
        new ArrayList<>(List.of("repos", name.owner(), name.name(), "git", "ref", "heads"));
    path.addAll(Arrays.asList(branch.split("/")));
    HostRequest request = HostRequest.get(action, path.toArray()).accepting(404);
    if (client.send(request).status() == 404) {
      throw new NotFound(
          "cannot "
              + action
              + ": the branch "
              + branch
              + " does not exist; publish it again first");
    }
  }
}
