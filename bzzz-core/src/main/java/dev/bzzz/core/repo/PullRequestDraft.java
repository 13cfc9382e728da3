package dev.bzzz.core.repo;

/**
 * The text of a pull request to be opened; which branch it is for comes from the claim.
 *
 * @param title one line
 * @param body markdown; the provider appends the {@code Bzzz-Claim:} line
 */
public record PullRequestDraft(String title, String body) {}
