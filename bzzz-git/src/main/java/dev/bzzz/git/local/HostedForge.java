package dev.bzzz.git.local;

import dev.bzzz.core.repo.RepositoryName;
import java.util.List;
import java.util.Optional;

/**
 * A {@link LocalForge} as a server offers it to others: everything in its repositories can be read
 * and changed, by whoever the server says it is. Safe for use by many threads and processes.
 */
public final class HostedForge {
  private final LocalForge forge;
  private final IssueIndex.All indexes = new IssueIndex.All();

  private final RepositoryMoves moves;

  private HostedForge(LocalForge forge) {
    this.forge = forge;
    this.moves = new RepositoryMoves(forge.folder());
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

  /** Whether there is a repository of that name. */
  public boolean has(RepositoryName name) {
    return BareRepository.looksLikeOne(forge.folder().path(name));
  }

  /**
   * What a repository that was renamed is called today; empty for a name that is unknown.
   *
   * @param former a name of which there is no repository now
   */
  public Optional<RepositoryName> renamed(RepositoryName former) {
    return moves.today(former);
  }

  /**
   * Gives a repository another name; {@link #renamed} knows it by the old one.
   *
   * @throws dev.bzzz.core.NotFound if there is none of the old name
   * @throws dev.bzzz.core.Conflict if there is one of the new name
   */
  public void rename(RepositoryName from, RepositoryName to) {
    moves.rename(from, to);
  }

  /**
   * Deletes a repository with all that is in it, also its claims.
   *
   * @throws dev.bzzz.core.NotFound if there is none of that name
   */
  public void delete(RepositoryName name) {
    moves.delete(name);
  }
}
