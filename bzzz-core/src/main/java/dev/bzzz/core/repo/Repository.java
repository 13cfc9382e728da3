package dev.bzzz.core.repo;

import java.net.URI;

/**
 * A repository as a forge knows it.
 *
 * @param id what it is
 * @param name how it is called today
 * @param gitUrl where ledger and workspace fetch and push; without credentials
 * @param defaultBranch short name of the branch that work starts from, such as {@code main}
 */
public record Repository(RepositoryId id, RepositoryName name, URI gitUrl, String defaultBranch) {}
