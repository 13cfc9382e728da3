package dev.bzzz.git.gitlab;

import dev.bzzz.core.repo.RepositoryName;
import java.util.stream.Stream;

/**
 * A repository as GitLab's paths name it.
 *
 * @param key its number, which stays when it is renamed, or else its name
 */
record Project(Object key, RepositoryName name) {
  /**
   * The parts of a path below it; each is to be encoded, so that the slash of a name becomes %2F.
   */
  Object[] path(Object... below) {
    return Stream.concat(Stream.of("projects", key), Stream.of(below)).toArray();
  }
}
