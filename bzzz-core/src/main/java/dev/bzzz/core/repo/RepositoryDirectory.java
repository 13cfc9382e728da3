package dev.bzzz.core.repo;

import java.util.List;

/**
 * Names the repositories that are worth watching, and may name others later: a service that people
 * keep, for example. Safe for use by many threads.
 */
@FunctionalInterface
public interface RepositoryDirectory {
  /**
   * The repositories named now; asked again and again. May block for as long as a forge may. When
   * the directory cannot be asked, these are the ones it named last, and none if that is not known.
   */
  List<RepositoryName> repositories();
}
