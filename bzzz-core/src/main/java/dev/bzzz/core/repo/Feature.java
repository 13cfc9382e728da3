package dev.bzzz.core.repo;

/** What a forge can do beyond the least that Bzzz needs. */
public enum Feature {
  /** The provider is a {@link ForgeAdmin} too: it creates repositories and what they need. */
  CREATE_REPOSITORY,
  /**
   * Pull requests of one branch cannot be doubled, even by a race: the forge refuses the second.
   */
  UNIQUE_PULL_REQUESTS,
  /** {@link RepositoryProvider#events} tells what happened to an issue. */
  ISSUE_EVENTS,
  /**
   * Issues and pull requests have one sequence of numbers, so that a pull request can be reached as
   * the issue of its number.
   */
  SHARED_NUMBERS
}
