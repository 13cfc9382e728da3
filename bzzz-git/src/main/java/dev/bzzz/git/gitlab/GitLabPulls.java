package dev.bzzz.git.gitlab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bzzz.core.BzzzException;
import dev.bzzz.core.Conflict;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.PlainText;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.git.http.HostAnswer;
import dev.bzzz.git.http.HostClient;
import dev.bzzz.git.http.HostRequest;
import dev.bzzz.git.http.Pages;
import dev.bzzz.git.http.Patience;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Merge requests by their branch. Safe for use by many threads. */
final class GitLabPulls {
  /** Longest title GitLab takes. */
  private static final int MAX_TITLE = 255;

  /** What GitLab says while it still finds out whether something can be merged. */
  private static final Set<String> UNDECIDED =
      Set.of("unchecked", "checking", "preparing", "approvals_syncing");

  private static final Logger LOG = LoggerFactory.getLogger(GitLabPulls.class);
  private static final String MERGED = "merged";

  private final HostClient client;
  private final Pages pages;
  private final GitLabIssues issues;
  private final Patience patience;

  GitLabPulls(HostClient client, Pages pages, GitLabIssues issues, Patience patience) {
    this.patience = patience;
    this.client = client;
    this.pages = pages;
    this.issues = issues;
  }

  /**
   * Of several, an open one counts, then one that was merged; of several of those, the first, which
   * everybody chooses who opened one in a race. One that was closed and never had a commit is none.
   */
  Optional<PullRequest> find(Project project, String branch) {
    HostRequest request =
        HostRequest.get(
                "find the merge request of " + branch + " in " + project.name(),
                project.path(Place.Kind.PULL.path()))
            .query("scope", "all")
            .query("state", "all")
            .query("source_branch", branch);
    return pages.all(request, GitLabJson::number).items().stream()
        .filter(GitLabJson::fromHere)
        .map(GitLabJson::pull)
        .filter(pull -> pull.branch().equals(branch))
        .filter(pull -> pull.state() != PullRequest.State.CLOSED || !pull.head().isEmpty())
        .min(Comparator.comparing(PullRequest::state).thenComparing(PullRequest::number));
  }

  PullRequest open(Project project, Repository repository, Claim claim, PullRequestDraft draft) {
    String branch = claim.work().branch();
    Optional<PullRequest> known = find(project, branch);
    if (known.isPresent()) {
      return known.get();
    }
    String action = "open the merge request of " + claim + " in " + project.name();
    JsonNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("title", PlainText.line(draft.title(), MAX_TITLE))
            .put("description", draft.bodyWith(claim.marker()))
            .put("source_branch", branch)
            .put("target_branch", repository.defaultBranch());
    HostAnswer answer =
        issues.write(
            project,
            HostRequest.post(action, body, project.path(Place.Kind.PULL.path()))
                .accepting(400, 409, 422));
    if (answer.status() < 300) {
      return settled(project, GitLabJson.pull(answer.json()), action);
    }
    // Somebody was quicker, or there is nothing to open one for.
    return find(project, branch)
        .orElseThrow(
            () ->
                hasBranch(project, branch, action)
                    ? new PermanentException(
                        "cannot " + action + ": " + answer.problem() + "; look at the branch")
                    : noBranch(branch, action));
  }

  /**
   * GitLab does not promise to refuse a second one in a race; then the first one stays. It may also
   * open one for a branch that is gone, which then has no commit.
   */
  private PullRequest settled(Project project, PullRequest opened, String action) {
    if (opened.head().isEmpty() && !hasBranch(project, opened.branch(), action)) {
      close(Place.pull(project, opened.number()));
      throw noBranch(opened.branch(), action);
    }
    PullRequest first =
        find(project, opened.branch())
            .filter(pull -> pull.state() == PullRequest.State.OPEN)
            .orElse(opened);
    if (first.number() < opened.number()) {
      close(Place.pull(project, opened.number()));
    }
    return first;
  }

  private void close(Place surplus) {
    try {
      issues.setOpen(surplus, false);
    } catch (BzzzException e) {
      LOG.warn("a merge request that should not be stays open: pull={}", surplus, e);
    }
  }

  private boolean hasBranch(Project project, String branch, String action) {
    HostRequest request =
        HostRequest.get(action, project.path("repository", "branches", branch)).accepting(404);
    return client.send(request).status() != 404;
  }

  private static NotFound noBranch(String branch, String action) {
    return new NotFound(
        "cannot " + action + ": the branch " + branch + " does not exist; publish it again first");
  }

  void merge(Place place, String head) {
    if (issues.read(place).path("state").asText().equals(MERGED)) {
      return;
    }
    JsonNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("sha", head)
            .put("squash", false)
            .put("should_remove_source_branch", false);
    String action = "merge " + place + " at " + head;
    HostRequest request = place.put(action, body, "merge").accepting(405, 406, 409, 422);
    patience.until(action, () -> merged(place, request));
  }

  /** True once it is merged; empty while GitLab finds out whether it can be. */
  private Optional<Boolean> merged(Place place, HostRequest request) {
    HostAnswer answer = client.send(request);
    if (answer.status() < 300) {
      return Optional.of(true);
    }
    JsonNode now = issues.read(place);
    String status = now.path("detailed_merge_status").asText();
    if (now.path("state").asText().equals(MERGED)) {
      return Optional.of(true);
    }
    if (answer.status() != 409 && UNDECIDED.contains(status)) {
      return Optional.empty();
    }
    throw new Conflict(
        "cannot "
            + request.action()
            + ": "
            + answer.problem()
            + (status.isEmpty() ? "" : ", " + PlainText.line(status, MAX_TITLE))
            + "; look at it again");
  }
}
