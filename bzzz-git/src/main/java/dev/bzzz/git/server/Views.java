package dev.bzzz.git.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.repo.Comment;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.local.HostedIssue;
import dev.bzzz.git.local.HostedPull;
import dev.bzzz.git.local.HostedRepository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How things look in the answer to one request: the fields that GitHub documents, as far as the
 * forge knows them. Confined to one thread.
 */
final class Views {
  /** Colour of labels nobody has given one. */
  static final String GREY = "ededed";

  private static final int ID_BITS = 52; // JSON readers keep 53 exactly
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Links links;
  private final Map<RepositoryName, Labels.Colours> colours = new HashMap<>();

  Views(Links links) {
    this.links = links;
  }

  static Views of(Call call) {
    return new Views(call.links());
  }

  /** A number that stands for a thing, always the same. */
  static long id(String kind, String thing) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((kind + " " + thing).getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(hash).getLong() >>> (Long.SIZE - ID_BITS);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  /** Comments are found by their number again, so theirs is no hash. */
  static long commentId(long issue, int index) {
    return issue * 10_000 + index;
  }

  static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static ObjectNode object(String kind, String thing) {
    String node =
        Base64.getEncoder().encodeToString((kind + ":" + thing).getBytes(StandardCharsets.UTF_8));
    return NODES.objectNode().put("id", id(kind, thing)).put("node_id", node);
  }

  ObjectNode user(String login) {
    return object("user", login)
        .put("login", login)
        .put("type", "User")
        .put("site_admin", false)
        .put("avatar_url", "")
        .put("url", links.api() + "/users/" + login)
        .put("html_url", links.web() + "/" + login)
        .put("repos_url", links.api() + "/users/" + login + "/repos");
  }

  ObjectNode repository(HostedRepository repository) {
    RepositoryName name = repository.name();
    String created = time(created(repository.git().getDirectory().toPath()));
    ObjectNode json =
        object("repository", repository.description().id().value())
            .put("name", name.name())
            .put("full_name", name.toString())
            .put("private", true)
            .put("visibility", "private")
            .put("fork", false)
            .put("archived", repository.archived())
            .put("disabled", false)
            .put("has_issues", true)
            .put("default_branch", repository.description().defaultBranch())
            .put("url", links.repository(name))
            .put("html_url", links.page(name))
            .put("clone_url", links.page(name) + ".git")
            .put("git_url", links.page(name) + ".git")
            .put("created_at", created)
            .put("updated_at", created)
            .put("pushed_at", created)
            .putNull("description");
    json.set("owner", user(name.owner()));
    json.putObject("permissions").put("admin", true).put("push", true).put("pull", true);
    return json;
  }

  private static Instant created(Path gitDir) {
    try {
      return Files.getLastModifiedTime(gitDir.resolve("description")).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH; // not written by every git
    }
  }

  ObjectNode issue(HostedRepository repository, HostedIssue hosted) {
    RepositoryName name = repository.name();
    Issue issue = hosted.issue();
    String url = links.repository(name) + "/issues/" + issue.number();
    boolean merged = issue.open() && repository.pulls().merged(hosted);
    String kind = hosted.pullRequest() ? "pull" : "issues";
    ObjectNode json =
        object("issue", repository.description().id() + "#" + issue.number())
            .put("number", issue.number())
            .put("title", issue.title())
            .put("body", issue.body())
            .put("state", issue.open() && !merged ? "open" : "closed")
            .put("locked", false)
            .put("comments", hosted.comments())
            .put("created_at", time(issue.createdAt()))
            .put("updated_at", time(issue.updatedAt()))
            .put("url", url)
            .put("repository_url", links.repository(name))
            .put("comments_url", url + "/comments")
            .put("events_url", url + "/events")
            .put("labels_url", url + "/labels{/name}")
            .put("html_url", links.page(name) + "/" + kind + "/" + issue.number())
            .put("author_association", "OWNER")
            .putNull("milestone");
    hosted
        .closedAt()
        .ifPresentOrElse(at -> json.put("closed_at", time(at)), () -> json.putNull("closed_at"));
    json.set("user", user(issue.author()));
    colours
        .computeIfAbsent(name, each -> Labels.colours(repository))
        .addTo(json.putArray("labels"), this, name, issue.labels());
    ArrayNode assignees = json.putArray("assignees");
    hosted.assignees().forEach(each -> assignees.add(user(each)));
    json.set("assignee", assignees.isEmpty() ? NODES.nullNode() : assignees.get(0));
    if (hosted.pullRequest()) {
      json.putObject("pull_request")
          .put("url", links.repository(name) + "/pulls/" + issue.number())
          .put("html_url", links.page(name) + "/pull/" + issue.number());
    }
    return json;
  }

  ObjectNode comment(RepositoryName name, long issue, int index, Comment comment) {
    String id = String.valueOf(commentId(issue, index));
    ObjectNode json =
        NODES
            .objectNode()
            .put("id", commentId(issue, index))
            .put("node_id", "comment:" + id)
            .put("body", comment.body())
            .put("created_at", time(comment.createdAt()))
            .put("updated_at", time(comment.createdAt()))
            .put("author_association", "OWNER")
            .put("issue_url", links.repository(name) + "/issues/" + issue)
            .put("url", links.repository(name) + "/issues/comments/" + id)
            .put("html_url", links.page(name) + "/issues/" + issue + "#issuecomment-" + id);
    json.set("user", user(comment.author()));
    return json;
  }

  ObjectNode label(RepositoryName name, String label, String colour, String description) {
    return object("label", name + " " + label)
        .put("name", label)
        .put("color", colour)
        .put("description", description)
        .put("default", false)
        .put("url", links.repository(name) + "/labels/" + Paths.encoded(label));
  }

  /** A pull request as in lists; one alone has more. */
  ObjectNode pull(HostedRepository repository, HostedPull pull) {
    RepositoryName name = repository.name();
    ObjectNode json = issue(repository, pull.issue());
    json.remove(List.of("pull_request", "comments", "repository_url", "events_url"));
    boolean merged = pull.state() == PullRequest.State.MERGED;
    String url = links.repository(name) + "/pulls/" + pull.number();
    json.put("id", id("pull", repository.description().id() + "#" + pull.number()))
        .put("state", pull.state().name().toLowerCase(Locale.ROOT).replace("merged", "closed"))
        .put("draft", false)
        .put("merged", merged)
        .put("url", url)
        .put("issue_url", links.repository(name) + "/issues/" + pull.number())
        .put("html_url", links.page(name) + "/pull/" + pull.number())
        .put("commits_url", url + "/commits")
        .put("statuses_url", links.repository(name) + "/statuses/" + pull.head());
    pull.mergedAt()
        .ifPresentOrElse(
            at -> json.put("merged_at", time(at)).put("closed_at", time(at)),
            () -> json.putNull("merged_at"));
    pull.mergeCommit()
        .ifPresentOrElse(
            commit -> json.put("merge_commit_sha", commit), () -> json.putNull("merge_commit_sha"));
    pull.mergedBy()
        .ifPresentOrElse(by -> json.set("merged_by", user(by)), () -> json.putNull("merged_by"));
    json.set("head", end(repository, pull.branch(), pull.head()));
    json.set("base", end(repository, pull.base(), Refs.commitOf(repository, pull.base())));
    json.putArray("requested_reviewers");
    return json;
  }

  private ObjectNode end(HostedRepository repository, String branch, String commit) {
    String owner = repository.name().owner();
    ObjectNode json =
        NODES.objectNode().put("label", owner + ":" + branch).put("ref", branch).put("sha", commit);
    json.set("user", user(owner));
    json.set("repo", repository(repository));
    return json;
  }
}
