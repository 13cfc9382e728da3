package dev.bzzz.core.repo;

import java.time.Instant;

/**
 * A comment on an issue.
 *
 * @param author login of who wrote it
 * @param body markdown
 * @param createdAt when
 */
public record Comment(String author, String body, Instant createdAt) {}
