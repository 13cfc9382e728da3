package dev.bzzz.core.task;

import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Tasks for tests, as the parser reads them. */
final class Tasks {
  static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
  static final Repository ENGINE = repository("acme/engine", 'a');
  static final Repository PROTOCOL = repository("acme/protocol", 'b');

  private Tasks() {}

  static Repository repository(String name, char digit) {
    return new Repository(
        new RepositoryId(String.valueOf(digit).repeat(32)),
        RepositoryName.parse(name),
        URI.create("file:///srv/" + name + ".git"),
        "main");
  }

  /** An open task in {@link #ENGINE}, written this long after {@link #EPOCH}. */
  static Task task(long number, Duration written, String... labels) {
    Set<String> all = Arrays.stream(labels).collect(Collectors.toSet());
    all.add(TaskParser.LABEL);
    return TaskParser.parse(ENGINE, issue(number, "", all, true, EPOCH.plus(written)));
  }

  /** An open task that waits for others. */
  static Task waiting(Repository repository, long number, String... dependencies) {
    String body = "Depends-on: " + String.join(", ", dependencies);
    return TaskParser.parse(repository, issue(number, body, Set.of(TaskParser.LABEL), true, EPOCH));
  }

  static Issue issue(
      long number, String body, Set<String> labels, boolean open, Instant createdAt) {
    return new Issue(
        number, "Task " + number, body, "ann", labels, open, createdAt, createdAt, List.of());
  }

  static TaskRef ref(String text) {
    return TaskRef.parse(text).orElseThrow();
  }
}
