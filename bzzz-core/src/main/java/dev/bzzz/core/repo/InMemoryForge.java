package dev.bzzz.core.repo;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.Conflict;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.task.TaskParser;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A forge in the memory of this process, for tests and demonstrations. It has no git behind it:
 * branches are names, and a pull request is merged when {@link #merge} says so. Safe for use by
 * many threads, who share one instance; closing it changes nothing.
 */
public final class InMemoryForge implements RepositoryProvider {
  private final Clock clock;
  private final String login;
  private final Map<RepositoryName, InMemoryShelf> shelves = new TreeMap<>();

  /** An empty forge on which {@code login} writes. */
  public InMemoryForge(String login) {
    this(login, Clock.systemUTC());
  }

  /** An empty forge with a clock of one's own. */
  public InMemoryForge(String login, Clock clock) {
    this.login = login;
    this.clock = clock;
  }

  /**
   * Creates a repository.
   *
   * @throws Conflict if there is one of that name
   */
  public synchronized Repository createRepository(RepositoryName name, String defaultBranch) {
    if (shelves.containsKey(name)) {
      throw new Conflict(
          "cannot create the repository " + name + ": it exists; choose another name");
    }
    byte[] id = new byte[16];
    new SecureRandom().nextBytes(id);
    Repository repository =
        new Repository(
            new RepositoryId(HexFormat.of().formatHex(id)),
            name,
            URI.create("memory:" + name),
            defaultBranch);
    shelves.put(name, new InMemoryShelf(repository));
    return repository;
  }

  /**
   * Marks the pull request of a branch as merged.
   *
   * @throws NotFound if the branch has none
   */
  public synchronized void merge(RepositoryId repository, String branch) {
    PullRequest pull =
        findPullRequest(repository, branch)
            .orElseThrow(
                () ->
                    new NotFound(
                        "cannot merge " + branch + ": it has no pull request; open one first"));
    shelf(repository).pulls.put(branch, in(pull, PullRequest.State.MERGED));
  }

  @Override
  public String kind() {
    return "memory";
  }

  @Override
  public Set<Feature> features() {
    return EnumSet.allOf(Feature.class);
  }

  @Override
  public synchronized List<Repository> repositories(Consumer<BzzzException> unreadable) {
    return shelves.values().stream().map(shelf -> shelf.repository).toList();
  }

  @Override
  public synchronized Repository repository(RepositoryName name) {
    InMemoryShelf shelf = shelves.get(name);
    if (shelf == null) {
      throw new NotFound(
          "cannot find the repository " + name + ": there is none of that name; create it first");
    }
    return shelf.repository;
  }

  @Override
  public synchronized List<Task> tasks(RepositoryId id, TaskQuery query) {
    InMemoryShelf shelf = shelf(id);
    return shelf.issues.values().stream()
        .filter(issue -> shelf.pull(issue.number()).isEmpty())
        .filter(query::matches)
        .map(issue -> TaskParser.parse(shelf.repository, issue))
        .toList();
  }

  @Override
  public synchronized Task task(TaskId id) {
    InMemoryShelf shelf = shelf(id.repository());
    Issue issue = issue(id);
    if (shelf.pull(id.number()).isPresent()) {
      throw new NotFound(
          "cannot find task " + id + ": that number is a pull request; list the tasks");
    }
    return TaskParser.parse(shelf.repository, issue);
  }

  @Override
  public synchronized Issue issue(TaskId id) {
    Issue issue = shelf(id.repository()).issues.get(id.number());
    if (issue == null) {
      throw new NotFound(
          "cannot find issue " + id + ": there is none of that number; list the tasks");
    }
    return issue;
  }

  @Override
  public synchronized List<IssueEvent> events(TaskId id) {
    issue(id);
    return shelf(id.repository()).events(id.number());
  }

  @Override
  public synchronized Task createIssue(RepositoryId id, IssueDraft draft) {
    InMemoryShelf shelf = shelf(id);
    return TaskParser.parse(shelf.repository, shelf.add(draft, login, clock.instant()));
  }

  @Override
  public synchronized void setIssueOpen(TaskId id, boolean open) {
    Issue issue = issue(id);
    if (issue.open() != open) {
      replace(id, issue.labels(), open, issue.comments());
    }
  }

  @Override
  public synchronized Optional<PullRequest> findPullRequest(RepositoryId id, String branch) {
    InMemoryShelf shelf = shelf(id);
    return Optional.ofNullable(shelf.pulls.get(branch))
        .map(
            pull ->
                pull.state() == PullRequest.State.OPEN && !shelf.issues.get(pull.number()).open()
                    ? in(pull, PullRequest.State.CLOSED)
                    : pull);
  }

  @Override
  public synchronized PullRequest openPullRequest(Claim claim, PullRequestDraft draft) {
    if (!claim.published()) {
      throw new PermanentException(
          "cannot open the pull request of " + claim + ": its work is not published yet");
    }
    RepositoryId id = claim.task().repository();
    String branch = claim.work().branch();
    Optional<PullRequest> known = findPullRequest(id, branch);
    if (known.isPresent()) {
      return known.get();
    }
    InMemoryShelf shelf = shelf(id);
    Issue issue =
        shelf.add(
            new IssueDraft(draft.title(), draft.bodyWith(claim.marker()), Set.of()),
            login,
            clock.instant());
    PullRequest pull =
        new PullRequest(
            issue.number(),
            issue.title(),
            issue.body(),
            branch,
            shelf.repository.defaultBranch(),
            claim.work().head().orElseThrow(),
            PullRequest.State.OPEN,
            login);
    shelf.pulls.put(branch, pull);
    return pull;
  }

  @Override
  public synchronized void comment(TaskId id, String markdown, String marker) {
    Issue issue = issue(id);
    if (issue.comments().stream().noneMatch(comment -> comment.carries(marker))) {
      List<Comment> comments = new ArrayList<>(issue.comments());
      comments.add(new Comment(login, Comment.marked(markdown, marker), clock.instant()));
      replace(id, issue.labels(), issue.open(), comments);
    }
  }

  @Override
  public synchronized void label(TaskId id, Set<String> add, Set<String> remove) {
    Issue issue = issue(id);
    Set<String> labels = Labels.changed(issue.labels(), add, remove);
    if (!labels.equals(issue.labels())) {
      replace(id, labels, issue.open(), issue.comments());
    }
  }

  @Override
  public void close() {}

  private InMemoryShelf shelf(RepositoryId id) {
    return shelves.values().stream()
        .filter(shelf -> shelf.repository.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new NotFound(
                    "cannot find the repository with the id "
                        + id
                        + ": it is not on this forge; check where the id is from"));
  }

  private void replace(TaskId id, Set<String> labels, boolean open, List<Comment> comments) {
    Issue issue = issue(id);
    Issue next =
        new Issue(
            issue.number(),
            issue.title(),
            issue.body(),
            issue.author(),
            labels,
            open,
            issue.createdAt(),
            clock.instant(),
            comments);
    shelf(id.repository()).replace(next);
  }

  private static PullRequest in(PullRequest pull, PullRequest.State state) {
    return new PullRequest(
        pull.number(),
        pull.title(),
        pull.body(),
        pull.branch(),
        pull.base(),
        pull.head(),
        state,
        pull.author());
  }
}
