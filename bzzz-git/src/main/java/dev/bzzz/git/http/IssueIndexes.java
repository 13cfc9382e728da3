package dev.bzzz.git.http;

import dev.bzzz.core.Bounded;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import java.util.Map;

/** The {@link IssueIndex} of each repository of a host. Safe for use by many threads. */
public final class IssueIndexes {
  /** Most indexes; of more, those that were used last. */
  public static final int MAX_INDEXES = 1000;

  private final Map<RepositoryId, IssueIndex> indexes = Bounded.lru(MAX_INDEXES);

  /** That of a repository: a new one after it was renamed, since texts may refer to its name. */
  public synchronized IssueIndex of(Repository repository) {
    IssueIndex known = indexes.get(repository.id());
    if (known == null || !known.repository().equals(repository)) {
      known = new IssueIndex(repository);
      indexes.put(repository.id(), known);
    }
    return known;
  }
}
