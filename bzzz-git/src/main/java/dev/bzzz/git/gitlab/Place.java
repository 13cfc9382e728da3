package dev.bzzz.git.gitlab;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.git.http.HostRequest;
import java.util.stream.Stream;

/**
 * An issue or merge request of a project; each kind has numbers of its own.
 *
 * @param number what GitLab calls its {@code iid}
 */
record Place(Project project, Kind kind, long number) {
  /** What there is. */
  enum Kind {
    /** An issue, {@code #3}. */
    ISSUE("issues", "issue ", "#"),
    /** A merge request, {@code !3}. */
    PULL("merge_requests", "merge request ", "!");

    private final String path;
    private final String word;
    private final String sign;

    Kind(String path, String word, String sign) {
      this.path = path;
      this.word = word;
      this.sign = sign;
    }

    /** Where all of a project are. */
    String path() {
      return path;
    }
  }

  static Place issue(Project project, long number) {
    return new Place(project, Kind.ISSUE, number);
  }

  static Place pull(Project project, long number) {
    return new Place(project, Kind.PULL, number);
  }

  /** Reads it, or what is below it. */
  HostRequest get(String action, Object... below) {
    return HostRequest.get(action, path(below));
  }

  HostRequest post(String action, JsonNode body, Object... below) {
    return HostRequest.post(action, body, path(below));
  }

  HostRequest put(String action, JsonNode body, Object... below) {
    return HostRequest.put(action, body, path(below));
  }

  private Object[] path(Object... below) {
    return project.path(Stream.concat(Stream.of(kind.path, number), Stream.of(below)).toArray());
  }

  @Override
  public String toString() {
    return kind.word + project.name() + kind.sign + number;
  }
}
