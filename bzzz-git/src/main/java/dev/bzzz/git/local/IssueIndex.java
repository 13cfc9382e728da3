package dev.bzzz.git.local;

import dev.bzzz.core.PermanentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jgit.lib.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All issues of a repository, kept in memory for as long as nobody changes one: in this process or
 * another, a change renames a file into the folder of their refs or over {@code packed-refs}, and
 * the times of those two tell. Safe for use by many threads.
 */
final class IssueIndex {
  /** How many repositories' issues are kept; the others are read each time. */
  static final int MAX_REPOSITORIES = 200;

  /** A time younger than this may belong to a second change in the same tick of the clock. */
  private static final Duration TICK = Duration.ofMillis(50);

  private static final Logger LOG = LoggerFactory.getLogger(IssueIndex.class);

  private String stamp = "";
  private List<HostedIssue> issues = List.of();

  /** The indexes of a folder's repositories. */
  static final class All {
    private final Map<Path, IssueIndex> known = new ConcurrentHashMap<>();

    IssueIndex of(Path repository) {
      if (known.size() >= MAX_REPOSITORIES && !known.containsKey(repository)) {
        return new IssueIndex();
      }
      return known.computeIfAbsent(repository, path -> new IssueIndex());
    }
  }

  /** Every readable issue by number, without body and comments. */
  synchronized List<HostedIssue> read(BareRepository repository) throws IOException {
    String now = stamp(repository.dir());
    if (now.isEmpty() || !now.equals(stamp)) {
      issues = load(repository);
      stamp = now;
    }
    return issues;
  }

  private List<HostedIssue> load(BareRepository repository) throws IOException {
    Map<Long, HostedIssue> before = new TreeMap<>();
    issues.forEach(each -> before.put(each.issue().number(), each));
    Map<Long, HostedIssue> after = new TreeMap<>();
    IssueStore store = new IssueStore(repository);
    Map<String, ObjectId> refs =
        repository.refs(
            IssueStore.PREFIX, (name, fault) -> LOG.debug("left out {}: {}", name, fault));
    try (CommitFiles files = repository.files()) {
      for (Map.Entry<String, ObjectId> ref : refs.entrySet()) {
        long number = IssueNumbers.parse(ref.getKey()).orElse(0L);
        HostedIssue known = before.get(number);
        if (known != null && known.version().equals(ref.getValue().name())) {
          after.put(number, known);
        } else if (number > 0) {
          try {
            after.put(number, HostedIssues.summary(store, files, number, ref.getValue()));
          } catch (PermanentException e) {
            LOG.debug("left out a damaged issue: {}", e.getMessage());
          }
        }
      }
    }
    return List.copyOf(after.values());
  }

  /** Changes with every change; empty when the last one is too young to tell. */
  private static String stamp(Path repository) throws IOException {
    Path folder = repository.resolve(IssueStore.PREFIX);
    Path packed = repository.resolve("packed-refs");
    Instant settled = Instant.now().minus(TICK);
    StringBuilder stamp = new StringBuilder();
    for (Path each : List.of(folder, packed)) {
      try {
        BasicFileAttributes now = Files.readAttributes(each, BasicFileAttributes.class);
        if (now.lastModifiedTime().toInstant().isAfter(settled)) {
          return "";
        }
        stamp.append(now.fileKey()).append(' ').append(now.lastModifiedTime()).append(' ');
        stamp.append(now.size()).append('\n');
      } catch (NoSuchFileException e) {
        stamp.append("none\n");
      }
    }
    return stamp.toString();
  }
}
