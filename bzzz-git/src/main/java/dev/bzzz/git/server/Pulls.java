package dev.bzzz.git.server;

import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.PATCH;
import static io.javalin.http.HandlerType.POST;
import static io.javalin.http.HandlerType.PUT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.Conflict;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.git.local.HostedPull;
import dev.bzzz.git.local.HostedRepository;
import dev.bzzz.git.local.PullMerge;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.transport.ReceiveCommand;

/** Pull requests, from opening to merging. Both branches are of the same repository. */
final class Pulls {
  /** Most commits of a pull request that are told: what GitHub tells. */
  static final int MAX_COMMITS = 250;

  private static final String RESOURCE = "PullRequest";

  private final Events events;

  Pulls(Events events) {
    this.events = events;
  }

  void routes(Api api) {
    api.of(GET, "/pulls", Pulls::list);
    api.of(POST, "/pulls", this::create);
    api.of(
        GET,
        "/pulls/{number}",
        (call, repository) ->
            call.ok(whole(call, repository, repository.pulls().get(call.number()))));
    api.of(
        PATCH,
        "/pulls/{number}",
        (call, repository) -> {
          repository.pulls().get(call.number()); // no other issue
          Issues.patched(call, repository, events);
          call.ok(whole(call, repository, repository.pulls().get(call.number())));
        });
    api.of(
        GET,
        "/pulls/{number}/commits",
        (call, repository) -> {
          List<RevCommit> commits = commits(repository, repository.pulls().get(call.number()));
          call.page(commits, new CommitViews(call.links(), repository)::commit);
        });
    api.of(
        GET,
        "/pulls/{number}/files",
        (call, repository) -> {
          List<JsonNode> files = new ArrayList<>();
          files(call, repository, repository.pulls().get(call.number())).forEach(files::add);
          call.page(files, each -> each);
        });
    api.of(
        GET,
        "/pulls/{number}/merge",
        (call, repository) -> {
          if (repository.pulls().get(call.number()).state() != PullRequest.State.MERGED) {
            throw ApiError.notFound();
          }
          call.nothing();
        });
    api.of(PUT, "/pulls/{number}/merge", this::merge);
  }

  private static void list(Call call, HostedRepository repository) {
    String state = call.query("state").orElse("open");
    Optional<String> head = call.query("head").map(name -> branch(repository, name));
    Optional<String> base = call.query("base");
    Comparator<HostedPull> order =
        call.query("sort").filter("updated"::equals).isPresent()
            ? Comparator.comparing(each -> each.issue().issue().updatedAt())
            : Comparator.comparing(HostedPull::number);
    boolean ascending = call.query("direction").filter("asc"::equals).isPresent();
    List<HostedPull> found =
        repository.pulls().list().stream()
            .filter(
                each ->
                    state.equals("all")
                        || (each.state() == PullRequest.State.OPEN) == state.equals("open"))
            .filter(each -> head.isEmpty() || head.get().equals(each.branch()))
            .filter(each -> base.isEmpty() || base.get().equals(each.base()))
            .sorted(ascending ? order : order.reversed())
            .toList();
    Views views = Views.of(call);
    call.page(found, each -> views.pull(repository, repository.pulls().get(each.number())));
  }

  /** The branch in {@code owner:branch}; there are no forks here. */
  private static String branch(HostedRepository repository, String head) {
    String owner = repository.name().owner() + ":";
    return head.startsWith(owner) ? head.substring(owner.length()) : head;
  }

  private void create(Call call, HostedRepository repository) {
    Fields fields = new Fields(RESOURCE, call.body());
    HostedPull.Draft draft =
        new HostedPull.Draft(
            fields.text("title").strip(),
            fields.optional("body").orElse(""),
            branch(repository, fields.text("head")),
            fields.text("base"));
    HostedPull pull;
    try {
      pull = repository.pulls().open(draft, call.login());
    } catch (NotFound e) {
      boolean noBase = Refs.commitOf(repository, draft.base()).equals(ObjectId.zeroId().name());
      throw ApiError.invalid(RESOURCE, noBase ? "base" : "head", "invalid");
    } catch (Conflict e) {
      throw ApiError.refused(
          RESOURCE,
          "A pull request already exists for "
              + repository.name().owner()
              + ":"
              + draft.branch()
              + ".");
    } catch (IllegalArgumentException e) {
      throw ApiError.refused(RESOURCE, String.valueOf(e.getMessage()));
    }
    events.pull(call, repository, "opened", pull);
    call.created(Views.of(call).pull(repository, pull));
  }

  /** A pull request with what takes a while to find out. */
  private static ObjectNode whole(Call call, HostedRepository repository, HostedPull pull)
      throws IOException {
    ObjectNode json = Views.of(call).pull(repository, pull);
    boolean possible = repository.merge().possible(pull);
    json.put("mergeable", possible)
        .put("mergeable_state", possible ? "clean" : "dirty")
        .put("rebaseable", possible)
        .put("comments", pull.issue().comments())
        .put("review_comments", 0)
        .put("commits", commits(repository, pull).size());
    int added = 0;
    int deleted = 0;
    JsonNode files = files(call, repository, pull);
    for (JsonNode file : files) {
      added += file.path("additions").asInt();
      deleted += file.path("deletions").asInt();
    }
    return json.put("additions", added)
        .put("deletions", deleted)
        .put("changed_files", files.size());
  }

  private static JsonNode files(Call call, HostedRepository repository, HostedPull pull)
      throws IOException {
    Optional<ObjectId> from = fork(repository, pull);
    return from.isEmpty()
        ? JsonNodeFactory.instance.arrayNode()
        : new CommitViews(call.links(), repository)
            .files(from.get(), ObjectId.fromString(pull.head()));
  }

  private static List<RevCommit> commits(HostedRepository repository, HostedPull pull)
      throws IOException {
    List<RevCommit> commits = new ArrayList<>();
    Optional<ObjectId> from = fork(repository, pull);
    if (from.isEmpty()) {
      return commits;
    }
    try (RevWalk walk = new RevWalk(repository.git())) {
      walk.sort(RevSort.TOPO);
      walk.sort(RevSort.REVERSE, true);
      walk.markStart(walk.parseCommit(ObjectId.fromString(pull.head())));
      walk.markUninteresting(walk.parseCommit(from.get()));
      for (RevCommit each : walk) {
        if (commits.size() < MAX_COMMITS) {
          commits.add(each);
        }
      }
    }
    return commits;
  }

  /** Where the branch left its base: of a merged one, before the merge. */
  private static Optional<ObjectId> fork(HostedRepository repository, HostedPull pull)
      throws IOException {
    try (RevWalk walk = new RevWalk(repository.git())) {
      RevCommit head = walk.parseCommit(ObjectId.fromString(pull.head()));
      RevCommit base;
      if (pull.mergeCommit().isPresent()) {
        RevCommit merge = walk.parseCommit(ObjectId.fromString(pull.mergeCommit().get()));
        base = walk.parseCommit(merge.getParent(0));
      } else {
        base = walk.parseCommit(ObjectId.fromString(Refs.commitOf(repository, pull.base())));
      }
      walk.setRevFilter(RevFilter.MERGE_BASE);
      walk.markStart(head);
      walk.markStart(base);
      RevCommit fork = walk.next();
      return fork == null ? Optional.empty() : Optional.of(fork.copy());
    } catch (org.eclipse.jgit.errors.MissingObjectException e) {
      return Optional.empty(); // a branch is gone
    }
  }

  private void merge(Call call, HostedRepository repository) {
    Fields fields = new Fields(RESOURCE, call.body());
    HostedPull pull = repository.pulls().get(call.number());
    String method = fields.optional("merge_method").orElse("merge");
    PullMerge.Method how;
    try {
      how = PullMerge.Method.valueOf(method.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw ApiError.invalid(RESOURCE, "merge_method", "invalid");
    }
    ObjectId before = ObjectId.fromString(Refs.commitOf(repository, pull.base()));
    String made;
    try {
      made =
          repository
              .merge()
              .merge(
                  new PullMerge.Request(
                      pull.number(),
                      how,
                      fields.optional("sha"),
                      message(repository, pull, how, fields),
                      call.login()));
    } catch (IllegalStateException e) {
      throw ApiError.of(405, String.valueOf(e.getMessage()));
    }
    HostedPull after = repository.pulls().get(pull.number());
    events.pull(call, repository, "closed", after);
    ObjectId to = ObjectId.fromString(made);
    events.moved(call, repository, new ReceiveCommand(before, to, Constants.R_HEADS + pull.base()));
    call.ok(
        JsonNodeFactory.instance
            .objectNode()
            .put("sha", made)
            .put("merged", true)
            .put("message", "Pull Request successfully merged"));
  }

  private static String message(
      HostedRepository repository, HostedPull pull, PullMerge.Method how, Fields fields) {
    String title = pull.issue().issue().title();
    String subject =
        how == PullMerge.Method.SQUASH
            ? title + " (#" + pull.number() + ")"
            : "Merge pull request #"
                + pull.number()
                + " from "
                + repository.name().owner()
                + "/"
                + pull.branch();
    String body = how == PullMerge.Method.SQUASH ? pull.issue().issue().body() : title;
    return fields.optional("commit_title").orElse(subject)
        + "\n\n"
        + fields.optional("commit_message").orElse(body);
  }
}
