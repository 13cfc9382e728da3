package dev.bzzz.git.http;

import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import java.net.URI;
import java.util.Optional;

/**
 * Where the ids of repositories are kept: in the repositories, at {@code refs/bzzz/id}. A port,
 * because providers know no git. Safe for use by many threads.
 */
public interface RepositoryIdSource {
  /**
   * The id of a repository; empty when it has none yet.
   *
   * @param name how it is called, for errors
   * @param gitUrl where git reaches it
   */
  Optional<RepositoryId> find(RepositoryName name, URI gitUrl);

  /** The id of a repository, which is drawn and written there if it has none yet. */
  RepositoryId ensure(RepositoryName name, URI gitUrl);
}
