package dev.bzzz.git.local;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/** Writes commits without a work tree: the parent's tree with some files changed. */
final class CommitWriter {
  private CommitWriter() {}

  /**
   * What one commit is.
   *
   * @param parent empty for the first of a chain
   * @param put path to content of files added or replaced; those that begin with {@code #!} become
   *     executable
   * @param remove paths of files that go
   */
  record Draft(
      Optional<ObjectId> parent,
      Map<String, byte[]> put,
      Set<String> remove,
      PersonIdent who,
      String message) {}

  /** Writes the objects; no ref moves. */
  static ObjectId write(Repository git, Draft draft) throws IOException {
    try (ObjectInserter inserter = git.newObjectInserter();
        ObjectReader reader = git.newObjectReader()) {
      DirCache tree = treeOf(draft.parent(), reader);
      edit(tree, draft, inserter);
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(tree.writeTree(inserter));
      draft.parent().ifPresent(commit::setParentId);
      commit.setAuthor(draft.who());
      commit.setCommitter(draft.who());
      commit.setMessage(draft.message());
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      return id;
    }
  }

  private static DirCache treeOf(Optional<ObjectId> commit, ObjectReader reader)
      throws IOException {
    DirCache tree = DirCache.newInCore();
    if (commit.isPresent()) {
      try (RevWalk walk = new RevWalk(reader)) {
        DirCacheBuilder builder = tree.builder();
        builder.addTree(
            new byte[0], DirCacheEntry.STAGE_0, reader, walk.parseCommit(commit.get()).getTree());
        builder.finish();
      }
    }
    return tree;
  }

  private static void edit(DirCache tree, Draft draft, ObjectInserter inserter) throws IOException {
    DirCacheEditor editor = tree.editor();
    for (Map.Entry<String, byte[]> file : draft.put().entrySet()) {
      ObjectId blob = inserter.insert(Constants.OBJ_BLOB, file.getValue());
      FileMode mode = isScript(file.getValue()) ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE;
      editor.add(
          new DirCacheEditor.PathEdit(file.getKey()) {
            @Override
            public void apply(DirCacheEntry entry) {
              entry.setFileMode(mode);
              entry.setObjectId(blob);
            }
          });
    }
    draft.remove().forEach(path -> editor.add(new DirCacheEditor.DeletePath(path)));
    editor.finish();
  }

  private static boolean isScript(byte[] content) {
    return content.length > 2 && content[0] == '#' && content[1] == '!';
  }
}
