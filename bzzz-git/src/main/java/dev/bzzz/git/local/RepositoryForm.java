package dev.bzzz.git.local;

import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Repository;

/**
 * The forms of git repositories that can be worked with: whole ones, with SHA-1 ids and refs in
 * files. Others have to be refused by name: JGit opens them, and would write into a repository of
 * SHA-256 ids what git cannot read there.
 */
final class RepositoryForm {
  private static final String OBJECT_FORMAT = "objectFormat";
  private static final String SHA_1 = "sha1";
  private static final String FILES = "files";

  private RepositoryForm() {}

  /** Why a repository cannot be worked with, and what to do; empty if it can. */
  static Optional<String> obstacle(Repository git) throws IOException {
    String objects = extension(git, OBJECT_FORMAT).orElse(SHA_1);
    if (!objects.equalsIgnoreCase(SHA_1)) {
      return Optional.of(
          "its object format is "
              + objects
              + ", and only sha1 is known; carry it into a new one by git fast-export and git"
              + " fast-import");
    }
    String refs = extension(git, ConfigConstants.CONFIG_KEY_REF_STORAGE).orElse(FILES);
    if (!refs.equalsIgnoreCase(FILES)) {
      return Optional.of(
          "its ref format is " + refs + ", and only files is known; clone it with that");
    }
    if (!git.getObjectDatabase().getShallowCommits().isEmpty()) {
      return Optional.of(
          "it is a shallow clone, without the history that work is built on; run git fetch"
              + " --unshallow there");
    }
    return Optional.empty();
  }

  private static Optional<String> extension(Repository git, String key) {
    return Optional.ofNullable(
        git.getConfig().getString(ConfigConstants.CONFIG_EXTENSIONS_SECTION, null, key));
  }
}
