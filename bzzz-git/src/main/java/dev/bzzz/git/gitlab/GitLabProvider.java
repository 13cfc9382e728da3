package dev.bzzz.git.gitlab;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.Claim;
import dev.bzzz.core.repo.Feature;
import dev.bzzz.core.repo.ForgeAdmin;
import dev.bzzz.core.repo.HostInfo;
import dev.bzzz.core.repo.Issue;
import dev.bzzz.core.repo.IssueDraft;
import dev.bzzz.core.repo.IssueEvent;
import dev.bzzz.core.repo.LabelDraft;
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
import dev.bzzz.git.http.HostClient;
import dev.bzzz.git.http.HostFields;
import dev.bzzz.git.http.HostOptions;
import dev.bzzz.git.http.IssueIndex;
import dev.bzzz.git.http.IssueIndexes;
import dev.bzzz.git.http.Pages;
import dev.bzzz.git.http.Patience;
import dev.bzzz.git.http.RepositoryCatalog;
import dev.bzzz.git.http.RepositoryIdSource;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * GitLab 17 and later, by version 4 of its REST API. Its merge requests are pull requests here, and
 * numbered apart from issues; projects in sub-groups cannot be used. Safe for use by many threads;
 * meant to be kept.
 *
 * <p>What is read is remembered and asked for again only when it has changed. Repositories are told
 * apart by their id in git, so that one that was renamed stays the same.
 */
public final class GitLabProvider implements RepositoryProvider, ForgeAdmin {
  /** Value of {@link #kind()}. */
  public static final String KIND = "gitlab";

  private final HostClient client;
  private final GitLabProjects projects;
  private final GitLabIssues issues;
  private final GitLabPulls pulls;
  private final GitLabSetup setup;
  private final IssueIndexes indexes = new IssueIndexes();

  private GitLabProvider(Builder from) {
    client = HostClient.open(from.host.build());
    Pages pages = new Pages(client, "per_page");
    RepositoryCatalog catalog = new RepositoryCatalog(from.ids, client.url(), from.gitHosts);
    projects = new GitLabProjects(client, pages, catalog, Set.copyOf(from.owners));
    issues = new GitLabIssues(client, pages);
    pulls = new GitLabPulls(client, pages, issues, from.patience);
    setup = new GitLabSetup(client, projects, from.patience);
  }

  /**
   * Begins with how to reach the host.
   *
   * @param host address of the API, such as {@code https://gitlab.example/api/v4}, tokens and the
   *     rest; tokens are sent as {@code Authorization: Bearer}, which GitLab takes for all of its
   *     kinds
   * @param ids finds the ids of repositories, such as {@code GitRepositoryIds}
   */
  public static Builder builder(HostOptions.Builder host, RepositoryIdSource ids) {
    return new Builder(host, ids);
  }

  /** Collects what is special about this host. */
  public static final class Builder {
    private final HostOptions.Builder host;
    private final RepositoryIdSource ids;
    private final Set<String> owners = new TreeSet<>();
    private final Set<String> gitHosts = new TreeSet<>();
    private Patience patience = new Patience();

    private Builder(HostOptions.Builder host, RepositoryIdSource ids) {
      this.host = host;
      this.ids = ids;
    }

    /**
     * Shows projects of this group or user, and others that were added so, and no more. Those
     * without an id get one. When this is never called, every project that the token is a member of
     * and that has an id is shown.
     */
    public Builder owner(String path) {
      owners.add(path.toLowerCase(Locale.ROOT));
      return this;
    }

    /** Lets git log in at this host too; that of the API may always be used. */
    public Builder gitHost(String name) {
      gitHosts.add(name);
      return this;
    }

    Builder pause(Patience.Pause how) {
      patience = new Patience(how);
      return this;
    }

    /**
     * The provider; nothing is sent yet.
     *
     * @throws PermanentException if the certificates cannot be read
     */
    public GitLabProvider build() {
      return new GitLabProvider(this);
    }
  }

  @Override
  public String kind() {
    return KIND;
  }

  /**
   * Without {@link Feature#UNIQUE_PULL_REQUESTS}: GitLab looks for an open merge request before it
   * opens another, but promises nothing of races. What they double is closed again.
   */
  @Override
  public Set<Feature> features() {
    return EnumSet.of(Feature.CREATE_REPOSITORY, Feature.ISSUE_EVENTS);
  }

  @Override
  public List<Repository> repositories(Consumer<BzzzException> unreadable) {
    return projects.all(unreadable);
  }

  @Override
  public Repository repository(RepositoryName name) {
    return projects.named(name);
  }

  @Override
  public Repository repository(RepositoryId id) {
    return projects.repository(id);
  }

  @Override
  public boolean affords(RepositoryId id) {
    return issues.affords(projects.project(repository(id)));
  }

  @Override
  public List<Task> tasks(RepositoryId id, TaskQuery query) {
    Repository repository = repository(id);
    Project project = projects.project(repository);
    if (IssueIndex.answers(query)) {
      return indexes.of(repository).tasks(query, issues.source(project));
    }
    return issues.list(project, query).stream()
        .filter(query::matches)
        .map(issue -> TaskParser.parse(repository, issue))
        .toList();
  }

  @Override
  public Task task(TaskId id) {
    Repository repository = repository(id.repository());
    Place place = Place.issue(projects.project(repository), id.number());
    return TaskParser.parse(repository, GitLabJson.issue(issues.read(place), List.of()));
  }

  @Override
  public Issue issue(TaskId id) {
    return issues.whole(place(id));
  }

  @Override
  public List<IssueEvent> events(TaskId id) {
    return issues.events(place(id));
  }

  @Override
  public Task createIssue(RepositoryId id, IssueDraft draft) {
    Repository repository = repository(id);
    return TaskParser.parse(repository, issues.create(projects.project(repository), draft));
  }

  @Override
  public void setIssueOpen(TaskId id, boolean open) {
    issues.setOpen(place(id), open);
  }

  @Override
  public Optional<PullRequest> findPullRequest(RepositoryId id, String branch) {
    return pulls.find(projects.project(id), branch);
  }

  @Override
  public PullRequest openPullRequest(Claim claim, PullRequestDraft draft) {
    if (!claim.published()) {
      throw new PermanentException(
          "cannot open the pull request of " + claim + ": its work is not published yet");
    }
    Repository repository = repository(claim.task().repository());
    return pulls.open(projects.project(repository), repository, claim, draft);
  }

  @Override
  public Instant pullRequestOpenedAt(RepositoryId id, long number) {
    return GitLabJson.created(new HostFields(issues.read(pull(id, number))));
  }

  @Override
  public void commentOnPullRequest(RepositoryId id, long number, String markdown, String marker) {
    issues.comment(pull(id, number), markdown, marker);
  }

  @Override
  public void closePullRequest(RepositoryId id, long number) {
    issues.setOpen(pull(id, number), false);
  }

  @Override
  public void comment(TaskId id, String markdown, String marker) {
    issues.comment(place(id), markdown, marker);
  }

  @Override
  public void label(TaskId id, Set<String> add, Set<String> remove) {
    issues.label(place(id), add, remove);
  }

  @Override
  public HostInfo host() {
    return setup.host();
  }

  @Override
  public void createOwner(String owner) {
    setup.createOwner(owner);
  }

  @Override
  public Repository createRepository(RepositoryName name) {
    return setup.createRepository(name);
  }

  @Override
  public void createLabel(RepositoryId id, LabelDraft label) {
    setup.createLabel(projects.project(id), label);
  }

  @Override
  public void mergePullRequest(RepositoryId id, long number, String head) {
    pulls.merge(pull(id, number), head);
  }

  @Override
  public void deleteRepository(RepositoryName name) {
    setup.deleteRepository(name);
  }

  @Override
  public void close() {
    client.close();
  }

  private Place place(TaskId id) {
    return Place.issue(projects.project(id.repository()), id.number());
  }

  private Place pull(RepositoryId id, long number) {
    return Place.pull(projects.project(id), number);
  }
}
