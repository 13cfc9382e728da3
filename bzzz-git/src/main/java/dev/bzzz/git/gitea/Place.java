package dev.bzzz.git.gitea;

import dev.bzzz.core.repo.RepositoryName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An issue or pull request of a repository, by what both are called now. */
record Place(RepositoryName repository, long number) {
  /** The path of something that belongs to a repository. */
  static Object[] in(RepositoryName repository, Object... below) {
    List<Object> path = new ArrayList<>(List.of("repos", repository.owner(), repository.name()));
    path.addAll(Arrays.asList(below));
    return path.toArray();
  }

  /** The path of something that belongs to the issue; a pull request is one, too. */
  Object[] path(Object... below) {
    List<Object> path = new ArrayList<>(List.of("issues", number));
    path.addAll(Arrays.asList(below));
    return in(repository, path.toArray());
  }

  @Override
  public String toString() {
    return repository + "#" + number;
  }
}
