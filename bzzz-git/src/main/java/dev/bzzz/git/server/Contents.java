package dev.bzzz.git.server;

import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.PUT;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.git.local.HostedRepository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Files and folders of a commit. */
final class Contents {
  /** Largest file that is sent in JSON, in bytes: what GitHub sends. */
  static final int MAX_FILE_BYTES = 1 << 20;

  /** Most files of a folder that are listed: what GitHub lists. */
  static final int MAX_ENTRIES = 1000;

  private static final String RAW = "application/vnd.github.raw";

  private final FileChanges changes;

  Contents(FileChanges changes) {
    this.changes = changes;
  }

  void routes(Api api) {
    api.of(PUT, "/contents/<path>", changes::put);
    api.of(DELETE, "/contents/<path>", changes::delete);
    api.of(GET, "/contents", (call, repository) -> answer(call, repository, ""));
    api.of(
        GET,
        "/contents/<path>",
        (call, repository) -> answer(call, repository, call.path("path").replaceFirst("/+$", "")));
  }

  /** One entry of a folder. */
  private record Entry(String path, FileMode mode, ObjectId id, long size) {
    String type() {
      if (mode == FileMode.TREE) {
        return "dir";
      }
      return mode == FileMode.SYMLINK ? "symlink" : mode == FileMode.GITLINK ? "submodule" : "file";
    }
  }

  private static void answer(Call call, HostedRepository repository, String path)
      throws IOException {
    String ref = call.query("ref").orElse(repository.description().defaultBranch());
    ObjectId commit;
    try {
      commit = Refs.commit(repository, ref);
    } catch (ApiError e) {
      throw ApiError.of(404, "No commit found for the ref " + ref);
    }
    try (ObjectReader reader = repository.git().newObjectReader();
        RevWalk walk = new RevWalk(reader)) {
      ObjectId tree = walk.parseCommit(commit).getTree();
      if (path.isEmpty()) {
        folder(new Place(call, repository, ref), reader, tree, "");
        return;
      }
      try (TreeWalk at = TreeWalk.forPath(reader, path, tree)) {
        if (at == null) {
          throw ApiError.notFound();
        }
        Place place = new Place(call, repository, ref);
        if (at.getFileMode(0) == FileMode.TREE) {
          folder(place, reader, at.getObjectId(0), path + "/");
        } else {
          file(place, reader, at);
        }
      }
    } catch (IllegalArgumentException e) {
      throw ApiError.notFound(); // git knows no such path
    }
  }

  private static void folder(Place place, ObjectReader reader, ObjectId tree, String prefix)
      throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (TreeWalk children = new TreeWalk(reader)) {
      children.addTree(tree);
      while (children.next() && entries.size() < MAX_ENTRIES) {
        FileMode mode = children.getFileMode(0);
        boolean blob = mode != FileMode.TREE && mode != FileMode.GITLINK;
        entries.add(
            new Entry(
                prefix + children.getNameString(),
                mode,
                children.getObjectId(0),
                blob ? reader.getObjectSize(children.getObjectId(0), ObjectReader.OBJ_ANY) : 0));
      }
    }
    var json = JsonNodeFactory.instance.arrayNode();
    entries.forEach(entry -> json.add(place.view(entry)));
    place.call().ok(json);
  }

  private static void file(Place place, ObjectReader reader, TreeWalk at) throws IOException {
    if (at.getFileMode(0) == FileMode.GITLINK) {
      Entry link = new Entry(at.getPathString(), at.getFileMode(0), at.getObjectId(0), 0);
      place.call().ok(place.view(link));
      return;
    }
    ObjectLoader blob = reader.open(at.getObjectId(0));
    Entry entry =
        new Entry(at.getPathString(), at.getFileMode(0), at.getObjectId(0), blob.getSize());
    boolean whole = blob.getSize() <= MAX_FILE_BYTES;
    if (place.call().header("Accept").startsWith(RAW)) {
      if (!whole) {
        throw ApiError.of(403, "This file is too large for the API: fetch it with git");
      }
      place.call().raw(blob.getCachedBytes(MAX_FILE_BYTES));
      return;
    }
    ObjectNode json = place.view(entry);
    json.put("encoding", whole ? "base64" : "none");
    json.put(
        "content",
        whole
            ? Base64.getMimeEncoder(60, new byte[] {'\n'})
                    .encodeToString(blob.getCachedBytes(MAX_FILE_BYTES))
                + "\n"
            : "");
    place.call().ok(json);
  }

  /** How a file that was just written looks in the answer. */
  static ObjectNode written(Call call, HostedRepository repository, String branch, String path)
      throws IOException {
    try (ObjectReader reader = repository.git().newObjectReader();
        RevWalk walk = new RevWalk(reader)) {
      ObjectId tree = walk.parseCommit(Refs.commit(repository, branch)).getTree();
      try (TreeWalk at = TreeWalk.forPath(reader, path, tree)) {
        if (at == null) {
          throw ApiError.of(409, "The branch was changed meanwhile");
        }
        long size = reader.getObjectSize(at.getObjectId(0), ObjectReader.OBJ_ANY);
        Entry entry = new Entry(path, at.getFileMode(0), at.getObjectId(0), size);
        return new Place(call, repository, branch).view(entry);
      }
    }
  }

  /** What the request is about. */
  private record Place(Call call, HostedRepository repository, String ref) {
    ObjectNode view(Entry entry) {
      String encoded =
          Arrays.stream(entry.path().split("/"))
              .map(Paths::encoded)
              .collect(Collectors.joining("/"));
      String api = call.links().repository(repository.name());
      boolean folder = entry.mode() == FileMode.TREE;
      return JsonNodeFactory.instance
          .objectNode()
          .put("type", entry.type())
          .put("size", entry.size())
          .put("name", entry.path().substring(entry.path().lastIndexOf('/') + 1))
          .put("path", entry.path())
          .put("sha", entry.id().name())
          .put("url", api + "/contents/" + encoded + "?ref=" + Paths.encoded(ref))
          .put("git_url", api + "/git/" + (folder ? "trees/" : "blobs/") + entry.id().name())
          .put("html_url", call.links().page(repository.name()) + "/blob/" + ref + "/" + encoded)
          .putNull("download_url");
    }
  }
}
