package dev.bzzz.core.agent;

/** How the work on a task ended. */
public sealed interface WorkResult {
  /**
   * The change is committed and the repository's own tests are green with it.
   *
   * @param head the commit, one above the workspace's base
   * @param title one line for commit and pull request
   * @param summary markdown for the pull request
   * @param evidence what the tests said before and after
   */
  record Succeeded(String head, String title, String summary, TestEvidence evidence)
      implements WorkResult {}

  /**
   * Nothing is to be published.
   *
   * @param reason one line for people
   */
  record Failed(String reason) implements WorkResult {}
}
