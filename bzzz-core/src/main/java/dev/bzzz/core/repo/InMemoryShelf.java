package dev.bzzz.core.repo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What one repository of an {@link InMemoryForge} holds; guarded by the forge. */
final class InMemoryShelf {
  final Repository repository;
  final Map<Long, Issue> issues = new TreeMap<>();
  final Map<String, PullRequest> pulls = new HashMap<>();
  private final Map<Long, List<IssueEvent>> events = new TreeMap<>();
  private int changes;

  InMemoryShelf(Repository repository) {
    this.repository = repository;
  }

  Optional<PullRequest> pull(long number) {
    return pulls.values().stream().filter(pull -> pull.number() == number).findFirst();
  }

  Issue add(IssueDraft draft, String login, Instant now) {
    Issue issue =
        new Issue(
            issues.size() + 1L,
            draft.title(),
            draft.body(),
            login,
            Labels.changed(Set.of(), draft.labels(), Set.of()),
            true,
            now,
            now,
            List.of());
    issues.put(issue.number(), issue);
    return issue;
  }

  /** Puts an issue in the place of its former state. */
  void replace(Issue next) {
    Issue before = issues.put(next.number(), next);
    if (before != null) {
      List<IssueEvent> all = events.computeIfAbsent(next.number(), number -> new ArrayList<>());
      all.addAll(IssueEvent.between(before, next, "change-" + ++changes));
      int surplus = all.size() - IssueEvent.MAX_EVENTS;
      if (surplus > 0) {
        all.subList(0, surplus).clear();
      }
    }
  }

  List<IssueEvent> events(long number) {
    return List.copyOf(events.getOrDefault(number, List.of()));
  }
}
