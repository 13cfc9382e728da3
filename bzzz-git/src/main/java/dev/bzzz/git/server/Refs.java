package dev.bzzz.git.server;

import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.PATCH;
import static io.javalin.http.HandlerType.POST;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.LowerHex;
import dev.bzzz.git.local.HostedRepository;
import dev.bzzz.git.local.RefTransaction;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;

/** Git's refs, of any name, and its branches. */
final class Refs {
  private static final String RESOURCE = "Reference";
  private static final int COMMIT_DIGITS = 40;

  private final Events events;

  Refs(Events events) {
    this.events = events;
  }

  void routes(Api api) {
    api.of(GET, "/git/ref/<ref>", this::one);
    api.of(
        GET,
        "/git/matching-refs/<ref>",
        (call, repository) -> matching(call, repository, Constants.R_REFS + call.path("ref")));
    api.of(GET, "/git/refs", (call, repository) -> matching(call, repository, Constants.R_REFS));
    api.of(GET, "/git/refs/<ref>", this::oneOrBelow);
    api.of(POST, "/git/refs", this::create);
    api.of(PATCH, "/git/refs/<ref>", this::update);
    api.of(DELETE, "/git/refs/<ref>", this::delete);
    api.of(
        GET,
        "/branches",
        (call, repository) ->
            call.page(
                repository.git().getRefDatabase().getRefsByPrefix(Constants.R_HEADS),
                ref -> branch(call, repository, ref)));
    api.of(GET, "/branches/<branch>", this::oneBranch);
  }

  /** The commit of a branch; all zeros when it is gone. */
  static String commitOf(HostedRepository repository, String branch) {
    try {
      return read(repository, Constants.R_HEADS + branch).orElse(ObjectId.zeroId()).name();
    } catch (IOException e) {
      throw ApiError.of(500, "This branch is damaged");
    }
  }

  /** The commit that a name stands for: HEAD, a branch, a tag, a full ref or a commit's id. */
  static ObjectId commit(HostedRepository repository, String asked) throws IOException {
    Repository git = repository.git();
    boolean head = asked.equals(Constants.HEAD);
    String name = head ? repository.description().defaultBranch() : asked;
    if (Repository.isValidRefName(Constants.R_HEADS + name)) {
      for (String prefix : List.of(Constants.R_HEADS, Constants.R_TAGS, Constants.R_REFS, "")) {
        if (prefix.isEmpty() && !name.startsWith(Constants.R_REFS)) {
          continue;
        }
        Optional<ObjectId> found = read(repository, prefix + name);
        if (found.isPresent()) {
          return peeled(git, found.get());
        }
      }
      if (LowerHex.is(name, COMMIT_DIGITS)) {
        return peeled(git, ObjectId.fromString(name));
      }
    }
    throw ApiError.of(422, "No commit found for SHA: " + name);
  }

  private static ObjectId peeled(Repository git, ObjectId id) throws IOException {
    try (RevWalk walk = new RevWalk(git)) {
      return walk.parseCommit(id).copy();
    } catch (IncorrectObjectTypeException | org.eclipse.jgit.errors.MissingObjectException e) {
      throw ApiError.of(422, "No commit found for SHA: " + id.name());
    }
  }

  private static Optional<ObjectId> read(HostedRepository repository, String ref)
      throws IOException {
    return RefTransaction.read(repository.git(), ref).map(Ref::getObjectId);
  }

  private void one(Call call, HostedRepository repository) throws IOException {
    String ref = fullName(call);
    ObjectId at = read(repository, ref).orElseThrow(ApiError::notFound);
    call.ok(view(call, repository, ref, at));
  }

  /** As older clients ask: one ref, or all that are below it. */
  private void oneOrBelow(Call call, HostedRepository repository) throws IOException {
    String below = fullName(call) + "/";
    if (repository.git().getRefDatabase().getRefsByPrefix(below).isEmpty()) {
      one(call, repository);
    } else {
      matching(call, repository, below);
    }
  }

  private static String fullName(Call call) {
    String ref = call.path("ref").replaceFirst("/+$", "");
    String full = ref.startsWith(Constants.R_REFS) ? ref : Constants.R_REFS + ref;
    if (!Repository.isValidRefName(full)) {
      throw ApiError.notFound();
    }
    return full;
  }

  private static void matching(Call call, HostedRepository repository, String prefix)
      throws IOException {
    // JGit asks for folders; a prefix may end in the middle of a name.
    String folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
    List<Ref> refs =
        repository.git().getRefDatabase().getRefsByPrefix(folder).stream()
            .filter(ref -> ref.getName().startsWith(prefix) && ref.getObjectId() != null)
            .sorted(Comparator.comparing(Ref::getName))
            .toList();
    call.page(refs, ref -> view(call, repository, ref.getName(), ref.getObjectId()));
  }

  private static ObjectNode view(Call call, HostedRepository repository, String ref, ObjectId at) {
    String base = call.links().repository(repository.name()) + "/git/";
    String type = type(repository, at);
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("ref", ref)
            .put("node_id", ref)
            .put("url", base + ref);
    json.putObject("object")
        .put("type", type)
        .put("sha", at.name())
        .put("url", base + type + "s/" + at.name());
    return json;
  }

  private static String type(HostedRepository repository, ObjectId id) {
    try (ObjectReader reader = repository.git().newObjectReader()) {
      return Constants.typeString(reader.open(id).getType());
    } catch (IOException e) {
      return Constants.TYPE_COMMIT; // the object is gone, but the ref is there to be mended
    }
  }

  private void create(Call call, HostedRepository repository) throws IOException {
    Fields fields = new Fields(RESOURCE, call.body());
    String ref = fields.text("ref");
    ObjectId to = target(repository, fields);
    boolean whole = ref.startsWith(Constants.R_REFS) && ref.indexOf('/', 5) > 0;
    if (!whole || !Repository.isValidRefName(ref)) {
      throw ApiError.of(422, "Reference name must start with 'refs/' and have two slashes");
    }
    requireFree(ref);
    requireCommit(repository, ref, to);
    if (read(repository, ref).isEmpty()
        && repository.git().getRefDatabase().isNameConflicting(ref)) {
      throw ApiError.of(422, "Reference name is taken: another one stands above or below it");
    }
    if (!repository.move(ref, Optional.empty(), Optional.of(to))) {
      throw ApiError.of(422, "Reference already exists");
    }
    events.moved(call, repository, new ReceiveCommand(ObjectId.zeroId(), to, ref));
    call.created(view(call, repository, ref, to));
  }

  private void update(Call call, HostedRepository repository) throws IOException {
    String ref = fullName(call);
    Fields fields = new Fields(RESOURCE, call.body());
    ObjectId to = target(repository, fields);
    requireFree(ref);
    requireCommit(repository, ref, to);
    ObjectId from = existing(repository, ref);
    if (!fields.flag("force").orElse(false) && !forward(repository.git(), from, to)) {
      throw ApiError.of(422, "Update is not a fast forward");
    }
    if (!repository.move(ref, Optional.of(from), Optional.of(to))) {
      throw ApiError.of(409, "Reference was changed meanwhile");
    }
    events.moved(call, repository, new ReceiveCommand(from, to, ref));
    call.ok(view(call, repository, ref, to));
  }

  private void delete(Call call, HostedRepository repository) throws IOException {
    String ref = fullName(call);
    requireFree(ref);
    ObjectId from = existing(repository, ref);
    if (ref.equals(Constants.R_HEADS + repository.description().defaultBranch())) {
      throw ApiError.of(422, "Cannot delete the default branch");
    }
    if (!repository.move(ref, Optional.of(from), Optional.empty())) {
      throw ApiError.of(409, "Reference was changed meanwhile");
    }
    events.moved(call, repository, new ReceiveCommand(from, ObjectId.zeroId(), ref));
    call.nothing();
  }

  private static ObjectId existing(HostedRepository repository, String ref) throws IOException {
    return read(repository, ref).orElseThrow(() -> ApiError.of(422, "Reference does not exist"));
  }

  private static void requireFree(String ref) {
    if (OwnRefs.contains(ref)) {
      throw ApiError.of(422, ref + " is kept by the forge, changing it is not allowed");
    }
  }

  private static void requireCommit(HostedRepository repository, String ref, ObjectId to) {
    if (ref.startsWith(Constants.R_HEADS) && !type(repository, to).equals(Constants.TYPE_COMMIT)) {
      throw ApiError.of(422, "Object is not a commit, and a branch names one");
    }
  }

  private static ObjectId target(HostedRepository repository, Fields fields) {
    String sha = fields.text("sha");
    if (!LowerHex.is(sha, COMMIT_DIGITS)) {
      throw ApiError.invalid(RESOURCE, "sha", "invalid");
    }
    ObjectId id = ObjectId.fromString(sha);
    try {
      if (repository.git().getObjectDatabase().has(id)) {
        return id;
      }
    } catch (IOException e) {
      throw ApiError.of(500, "This object is damaged");
    }
    throw ApiError.of(422, "Object does not exist");
  }

  private static boolean forward(Repository git, ObjectId from, ObjectId to) throws IOException {
    try (RevWalk walk = new RevWalk(git)) {
      return walk.isMergedInto(walk.parseCommit(from), walk.parseCommit(to));
    } catch (IncorrectObjectTypeException e) {
      return false; // tags and blobs have no order
    }
  }

  private static ObjectNode branch(Call call, HostedRepository repository, Ref ref) {
    String sha = ref.getObjectId().name();
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", Repository.shortenRefName(ref.getName()))
            .put("protected", false);
    json.putObject("commit")
        .put("sha", sha)
        .put("url", call.links().repository(repository.name()) + "/commits/" + sha);
    return json;
  }

  private void oneBranch(Call call, HostedRepository repository) throws IOException {
    String name = Constants.R_HEADS + call.path("branch");
    if (!Repository.isValidRefName(name)) {
      throw ApiError.notFound();
    }
    Ref ref =
        RefTransaction.read(repository.git(), name)
            .orElseThrow(() -> ApiError.of(404, "Branch not found"));
    ObjectNode json = branch(call, repository, ref);
    json.set("commit", new CommitViews(call.links(), repository).commit(ref.getObjectId()));
    call.ok(json);
  }
}
