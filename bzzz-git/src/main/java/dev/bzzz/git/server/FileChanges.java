package dev.bzzz.git.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.Conflict;
import dev.bzzz.git.local.BranchWriter;
import dev.bzzz.git.local.HostedRepository;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.dircache.InvalidPathException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Writes and deletes single files of a branch, each by a commit of its own. */
final class FileChanges {
  private static final String RESOURCE = "Content";

  private final Events events;

  FileChanges(Events events) {
    this.events = events;
  }

  /**
   * A change that was asked for.
   *
   * @param head of the branch it is made to; empty when the repository has no commit yet
   * @param before the file as the branch has it
   */
  private record Wanted(
      Fields fields,
      String path,
      String branch,
      Optional<ObjectId> head,
      Optional<ObjectId> before) {}

  void put(Call call, HostedRepository repository) throws IOException {
    Wanted wanted = wanted(call, repository, call.body());
    byte[] content = content(wanted.fields());
    if (wanted.before().isPresent() || wanted.fields().optional("sha").isPresent()) {
      requireSame(wanted);
    }
    ObjectNode commit =
        commit(
            call,
            repository,
            wanted,
            new BranchWriter.Change(Map.of(wanted.path(), content), Set.of()));
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("content", Contents.written(call, repository, wanted.branch(), wanted.path()));
    json.set("commit", commit);
    if (wanted.before().isPresent()) {
      call.ok(json);
    } else {
      call.made(json);
    }
  }

  void delete(Call call, HostedRepository repository) throws IOException {
    ObjectNode body = call.body();
    for (String name : Set.of("message", "sha", "branch")) { // older clients put them in the query
      call.query(name).filter(value -> !body.has(name)).ifPresent(value -> body.put(name, value));
    }
    Wanted wanted = wanted(call, repository, body);
    if (wanted.before().isEmpty()) {
      throw ApiError.notFound();
    }
    requireSame(wanted);
    ObjectNode json = JsonNodeFactory.instance.objectNode().putNull("content");
    json.set(
        "commit",
        commit(call, repository, wanted, new BranchWriter.Change(Map.of(), Set.of(wanted.path()))));
    call.ok(json);
  }

  private static Wanted wanted(Call call, HostedRepository repository, JsonNode body)
      throws IOException {
    Fields fields = new Fields(RESOURCE, body);
    if (fields.text("message").isBlank()) {
      throw ApiError.invalid(RESOURCE, "message", "missing_field");
    }
    String path = call.path("path");
    String standard = repository.description().defaultBranch();
    String branch = fields.optional("branch").orElse(standard).replaceFirst("^refs/heads/", "");
    if (!Repository.isValidRefName(Constants.R_HEADS + branch)) {
      throw ApiError.invalid(RESOURCE, "branch", "invalid");
    }
    ObjectId head = ObjectId.fromString(Refs.commitOf(repository, branch));
    if (head.equals(ObjectId.zeroId())) {
      if (!branch.equals(standard)) {
        throw ApiError.of(404, "Branch " + branch + " not found");
      }
      return new Wanted(fields, path, branch, Optional.empty(), Optional.empty());
    }
    return new Wanted(fields, path, branch, Optional.of(head), blob(repository, head, path));
  }

  private static Optional<ObjectId> blob(HostedRepository repository, ObjectId head, String path)
      throws IOException {
    try (RevWalk walk = new RevWalk(repository.git());
        TreeWalk at = TreeWalk.forPath(repository.git(), path, walk.parseCommit(head).getTree())) {
      if (at != null && at.isSubtree()) {
        throw ApiError.of(422, path + " is a folder");
      }
      if (at == null) {
        requireFolders(repository, walk.parseCommit(head).getTree(), path);
      }
      return at == null ? Optional.empty() : Optional.of(at.getObjectId(0));
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
  }

  /** A file is no folder: whoever writes below it would delete it unseen. */
  private static void requireFolders(HostedRepository repository, RevTree tree, String path)
      throws IOException {
    for (int end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
      String above = path.substring(0, end);
      try (TreeWalk at = TreeWalk.forPath(repository.git(), above, tree)) {
        if (at == null) {
          return;
        }
        if (!at.isSubtree()) {
          throw ApiError.of(422, above + " is a file, not a folder");
        }
      }
    }
  }

  private static void requireSame(Wanted wanted) {
    String sha =
        wanted
            .fields()
            .optional("sha")
            .orElseThrow(() -> ApiError.of(422, "Invalid request. \"sha\" wasn't supplied."));
    if (wanted.before().map(ObjectId::name).filter(sha::equals).isEmpty()) {
      throw ApiError.of(409, wanted.path() + " does not match " + sha);
    }
  }

  private static byte[] content(Fields fields) {
    try {
      return Base64.getDecoder().decode(fields.text("content").replaceAll("[\r\n]", ""));
    } catch (IllegalArgumentException e) {
      throw ApiError.of(422, "content is not valid Base64");
    }
  }

  private ObjectNode commit(
      Call call, HostedRepository repository, Wanted wanted, BranchWriter.Change change)
      throws IOException {
    Instant now = Instant.now();
    JsonNode author = wanted.fields().json().path("author");
    String name = author.path("name").asText(call.login());
    String email = author.path("email").asText(call.login() + "@bzzz");
    ObjectId made;
    try {
      made =
          ObjectId.fromString(
              new BranchWriter(repository.name(), repository.git().getDirectory().toPath())
                  .commit(
                      wanted.branch(),
                      wanted.head().map(ObjectId::name),
                      change,
                      new BranchWriter.Entry(name, email, now, wanted.fields().text("message"))));
    } catch (InvalidPathException e) {
      throw malformed();
    } catch (Conflict e) {
      throw ApiError.of(409, "The branch was changed meanwhile");
    }
    String ref = Constants.R_HEADS + wanted.branch();
    events.moved(
        call, repository, new ReceiveCommand(wanted.head().orElse(ObjectId.zeroId()), made, ref));
    return new CommitViews(call.links(), repository).gitCommit(parsed(repository, made));
  }

  private static RevCommit parsed(HostedRepository repository, ObjectId commit) throws IOException {
    try (RevWalk walk = new RevWalk(repository.git())) {
      return walk.parseCommit(commit);
    }
  }

  private static ApiError malformed() {
    return ApiError.of(422, "path contains a malformed path component");
  }
}
