package dev.bzzz.git.local;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.repo.Feature;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.IssueEvent;
import dev.bzzz.core.repo.PullRequest;
import dev.bzzz.core.repo.PullRequestDraft;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.core.repo.RepositoryProvider;
import dev.bzzz.core.repo.TaskQuery;
import dev.bzzz.core.task.Task;
import dev.bzzz.core.task.TaskId;
import dev.bzzz.core.task.TaskParser;
import dev.bzzz.git.local.IssueCodec.Stored;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A forge that is a folder of bare git repositories, {@code DIR/OWNER/REPO.git}, and nothing else.
 * Safe for use by many threads and by many processes on one machine.
 *
 * <p>Issues, comments, labels and pull requests live in each repository as commits under {@code
 * refs/bzzz/issues/<number>} and {@code refs/bzzz/pulls/<number>}, one commit for each change, so
 * {@code git log refs/bzzz/issues/3} tells an issue's story and {@code git show
 * refs/bzzz/issues/3:issue.json} what it says now. Numbers are one sequence for both. Every change
 * is a compare-and-swap of refs under {@link RepositoryLock}; every read looks at the disk.
 *
 * <p>A pull request counts as merged once its head is part of the base branch, whoever merged it
 * there with plain git, and as closed when its issue was closed.
 */
public final class LocalForge implements RepositoryProvider {
  /** Value of {@link #kind()}. */
  public static final String KIND = "local";

  private static final Logger LOG = LoggerFactory.getLogger(LocalForge.class);
  private static final int MAX_LOGIN = 100;

  /** So much damage is warned of; what is more would only drown it. */
  private static final int MAX_WARNED = 1000;

  private final Set<String> warned = ConcurrentHashMap.newKeySet();
  private final ForgeFolder folder;
  private final String login;

  private LocalForge(ForgeFolder folder, String login) {
    this.folder = folder;
    this.login = login;
  }

  /**
   * Opens a folder that holds at least one repository.
   *
   * @param login who writes: author of issues, comments and pull requests
   * @throws NotFound if there is no such folder
   * @throws PermanentException if it is not a forge
   */
  public static LocalForge open(Path dir, String login) {
    requireLogin(login);
    return new LocalForge(ForgeFolder.existing(dir), login);
  }

  /**
   * Opens a folder that may still be missing or empty, creating it when needed.
   *
   * @param login who writes
   * @throws PermanentException if it is a file, cannot be created, or holds something else than a
   *     forge
   */
  public static LocalForge create(Path dir, String login) {
    requireLogin(login);
    return new LocalForge(ForgeFolder.created(dir), login);
  }

  ForgeFolder folder() {
    return folder;
  }

  /** The folder, by its real path. */
  public Path dir() {
    return folder.dir();
  }

  /**
   * Creates an empty bare repository.
   *
   * @param defaultBranch short name of the branch that HEAD names
   * @throws dev.bzzz.core.Conflict if there is one of that name
   */
  public Repository createRepository(RepositoryName name, String defaultBranch) {
    try {
      folder.create(name, defaultBranch);
    } catch (IOException e) {
      throw Failures.failed("create the repository " + name, e);
    }
    return repository(name);
  }

  /** What cannot be read of a repository's issues: one line for each, empty when all is well. */
  public List<String> damage(RepositoryId repository) {
    List<String> damage = new ArrayList<>();
    try (BareRepository open = folder.open(repository)) {
      new IssueStore(open).list(damage::add);
    } catch (IOException e) {
      throw Failures.failed("list the issues of " + repository, e);
    }
    return List.copyOf(damage);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Set<Feature> features() {
    return EnumSet.allOf(Feature.class);
  }

  @Override
  public List<Repository> repositories(Consumer<BzzzException> unreadable) {
    return folder.repositories(unreadable);
  }

  @Override
  public Repository repository(RepositoryName name) {
    return folder.describe(name);
  }

  @Override
  public List<Task> tasks(RepositoryId id, TaskQuery query) {
    try (BareRepository open = folder.open(id)) {
      Repository repository = folder.describe(open);
      return new IssueStore(open)
          .list(this::warnOnce).stream()
              .filter(stored -> !stored.pullRequest())
              .map(Stored::issue)
              .filter(query::matches)
              .map(issue -> TaskParser.parse(repository, issue))
              .toList();
    } catch (IOException e) {
      throw Failures.failed("list the tasks of " + id, e);
    }
  }

  @Override
  public Task task(TaskId id) {
    try (BareRepository open = folder.open(id.repository())) {
      Stored stored = new IssueStore(open).get(id.number());
      if (stored.pullRequest()) {
        throw new NotFound(
            "cannot find task "
                + id.number()
                + " of "
                + open.name()
                + ": that number is a pull request; list the tasks to see which there are");
      }
      return TaskParser.parse(folder.describe(open), stored.issue());
    } catch (IOException e) {
      throw Failures.failed("read task " + id, e);
    }
  }

  @Override
  public Issue issue(TaskId id) {
    try (BareRepository open = folder.open(id.repository())) {
      Issue issue = new IssueStore(open).get(id.number()).issue();
      return IssueStore.with(issue, CommentEdits.left(issue.comments()));
    } catch (IOException e) {
      throw Failures.failed("read issue " + id, e);
    }
  }

  @Override
  public List<IssueEvent> events(TaskId id) {
    try (BareRepository open = folder.open(id.repository())) {
      return IssueStory.events(open, id.number());
    } catch (IOException e) {
      throw Failures.failed("read the story of issue " + id, e);
    }
  }

  @Override
  public Task createIssue(RepositoryId id, IssueDraft draft) {
    try (BareRepository open = folder.open(id)) {
      Repository repository = folder.describe(open);
      try (RepositoryLock lock = lock(open)) {
        return TaskParser.parse(repository, new IssueStore(open).create(lock, draft, login));
      }
    } catch (IOException e) {
      throw Failures.failed("create an issue in " + id, e);
    }
  }

  @Override
  public void setIssueOpen(TaskId id, boolean open) {
    change(id, IssueEdits.open(open));
  }

  @Override
  public Optional<PullRequest> findPullRequest(RepositoryId repository, String branch) {
    try (BareRepository open = folder.open(repository)) {
      return new PullStore(open).find(branch);
    } catch (IOException e) {
      throw Failures.failed("find the pull request of " + branch + " in " + repository, e);
    }
  }

  @Override
  public PullRequest openPullRequest(Claim claim, PullRequestDraft draft) {
    if (!claim.published()) {
      throw new PermanentException(
          "cannot open the pull request of " + claim + ": its work is not published yet");
    }
    try (BareRepository open = folder.open(claim.task().repository());
        RepositoryLock lock = lock(open)) {
      return new PullStore(open).open(lock, claim, draft, login);
    } catch (IOException e) {
      throw Failures.failed("open the pull request of " + claim, e);
    }
  }

  @Override
  public void comment(TaskId id, String markdown, String marker) {
    change(id, IssueEdits.comment(login, markdown, marker));
  }

  @Override
  public void label(TaskId id, Set<String> add, Set<String> remove) {
    change(id, IssueEdits.labels(add, remove));
  }

  /** Keeps nothing open; closing only ends the object's use. */
  @Override
  public void close() {}

  /** Not again with every look, which would fill the log. */
  private void warnOnce(String damage) {
    if (warned.size() < MAX_WARNED && warned.add(damage)) {
      LOG.warn("left out a damaged issue: {}", damage);
    }
  }

  private void change(TaskId id, IssueStore.Edit edit) {
    try (BareRepository open = folder.open(id.repository());
        RepositoryLock lock = lock(open)) {
      new IssueStore(open).change(lock, id.number(), login, edit);
    } catch (IOException e) {
      throw Failures.failed("change issue " + id, e);
    }
  }

  private static RepositoryLock lock(BareRepository open) {
    return RepositoryLock.acquire(open.dir(), RepositoryLock.DEFAULT_TIMEOUT);
  }

  private static void requireLogin(String login) {
    if (login.isBlank()
        || login.length() > MAX_LOGIN
        || login.chars().anyMatch(c -> Character.isISOControl(c) || c == '<' || c == '>')) {
      throw new IllegalArgumentException(
          "a login is one line of 1 to " + MAX_LOGIN + " characters without < and >");
    }
  }
}
