package dev.bzzz.git.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.git.local.HostedRepository;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.patch.FileHeader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** How commits and their changes look in the API. Confined to one thread. */
record CommitViews(Links links, HostedRepository repository) {
  /** Most files that are told of one change: what GitHub tells. */
  static final int MAX_FILES = 300;

  /** Largest change of one file that is told in full, in bytes. */
  static final int MAX_PATCH_BYTES = 64 * 1024;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** A commit as in lists. */
  ObjectNode commit(ObjectId id) throws IOException {
    try (RevWalk walk = new RevWalk(repository.git())) {
      return commit(walk.parseCommit(id));
    }
  }

  ObjectNode commit(RevCommit commit) {
    String base = links.repository(repository.name());
    ObjectNode json =
        NODES
            .objectNode()
            .put("sha", commit.name())
            .put("node_id", "commit:" + commit.name())
            .put("url", base + "/commits/" + commit.name())
            .put("html_url", links.page(repository.name()) + "/commit/" + commit.name())
            .put("comments_url", base + "/commits/" + commit.name() + "/comments")
            .putNull("author")
            .putNull("committer");
    ObjectNode inner = gitCommit(commit);
    inner.remove(List.of("sha", "node_id", "parents"));
    inner.put("comment_count", 0);
    json.set("commit", inner);
    json.set("parents", parents(commit, base + "/commits/"));
    return json;
  }

  /** A commit as git has it. */
  ObjectNode gitCommit(RevCommit commit) {
    String base = links.repository(repository.name()) + "/git/";
    ObjectNode json =
        NODES
            .objectNode()
            .put("sha", commit.name())
            .put("node_id", "commit:" + commit.name())
            .put("url", base + "commits/" + commit.name())
            .put("message", commit.getFullMessage().stripTrailing());
    json.set("author", person(commit.getAuthorIdent()));
    json.set("committer", person(commit.getCommitterIdent()));
    json.putObject("tree")
        .put("sha", commit.getTree().name())
        .put("url", base + "trees/" + commit.getTree().name());
    json.set("parents", parents(commit, base + "commits/"));
    return json;
  }

  private static ObjectNode person(PersonIdent who) {
    return NODES
        .objectNode()
        .put("name", who.getName())
        .put("email", who.getEmailAddress())
        .put("date", Views.time(who.getWhenAsInstant()));
  }

  private static ArrayNode parents(RevCommit commit, String base) {
    ArrayNode parents = NODES.arrayNode();
    for (RevCommit parent : commit.getParents()) {
      parents.addObject().put("sha", parent.name()).put("url", base + parent.name());
    }
    return parents;
  }

  /** The files that differ between two commits; of none, those of the second. */
  List<DiffEntry> changes(DiffFormatter diff, ObjectId from, ObjectId to) throws IOException {
    diff.setRepository(repository.git());
    diff.setDetectRenames(true);
    ObjectId before = from.equals(ObjectId.zeroId()) ? null : from;
    List<DiffEntry> all = diff.scan(before, to);
    return all.size() > MAX_FILES ? all.subList(0, MAX_FILES) : all;
  }

  /** What happened to the files between two commits. */
  ArrayNode files(ObjectId from, ObjectId to) throws IOException {
    ArrayNode files = NODES.arrayNode();
    ByteArrayOutputStream patch = new ByteArrayOutputStream();
    try (DiffFormatter diff = new DiffFormatter(patch)) {
      for (DiffEntry entry : changes(diff, from, to)) {
        patch.reset();
        files.add(file(diff, entry, patch));
      }
    }
    return files;
  }

  private static ObjectNode file(DiffFormatter diff, DiffEntry entry, ByteArrayOutputStream out)
      throws IOException {
    FileHeader header = diff.toFileHeader(entry);
    EditList edits = header.toEditList();
    int added = edits.stream().mapToInt(Edit::getLengthB).sum();
    int deleted = edits.stream().mapToInt(Edit::getLengthA).sum();
    boolean gone = entry.getChangeType() == DiffEntry.ChangeType.DELETE;
    ObjectNode json =
        NODES
            .objectNode()
            .put("sha", (gone ? entry.getOldId() : entry.getNewId()).name())
            .put("filename", gone ? entry.getOldPath() : entry.getNewPath())
            .put("status", status(entry))
            .put("additions", added)
            .put("deletions", deleted)
            .put("changes", added + deleted);
    if (entry.getChangeType() == DiffEntry.ChangeType.RENAME) {
      json.put("previous_filename", entry.getOldPath());
    }
    if (header.getPatchType() == FileHeader.PatchType.UNIFIED) {
      diff.format(entry);
      diff.flush();
      String text = out.toString(StandardCharsets.UTF_8);
      int hunk = text.indexOf("\n@@");
      if (hunk >= 0 && text.length() <= MAX_PATCH_BYTES) {
        json.put("patch", text.substring(hunk + 1).stripTrailing());
      }
    }
    return json;
  }

  private static String status(DiffEntry entry) {
    return switch (entry.getChangeType()) {
      case ADD -> "added";
      case DELETE -> "removed";
      case MODIFY -> "modified";
      case RENAME -> "renamed";
      case COPY -> "copied";
    };
  }
}
