package dev.bzzz.core.repo;

/**
 * What setting up a forge takes beyond taking tasks from it: a {@link RepositoryProvider} with
 * {@link Feature#CREATE_REPOSITORY} has it as well. Doing a thing twice is the same as once, so
 * whoever was interrupted starts again. Safe for use by many threads; errors are those of {@link
 * RepositoryProvider}.
 */
public interface ForgeAdmin {
  /** Asks the forge what it is, and whose token this is. */
  HostInfo host();

  /**
   * Makes sure that there is an organisation or group of this name. Where owners need not be made,
   * nothing is done.
   *
   * @param owner first part of a {@link RepositoryName}
   */
  void createOwner(String owner);

  /**
   * Makes sure that there is a repository of this name with a commit on its default branch. One
   * that is there stays as it is.
   *
   * @throws dev.bzzz.core.NotFound if it has no owner yet
   */
  Repository createRepository(RepositoryName name);

  /** Makes sure that issues can carry this label. One that is there stays as it is. */
  void createLabel(RepositoryId repository, LabelDraft label);

  /**
   * Merges an open pull request by a merge commit; one that is merged stays so.
   *
   * @param number of the pull request
   * @param head the commit that was looked at, 40 hexadecimal digits
   * @throws dev.bzzz.core.Conflict if its branch is at another commit, or does not fit the base
   */
  void mergePullRequest(RepositoryId repository, long number, String head);

  /** Deletes a repository with all that is in it. Nothing is done when there is none. */
  void deleteRepository(RepositoryName name);
}
