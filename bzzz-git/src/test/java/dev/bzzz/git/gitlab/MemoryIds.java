package dev.bzzz.git.gitlab;

import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.http.RepositoryIdSource;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Ids of repositories for hosts without git. */
final class MemoryIds implements RepositoryIdSource {
  private final Map<URI, RepositoryId> ids = new ConcurrentHashMap<>();

  @Override
  public Optional<RepositoryId> find(RepositoryName name, URI gitUrl) {
    return Optional.ofNullable(ids.get(gitUrl));
  }

  @Override
  public RepositoryId ensure(RepositoryName name, URI gitUrl) {
    return ids.computeIfAbsent(
        gitUrl, url -> new RepositoryId(String.format("%032x", ids.size() + 1L)));
  }
}
