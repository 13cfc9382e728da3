package dev.bzzz.git.work;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.Workspace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A workspace on git, made by {@link GitWorkspaceFactory}: files in {@code <workspace>/tree}, git's
 * data in {@code <workspace>/git}. Confined to one thread at a time.
 *
 * <p>Reads and writes objects itself: no hook, filter, signature or user configuration takes part.
 * {@code .gitignore} files of the tree count for files the base does not have. Submodules stay as
 * they are in the base, and what git keeps for itself ({@code .git}) is never committed.
 */
final class GitWorkspace implements Workspace {
  private static final Logger LOG = LoggerFactory.getLogger(GitWorkspace.class);

  private final Path folder;
  private final Repository git;
  private final List<Path> borrowed;
  private final String base;
  private final SortedMap<String, TreeFile> baseFiles;

  private GitWorkspace(
      Path folder,
      Repository git,
      List<Path> borrowed,
      String base,
      SortedMap<String, TreeFile> baseFiles) {
    this.folder = folder;
    this.git = git;
    this.borrowed = List.copyOf(borrowed);
    this.base = base;
    this.baseFiles = baseFiles;
  }

  /**
   * Which files a workspace starts with.
   *
   * @param commit the base
   * @param overlay globs of the files taken from {@code overlayCommit} instead
   */
  record Content(String commit, List<String> overlay, String overlayCommit) {
    static Content of(String commit) {
      return new Content(commit, List.of(), commit);
    }
  }

  /**
   * Checks out into a folder made by {@link GitFolder#create}, which has or borrows the objects.
   */
  static GitWorkspace checkOut(Path folder, List<Path> borrowed, Content content)
      throws IOException {
    Repository git = GitFolder.open(folder);
    boolean done = false;
    try (ObjectReader reader = git.newObjectReader()) {
      SortedMap<String, TreeFile> base = files(reader, content.commit());
      SortedMap<String, TreeFile> files = overlaid(reader, base, content);
      Checkout.write(reader, files, GitFolder.tree(folder), content.commit());
      Checkout.index(GitFolder.git(folder), base, GitFolder.tree(folder));
      done = true;
      return new GitWorkspace(folder, git, borrowed, content.commit(), base);
    } finally {
      if (!done) {
        git.close();
      }
    }
  }

  @Override
  public Path root() {
    return GitFolder.tree(folder);
  }

  @Override
  public List<Path> readable() {
    List<Path> readable = new ArrayList<>(List.of(GitFolder.git(folder)));
    readable.addAll(borrowed);
    return List.copyOf(readable);
  }

  @Override
  public String base() {
    return base;
  }

  @Override
  public List<String> changedFiles() {
    try (ObjectInserter inserter = git.newObjectInserter()) {
      SortedMap<String, TreeFile> now = WorkTree.scan(root(), baseFiles, inserter, false);
      TreeSet<String> changed = new TreeSet<>(baseFiles.keySet());
      changed.addAll(now.keySet());
      changed.removeIf(path -> Objects.equals(baseFiles.get(path), now.get(path)));
      return List.copyOf(changed);
    } catch (IOException e) {
      throw Failures.in("compare the work in " + root() + " with its base", e);
    }
  }

  @Override
  public String diff(int maxBytes) {
    try (ObjectReader reader = git.newObjectReader();
        RevWalk walk = new RevWalk(reader)) {
      ObjectId before = walk.parseCommit(ObjectId.fromString(base)).getTree();
      return Diffs.unified(git, before, writeTree(), maxBytes);
    } catch (IOException e) {
      throw Failures.in("compare the work in " + root() + " with its base", e);
    }
  }

  @Override
  public Optional<String> commit(String message, String authorName, String authorEmail) {
    try (ObjectInserter inserter = git.newObjectInserter();
        RevWalk walk = new RevWalk(git)) {
      SortedMap<String, TreeFile> files = WorkTree.scan(root(), baseFiles, inserter, true);
      Links.requireInside(root(), baseFiles, files);
      ObjectId tree = Trees.write(inserter, files);
      RevCommit parent = walk.parseCommit(ObjectId.fromString(base));
      if (tree.equals(parent.getTree())) {
        return Optional.empty();
      }
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(tree);
      commit.setParentId(parent);
      PersonIdent author = new PersonIdent(authorName, authorEmail, Instant.now(), ZoneOffset.UTC);
      commit.setAuthor(author);
      commit.setCommitter(author);
      commit.setMessage(message);
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      RefUpdate result = git.updateRef(GitFolder.RESULT);
      result.setNewObjectId(id);
      result.disableRefLog();
      RefUpdate.Result outcome = result.forceUpdate();
      if (outcome == RefUpdate.Result.LOCK_FAILURE || outcome == RefUpdate.Result.IO_FAILURE) {
        throw new IOException(GitFolder.RESULT + " could not be written: " + outcome);
      }
      return Optional.of(id.name());
    } catch (IOException e) {
      throw Failures.in("commit the work in " + root(), e);
    }
  }

  @Override
  public Workspace checkout(String commit, List<String> overlay, String overlayCommit) {
    Content content = new Content(commit, List.copyOf(overlay), overlayCommit);
    List<Path> objects = new ArrayList<>(List.of(GitFolder.git(folder).resolve("objects")));
    objects.addAll(borrowed);
    return NewFolder.in(
        folder.getParent(),
        "check out " + commit,
        fresh -> {
          GitFolder.create(fresh, commit, objects);
          return checkOut(fresh, objects, content);
        });
  }

  @Override
  public Optional<byte[]> baseFile(String path) {
    TreeFile file = baseFiles.get(path);
    try (ObjectReader reader = git.newObjectReader()) {
      return file == null ? Optional.empty() : file.bytes(reader, path, base);
    } catch (IOException e) {
      throw Failures.in("read " + Names.quoted(path) + " of " + base, e);
    }
  }

  /** The bytes of a file of a commit, or empty when it has none of that path. */
  static Optional<byte[]> file(ObjectReader reader, String commit, String path) throws IOException {
    try (RevWalk walk = new RevWalk(reader);
        TreeWalk at =
            TreeWalk.forPath(
                reader, path, walk.parseCommit(ObjectId.fromString(commit)).getTree())) {
      return at == null || at.isSubtree()
          ? Optional.empty()
          : new TreeFile(at.getFileMode(), at.getObjectId(0)).bytes(reader, path, commit);
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      throw missing(commit, e);
    }
  }

  @Override
  public URI objects() {
    return GitFolder.git(folder).toUri();
  }

  @Override
  public void close() {
    git.close();
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      LOG.warn("could not remove the workspace {}: {}; remove it by hand", folder, e.toString());
    }
  }

  private ObjectId writeTree() throws IOException {
    try (ObjectInserter inserter = git.newObjectInserter()) {
      ObjectId tree = Trees.write(inserter, WorkTree.scan(root(), baseFiles, inserter, true));
      inserter.flush();
      return tree;
    }
  }

  private static SortedMap<String, TreeFile> overlaid(
      ObjectReader reader, SortedMap<String, TreeFile> base, Content content) throws IOException {
    if (content.overlay().isEmpty()) {
      return base;
    }
    Globs globs = new Globs(content.overlay());
    SortedMap<String, TreeFile> files = new TreeMap<>(base);
    files.keySet().removeIf(globs::matches);
    files(reader, content.overlayCommit())
        .forEach(
            (path, file) -> {
              if (globs.matches(path)) {
                files.put(path, file);
              }
            });
    return files;
  }

  private static SortedMap<String, TreeFile> files(ObjectReader reader, String commit)
      throws IOException {
    try (RevWalk walk = new RevWalk(reader)) {
      return Trees.read(reader, walk.parseCommit(ObjectId.fromString(commit)).getTree(), commit);
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      throw missing(commit, e);
    }
  }

  private static PermanentException missing(String commit, IOException e) {
    return new PermanentException(
        "cannot check out "
            + commit
            + ": the repository has no such commit, or not all of it ("
            + e.getMessage()
            + "); fetch it first",
        e);
  }
}
