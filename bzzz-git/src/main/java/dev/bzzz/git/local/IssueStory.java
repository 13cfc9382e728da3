package dev.bzzz.git.local;

import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueEvent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** What happened to an issue, as the commits behind its ref tell it. */
final class IssueStory {
  /** How many changes of an issue are searched for events. */
  static final int MAX_CHANGES = 2000;

  private IssueStory() {}

  /** The newest events of an issue, oldest first, each called after the commit it came with. */
  static List<IssueEvent> events(BareRepository repository, long number) throws IOException {
    IssueStore store = new IssueStore(repository);
    Deque<IssueEvent> events = new ArrayDeque<>();
    Optional<ObjectId> at = Optional.of(store.tip(number));
    try (CommitFiles files = repository.files()) {
      Issue after = store.read(files, number, at.get()).issue();
      for (int i = 0; i < MAX_CHANGES && events.size() < IssueEvent.MAX_EVENTS; i++) {
        Optional<ObjectId> before = files.parent(at.get());
        if (before.isEmpty()) {
          break;
        }
        Issue earlier = store.read(files, number, before.get()).issue();
        List<IssueEvent> found = IssueEvent.between(earlier, after, at.get().name());
        for (int k = found.size() - 1; k >= 0; k--) {
          events.addFirst(found.get(k));
        }
        after = earlier;
        at = before;
      }
      return List.copyOf(events);
    }
  }
}
