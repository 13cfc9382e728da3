package dev.bzzz.core.agent;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The repositories an agent watches: those of its configuration and of its directory or, without
 * any there and without a directory, all of the forge. One that was found stays. Finding is
 * confined to one thread at a time; reading is safe for use by many.
 */
final class WatchedRepositories {
  /** So often it is worth looking for those that are new, or were unreadable before. */
  static final Duration FIND_AGAIN = Duration.ofSeconds(10);

  /** So often those are asked about that were all found by name: one may have moved. */
  static final Duration SEE_AGAIN = Duration.ofMinutes(5);

  private final AgentParts parts;
  private final Map<RepositoryId, Repository> found = new ConcurrentSkipListMap<>();
  private Instant lastFound = Instant.MIN;
  private boolean complete;

  WatchedRepositories(AgentParts parts) {
    this.parts = parts;
  }

  /** Whether the last look for repositories was long ago. */
  boolean due() {
    Duration pause = complete ? SEE_AGAIN : FIND_AGAIN;
    return !parts.clock().instant().isBefore(lastFound.plus(pause));
  }

  /**
   * Looks for repositories.
   *
   * @return what is wrong with those that cannot be read
   * @throws NotFound if there is none of a configured name
   */
  List<BzzzException> find() {
    lastFound = parts.clock().instant();
    complete = false;
    List<BzzzException> unreadable = new ArrayList<>();
    if (parts.repositories().isEmpty() && parts.directory().isEmpty()) {
      parts.provider().repositories(unreadable::add).forEach(this::add);
      return unreadable;
    }
    for (RepositoryName name : parts.repositories()) {
      try {
        add(parts.provider().repository(name));
      } catch (NotFound e) {
        throw e; // a mistake in the configuration, which nobody else could see
      } catch (BzzzException e) {
        unreadable.add(e);
      }
    }
    complete = parts.directory().isEmpty() && unreadable.isEmpty();
    parts.directory().ifPresent(directory -> named(directory.repositories(), unreadable));
    return unreadable;
  }

  /** A directory may name what the forge has not got, or not yet. */
  private void named(List<RepositoryName> names, List<BzzzException> unreadable) {
    Set<RepositoryName> known = new TreeSet<>();
    found.values().forEach(repository -> known.add(repository.name()));
    for (RepositoryName name : names) {
      try {
        if (known.add(name)) {
          add(parts.provider().repository(name));
        }
      } catch (BzzzException e) {
        unreadable.add(e);
      }
    }
  }

  /** Those found so far, ordered by id. */
  Collection<Repository> all() {
    return Collections.unmodifiableCollection(found.values());
  }

  /** Those whose budget lets nobody look at them now. */
  Set<RepositoryId> unaffordable() {
    Set<RepositoryId> resting = new TreeSet<>(found.keySet());
    resting.removeIf(parts.provider()::affords);
    return resting;
  }

  /** The one of that name; hosts do not tell large letters from small ones. */
  Optional<Repository> named(RepositoryName name) {
    String text = name.toString();
    return found.values().stream()
        .filter(each -> each.name().toString().equalsIgnoreCase(text))
        .findFirst();
  }

  /**
   * One of them.
   *
   * @throws NotFound if it is not watched
   */
  Repository get(RepositoryId id) {
    Repository repository = found.get(id);
    if (repository == null) {
      throw new NotFound("repository " + id + " is not among those this agent watches");
    }
    return repository;
  }

  private void add(Repository repository) {
    found.put(repository.id(), repository);
  }
}
