package dev.bzzz.git.local;

import dev.bzzz.core.repo.RepositoryName;
import java.util.List;

/**
 * A {@link LocalForge} as a server offers it to others: everything in its repositories can be read
 * and changed, by whoever the server says it is. Safe for use by many threads and processes.
 */
public final class HostedForge {
  private final LocalForge forge;
  private final IssueIndex.All indexes = new IssueIndex.All();

  private HostedForge(LocalForge forge) {
    this.forge = forge;
  }

  /** Offers the repositories of this forge. */
  public static HostedForge of(LocalForge forge) {
    return new HostedForge(forge);
  }

  /** The forge itself. */
  public LocalForge forge() {
    return forge;
  }

  /** Names of all repositories, ordered; what cannot be read is left out. */
  public List<RepositoryName> names() {
    return ForgeNames.in(forge.dir(), unreadable -> {});
  }

  /**
   * Opens a repository; the caller closes it.
   *
   * @throws dev.bzzz.core.NotFound if there is none of that name
   */
  public HostedRepository open(RepositoryName name) {
    return HostedRepository.open(forge.folder(), name, indexes);
  }
}
