package dev.bzzz.git.gitea;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bzzz.core.BzzzException;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.http.HostAnswer;
import dev.bzzz.git.http.HostClient;
import dev.bzzz.git.http.HostRequest;
import dev.bzzz.git.http.Pages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pull requests by their branch. Safe for use by many threads. */
final class GiteaPulls {
  private static final Logger LOG = LoggerFactory.getLogger(GiteaPulls.class);

  /** The open one counts, then one that was merged, then the oldest. */
  private static final Comparator<PullRequest> BEST =
      Comparator.comparing(PullRequest::state).thenComparing(PullRequest::number);

  private final HostClient client;
  private final GiteaIssues issues;

  GiteaPulls(HostClient client, GiteaIssues issues) {
    this.client = client;
    this.issues = issues;
  }

  /**
   * Asks for the one into the default branch, and, where that is none or closed, looks through
   * those that were changed last: one that people pointed at another branch, or opened again beside
   * a closed one, is among them unless a whole page of others (50) has changed since.
   */
  Optional<PullRequest> find(Repository repository, String branch) {
    return best(repository.name(), branch, intoDefault(repository, branch));
  }

  private Optional<PullRequest> best(
      RepositoryName name, String branch, List<PullRequest> intoDefault) {
    List<PullRequest> found = new ArrayList<>(intoDefault);
    if (found.isEmpty() || found.get(0).state() == PullRequest.State.CLOSED) {
      found.addAll(latest(name, branch));
    }
    return found.stream().min(BEST);
  }

  /** At most one, of any state: of several the host chooses. */
  private List<PullRequest> intoDefault(Repository repository, String branch) {
    RepositoryName name = repository.name();
    List<Object> path = new ArrayList<>(List.of("pulls", repository.defaultBranch()));
    path.addAll(Arrays.asList(branch.split("/"))); // slashes as such: not all proxies take %2F
    HostRequest request =
        HostRequest.get(action(branch, name), Place.in(name, path.toArray())).accepting(404);
    HostAnswer answer = client.send(request);
    return answer.status() != 404 && isOf(answer.json(), branch)
        ? List.of(GiteaJson.pull(answer.json()))
        : List.of();
  }

  private List<PullRequest> latest(RepositoryName name, String branch) {
    HostRequest request =
        HostRequest.get(action(branch, name), Place.in(name, "pulls"))
            .query("state", "all")
            .query("sort", "recentupdate")
            .query("limit", Pages.SIZE);
    return StreamSupport.stream(client.send(request).json().spliterator(), false)
        .filter(json -> isOf(json, branch))
        .map(GiteaJson::pull)
        .toList();
  }

  private static boolean isOf(JsonNode json, String branch) {
    return GiteaJson.fromHere(json) && GiteaJson.pull(json).branch().equals(branch);
  }

  private static String action(String branch, RepositoryName name) {
    return "find the pull request of " + branch + " in " + name;
  }

  PullRequest open(Repository repository, Claim claim, PullRequestDraft draft) {
    RepositoryName name = repository.name();
    String branch = claim.work().branch();
    List<PullRequest> known = intoDefault(repository, branch);
    if (!known.isEmpty()) {
      return best(name, branch, known).orElse(known.get(0));
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
            HostRequest.post(action, body, Place.in(name, "pulls")).accepting(404, 409, 422));
    if (answer.status() < 300) {
      return settled(name, GiteaJson.pull(answer.json()), claim);
    }
    // Somebody was quicker, or there is nothing to open one for.
    return find(repository, branch)
        .orElseThrow(
            () -> {
              requireBranch(name, branch, action);
              return new PermanentException(
                  "cannot " + action + ": " + answer.problem() + "; look at the branch");
            });
  }

  /**
   * Gitea looks for another one and opens this one in two steps, so that two who ask at once may
   * get two; and it does not count one that people have pointed at another branch. So look again,
   * and of all that were opened for this claim keep the oldest, whatever became of it.
   */
  private PullRequest settled(RepositoryName name, PullRequest opened, Claim claim) {
    List<PullRequest> all =
        latest(name, opened.branch()).stream()
            .filter(pull -> pull.body().stripTrailing().endsWith(claim.marker()))
            .sorted(Comparator.comparing(PullRequest::number))
            .toList();
    if (all.size() < 2) {
      return opened;
    }
    for (PullRequest surplus : all.subList(1, all.size())) {
      closeIfOpen(name, surplus);
    }
    return all.get(0);
  }

  private void closeIfOpen(RepositoryName name, PullRequest surplus) {
    if (surplus.state() != PullRequest.State.OPEN) {
      return;
    }
    try {
      issues.setOpen(new Place(name, surplus.number()), false);
    } catch (BzzzException e) {
      LOG.warn("a second pull request stays open: pull={}#{}", name, surplus.number(), e);
    }
  }

  private void requireBranch(RepositoryName name, String branch, String action) {
    List<Object> path = new ArrayList<>(List.of("branches"));
    path.addAll(Arrays.asList(branch.split("/")));
    HostRequest request = HostRequest.get(action, Place.in(name, path.toArray())).accepting(404);
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
