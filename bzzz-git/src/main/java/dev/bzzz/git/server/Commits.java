package dev.bzzz.git.server;

import static io.javalin.http.HandlerType.GET;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.git.local.HostedRepository;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Commits and their history. */
final class Commits {
  /** Longest history that is looked at for one list. */
  static final int MAX_COMMITS = 10_000;

  void routes(Api api) {
    api.of(GET, "/commits", Commits::list);
    api.of(GET, "/commits/<ref>", Commits::one);
    api.of(
        GET,
        "/git/commits/{sha}",
        (call, repository) -> {
          ObjectId id = Refs.commit(repository, call.path("sha"));
          try (RevWalk walk = new RevWalk(repository.git())) {
            call.ok(new CommitViews(call.links(), repository).gitCommit(walk.parseCommit(id)));
          }
        });
  }

  private static void list(Call call, HostedRepository repository) throws IOException {
    String from = call.query("sha").orElse(repository.description().defaultBranch());
    Optional<Instant> since = call.time("since");
    Optional<Instant> until = call.time("until");
    List<RevCommit> commits = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository.git())) {
      walk.markStart(walk.parseCommit(start(repository, from)));
      call.query("path")
          .ifPresent(
              path ->
                  walk.setTreeFilter(
                      AndTreeFilter.create(
                          PathFilterGroup.createFromStrings(path), TreeFilter.ANY_DIFF)));
      for (RevCommit each : walk) {
        Instant at = each.getCommitterIdent().getWhenAsInstant();
        if (since.filter(at::isBefore).isEmpty() && until.filter(at::isAfter).isEmpty()) {
          commits.add(each);
        }
        if (commits.size() >= MAX_COMMITS) {
          break;
        }
      }
    }
    CommitViews views = new CommitViews(call.links(), repository);
    call.page(commits, views::commit);
  }

  private static ObjectId start(HostedRepository repository, String from) throws IOException {
    if (Refs.commitOf(repository, repository.description().defaultBranch())
            .equals(ObjectId.zeroId().name())
        && from.equals(repository.description().defaultBranch())) {
      throw ApiError.of(409, "Git Repository is empty.");
    }
    try {
      return Refs.commit(repository, from);
    } catch (ApiError e) {
      throw ApiError.notFound();
    }
  }

  private static void one(Call call, HostedRepository repository) throws IOException {
    ObjectId id = Refs.commit(repository, call.path("ref"));
    CommitViews views = new CommitViews(call.links(), repository);
    try (RevWalk walk = new RevWalk(repository.git())) {
      RevCommit commit = walk.parseCommit(id);
      ObjectNode json = views.commit(commit);
      ObjectId before =
          commit.getParentCount() == 0 ? ObjectId.zeroId() : commit.getParent(0).copy();
      ArrayNode files = views.files(before, id);
      int added = 0;
      int deleted = 0;
      for (JsonNode file : files) {
        added += file.path("additions").asInt();
        deleted += file.path("deletions").asInt();
      }
      json.putObject("stats")
          .put("additions", added)
          .put("deletions", deleted)
          .put("total", added + deleted);
      json.set("files", files);
      call.ok(json);
    }
  }
}
