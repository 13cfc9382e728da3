package dev.bzzz.git.local;

import dev.bzzz.core.repo.RepositoryName;
import java.io.IOException;
import org.eclipse.jgit.lib.Repository;

/** One repository of a {@link HostedForge}, open for one request. Confined to one thread. */
public final class HostedRepository implements AutoCloseable {
  /** Section of git's configuration that holds what a repository is to its server. */
  private static final String SECTION = "bzzz";

  private final BareRepository repository;
  private final dev.bzzz.core.repo.Repository description;

  private HostedRepository(BareRepository repository, dev.bzzz.core.repo.Repository description) {
    this.repository = repository;
    this.description = description;
  }

  static HostedRepository open(ForgeFolder folder, RepositoryName name) {
    BareRepository open = folder.open(name);
    boolean described = false;
    try {
      HostedRepository hosted = new HostedRepository(open, folder.describe(open));
      described = true;
      return hosted;
    } catch (IOException e) {
      throw Failures.failed("read the repository " + name, e);
    } finally {
      if (!described) {
        open.close();
      }
    }
  }

  /** How people call it. */
  public RepositoryName name() {
    return repository.name();
  }

  /** What it is. */
  public dev.bzzz.core.repo.Repository description() {
    return description;
  }

  /** The git repository; closed with this one. */
  public Repository git() {
    return repository.git();
  }

  /** Whether nobody may write to it any more. */
  public boolean archived() {
    return archived(git());
  }

  /** Whether nobody may write to this repository any more. */
  public static boolean archived(Repository git) {
    return git.getConfig().getBoolean(SECTION, "archived", false);
  }

  @Override
  public void close() {
    repository.close();
  }
}
