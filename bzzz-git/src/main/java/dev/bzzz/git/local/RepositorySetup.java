package dev.bzzz.git.local;

import dev.bzzz.core.Conflict;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.util.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares repositories of a {@link LocalForge} for agents: brings a copy of one in, and changes
 * files such as the claim policy on its default branch. Safe for use by many threads and processes.
 */
public final class RepositorySetup implements BranchFiles {
  private static final Logger LOG = LoggerFactory.getLogger(RepositorySetup.class);

  private static final List<RefSpec> EVERYTHING =
      List.of(new RefSpec("+refs/heads/*:refs/heads/*"), new RefSpec("+refs/tags/*:refs/tags/*"));

  private final LocalForge forge;

  /** Prepares repositories of this forge. */
  public RepositorySetup(LocalForge forge) {
    this.forge = forge;
  }

  /**
   * Brings a copy of a repository into the forge, with all its branches and tags. The original
   * stays as it is and is not linked to the copy.
   *
   * @param source a bare repository, or a checkout whose current branch becomes the default branch
   * @throws NotFound if {@code source} is no repository
   * @throws Conflict if the forge has a repository of that name
   * @throws PermanentException if it has no commits, is on no branch, or cannot be read
   */
  public Repository importFrom(Path source, RepositoryName name) {
    String cannot = "cannot import " + source + " as " + name + ": ";
    Path path = forge.dir().resolve(name.owner()).resolve(name.name() + ".git");
    if (Files.exists(path)) {
      throw new Conflict(
          cannot + path + " is there already; use it as it is, or import under another name");
    }
    try (ImportSource from = ImportSource.open(source, cannot)) {
      String branch = from.branch();
      Files.createDirectories(path.getParent());
      // Made aside and moved into place, so that nobody ever sees half a repository.
      Path draft = Files.createTempDirectory(path.getParent(), ".import-");
      try {
        copy(from, draft, branch);
        Files.setPosixFilePermissions(draft, Files.getPosixFilePermissions(path.getParent()));
        Files.move(draft, path);
      } finally {
        if (Files.exists(draft)) {
          FileUtils.delete(draft.toFile(), FileUtils.RECURSIVE);
          FileUtils.delete(path.getParent().toFile(), FileUtils.EMPTY_DIRECTORIES_ONLY);
        }
      }
    } catch (IOException | GitAPIException | JGitInternalException e) {
      throw new PermanentException(cannot + ImportSource.why(e), e);
    } finally {
      forge.folder().withdrawUnlessUsed();
    }
    return forge.repository(name);
  }

  @Override
  public Optional<String> edit(RepositoryName name, String author, String message, Edit edit) {
    Repository repository = forge.repository(name);
    String branch = repository.defaultBranch();
    BranchWriter writer = new BranchWriter(name, Path.of(repository.gitUrl()));
    for (int attempt = 0; attempt < MAX_TRIES; attempt++) {
      String head = writer.head(branch).orElseThrow(() -> noCommits(name, branch));
      Map<String, String> files = edit.edit(path -> text(writer.file(branch, path)));
      if (files.isEmpty()) {
        return Optional.empty();
      }
      Map<String, byte[]> put = new TreeMap<>();
      files.forEach((path, text) -> put.put(path, text.getBytes(StandardCharsets.UTF_8)));
      try {
        return Optional.of(
            writer.commit(
                branch,
                Optional.of(head),
                new BranchWriter.Change(put, Set.of()),
                new BranchWriter.Entry(author, author + "@bzzz", Instant.now(), message)));
      } catch (Conflict e) {
        LOG.debug("asks again, the branch moved: repository={} branch={}", name, branch);
      }
    }
    throw new Conflict(
        "cannot change " + branch + " of " + name + ": others keep changing it; try again");
  }

  private static Optional<String> text(Optional<byte[]> bytes) {
    return bytes.map(each -> new String(each, StandardCharsets.UTF_8));
  }

  /** JGit's own clone would put objects where GIT_OBJECT_DIRECTORY and its like say. */
  private static void copy(ImportSource from, Path to, String branch)
      throws GitAPIException, IOException {
    Path bundle = to.resolve("import.bundle");
    try (var copy = new FileRepositoryBuilder().setGitDir(to.toFile()).setBare().build()) {
      copy.create(true);
      collectGarbageAtOnce(copy.getConfig());
      from.bundle(bundle);
      Git.wrap(copy)
          .fetch()
          .setRemote(bundle.toUri().toString())
          .setRefSpecs(EVERYTHING)
          .setTagOpt(TagOpt.NO_TAGS)
          .call();
      copy.updateRef(Constants.HEAD).link(branch);
      StoredConfig config = copy.getConfig();
      config.unsetSection(ConfigConstants.CONFIG_GC_SECTION, null);
      config.save();
      Files.delete(bundle);
    }
  }

  /** Behind a fetch, in a thread, JGit would miss the folder once it moves. */
  private static void collectGarbageAtOnce(StoredConfig config) throws IOException {
    config.setBoolean(
        ConfigConstants.CONFIG_GC_SECTION, null, ConfigConstants.CONFIG_KEY_AUTODETACH, false);
    config.save();
  }

  private static PermanentException noCommits(RepositoryName name, String branch) {
    return new PermanentException(
        "cannot change files of "
            + name
            + ": its default branch "
            + branch
            + " has no commits; push a first one");
  }
}
