package dev.bzzz.git.ledger;

import dev.bzzz.core.claim.Work;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.transport.PackParser;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.eclipse.jgit.util.FS;

/**
 * Brings finished work from its workspace into the repository the ledger writes to, and looks at it
 * before it may be published. The workspace is not trusted: every object is checked on the way.
 */
final class WorkObjects {
  /** Largest pack of new objects that is published. */
  static final long MAX_PACK_BYTES = 1L << 30;

  /** Largest single file that is published. */
  static final long MAX_OBJECT_BYTES = 100L << 20;

  private static final Set<OpenOption> PACK =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);

  private static final String PROTECTED = ".bzzz";

  private WorkObjects() {}

  /**
   * Copies what {@code head} has and {@code base} has not.
   *
   * @return why that is not possible, or empty when it is done
   */
  static Optional<String> copy(Work work, URI objects, Repository to, ProgressMonitor monitor)
      throws IOException {
    Optional<File> folder = folder(objects);
    if (folder.isEmpty()) {
      return Optional.of("the work is not in a git repository on this machine: " + objects);
    }
    ObjectId base = ObjectId.fromString(work.base());
    if (!to.getObjectDatabase().has(base)) {
      return Optional.of("its base " + base.name() + " is not in the repository");
    }
    // Its name goes at once, where the system can do that, so that a kill leaves nothing behind.
    try (FileChannel pack = FileChannel.open(Files.createTempFile("bzzz-work", ".pack"), PACK);
        Repository from = new FileRepositoryBuilder().setGitDir(folder.get()).build()) {
      write(from, work, pack, monitor);
      read(to, pack.position(0), monitor);
      return Optional.empty();
    } catch (RepositoryNotFoundException e) {
      return Optional.of("the work is not in a git repository: " + objects);
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      return Optional.of("the work in " + objects + " is not complete: " + e.getMessage());
    }
  }

  /** Why this work may not be published, or empty when it may. */
  static Optional<String> fault(Work work, Repository git) throws IOException {
    ObjectId head = ObjectId.fromString(work.head().orElseThrow());
    ObjectId base = ObjectId.fromString(work.base());
    if (head.equals(base)) {
      return Optional.of("it changes nothing: its head is its base " + base.name());
    }
    try (RevWalk walk = new RevWalk(git)) {
      RevCommit tip = walk.parseCommit(head);
      RevCommit start = walk.parseCommit(base);
      if (!walk.isMergedInto(start, tip)) {
        return Optional.of("its head " + head.name() + " does not descend from " + base.name());
      }
      return touchesProtected(git, tip, start)
          ? Optional.of("it touches " + PROTECTED + "/, which only people may change")
          : Optional.empty();
    } catch (MissingObjectException e) {
      return Optional.of("the commit " + e.getObjectId().name() + " is missing");
    } catch (IncorrectObjectTypeException e) {
      return Optional.of("its head or base is not a commit: " + e.getMessage());
    }
  }

  private static boolean touchesProtected(Repository git, RevCommit head, RevCommit base)
      throws IOException {
    try (TreeWalk trees = new TreeWalk(git)) {
      trees.addTree(head.getTree());
      trees.addTree(base.getTree());
      trees.setFilter(AndTreeFilter.create(PathFilter.create(PROTECTED), TreeFilter.ANY_DIFF));
      return trees.next();
    }
  }

  private static void write(Repository from, Work work, FileChannel pack, ProgressMonitor monitor)
      throws IOException {
    ObjectId head = ObjectId.fromString(work.head().orElseThrow());
    ObjectId base = ObjectId.fromString(work.base());
    PackConfig config = new PackConfig(from);
    config.setThreads(1);
    config.setDeltaCompress(false);
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(pack));
    try (PackWriter writer = new PackWriter(config, from.newObjectReader())) {
      writer.setUseBitmaps(false);
      writer.setReuseValidatingObjects(true);
      writer.preparePack(monitor, Set.of(head), Set.of(base));
      writer.writePack(monitor, NullProgressMonitor.INSTANCE, out);
      out.flush();
    }
  }

  private static void read(Repository to, FileChannel pack, ProgressMonitor monitor)
      throws IOException {
    long bytes = pack.size();
    if (bytes > MAX_PACK_BYTES) {
      throw new IOException("the work is " + bytes + " bytes; the limit is " + MAX_PACK_BYTES);
    }
    ObjectChecker checker = new ObjectChecker();
    checker.setSafeForMacOS(true);
    try (ObjectInserter inserter = to.newObjectInserter()) {
      PackParser parser = inserter.newPackParser(Channels.newInputStream(pack));
      parser.setObjectChecker(checker);
      parser.setMaxObjectSizeLimit(MAX_OBJECT_BYTES);
      parser.parse(monitor);
      inserter.flush();
    }
  }

  private static Optional<File> folder(URI objects) {
    try {
      return Optional.ofNullable(
          RepositoryCache.FileKey.resolve(Path.of(objects).toFile(), FS.DETECTED));
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty();
    }
  }
}
