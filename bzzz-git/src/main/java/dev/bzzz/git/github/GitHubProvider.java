package dev.bzzz.git.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bzzz.core.BzzzException;
import dev.bzzz.core.NotFound;
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
import dev.bzzz.git.github.GitHubIssues.Place;
import dev.bzzz.git.http.GitHubShapes;
import dev.bzzz.git.http.HostAnswer;
import dev.bzzz.git.http.HostClient;
import dev.bzzz.git.http.HostOptions;
import dev.bzzz.git.http.HostRequest;
import dev.bzzz.git.http.IssueIndex;
import dev.bzzz.git.http.IssueIndexes;
import dev.bzzz.git.http.Pages;
import dev.bzzz.git.http.RepositoryCatalog;
import dev.bzzz.git.http.RepositoryCatalog.Listed;
import dev.bzzz.git.http.RepositoryIdSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * GitHub, GitHub Enterprise, {@code ./bzzz forge serve}, and other hosts that speak version 3 of
 * GitHub's REST API (2022-11-28). Safe for use by many threads; meant to be kept.
 *
 * <p>What is read is remembered and asked for again only when it has changed. Repositories are told
 * apart by their id in git, so that one that was renamed stays the same.
 */
public final class GitHubProvider implements RepositoryProvider, ForgeAdmin {
  /** Value of {@link #kind()}. */
  public static final String KIND = "github";

  private static final String API_OF_GITHUB = "api.github.com";
  private static final String GITHUB = "github.com";
  private static final String API_VERSION = "2022-11-28";

  private final HostClient client;
  private final Pages pages;
  private final RepositoryCatalog catalog;
  private final GitHubIssues issues;
  private final GitHubPulls pulls;
  private final GitHubAdmin admin;
  private final Set<String> owners;
  private final IssueIndexes indexes = new IssueIndexes();

  private GitHubProvider(Builder from) {
    client =
        HostClient.open(
            from.host
                .header("Accept", "application/vnd.github+json")
                .header("X-GitHub-Api-Version", API_VERSION)
                .build());
    pages = new Pages(client, "per_page");
    from.gitHosts.addAll(gitHosts(client.url().getHost()));
    catalog = new RepositoryCatalog(from.ids, client.url(), from.gitHosts);
    issues = new GitHubIssues(client, pages);
    pulls = new GitHubPulls(client, pages);
    admin = new GitHubAdmin(client);
    owners = Set.copyOf(from.owners);
  }

  /**
   * Begins with how to reach the host.
   *
   * @param host address of the API, such as {@code https://api.github.com} or {@code
   *     https://forge.example/api/v3}, tokens and the rest
   * @param ids finds the ids of repositories, such as {@code GitRepositoryIds}
   */
  public static Builder builder(HostOptions.Builder host, RepositoryIdSource ids) {
    return new Builder(host, ids);
  }

  /** Names of the hosts that hold the git repositories of an API's host. */
  public static Set<String> gitHosts(String apiHost) {
    return apiHost.equalsIgnoreCase(API_OF_GITHUB) ? Set.of(apiHost, GITHUB) : Set.of(apiHost);
  }

  /** Collects what is special about this host. */
  public static final class Builder {
    private final HostOptions.Builder host;
    private final RepositoryIdSource ids;
    private final Set<String> owners = new TreeSet<>();
    private final Set<String> gitHosts = new TreeSet<>();

    private Builder(HostOptions.Builder host, RepositoryIdSource ids) {
      this.host = host;
      this.ids = ids;
    }

    /**
     * Shows repositories of this owner, and others that were added so, and no more. Those without
     * an id get one. When this is never called, every repository that the token sees and that has
     * an id is shown.
     */
    public Builder owner(String login) {
      owners.add(login.toLowerCase(Locale.ROOT));
      return this;
    }

    /** Lets git log in at this host too; that of the API may always be used. */
    public Builder gitHost(String name) {
      gitHosts.add(name);
      return this;
    }

    /**
     * The provider; nothing is sent yet.
     *
     * @throws PermanentException if the certificates cannot be read
     */
    public GitHubProvider build() {
      return new GitHubProvider(this);
    }
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
    HostRequest request = HostRequest.get("list the repositories", "user", "repos");
    List<Listed> listed =
        pages.all(request, json -> json.path("full_name").asText()).items().stream()
            .flatMap(json -> GitHubShapes.repository(json).stream())
            .filter(each -> owners.isEmpty() || owners.contains(lower(each.name().owner())))
            .toList();
    return catalog.all(listed, !owners.isEmpty(), unreadable);
  }

  @Override
  public Repository repository(RepositoryName name) {
    HostAnswer answer =
        client.send(
            HostRequest.get("find the repository " + name, "repos", name.owner(), name.name()));
    return catalog.named(GitHubJson.listed(answer.json(), name));
  }

  @Override
  public Repository repository(RepositoryId id) {
    return catalog
        .known(id)
        .or(() -> repositories(error -> {}).stream().filter(r -> r.id().equals(id)).findFirst())
        .orElseThrow(() -> RepositoryCatalog.none(id, client.url()));
  }

  @Override
  public HostInfo host() {
    return admin.host();
  }

  @Override
  public void createOwner(String owner) {
    admin.createOwner(owner);
  }

  @Override
  public Repository createRepository(RepositoryName name) {
    return catalog.named(GitHubJson.listed(admin.createRepository(name), name));
  }

  @Override
  public void createLabel(RepositoryId id, LabelDraft label) {
    admin.createLabel(repository(id).name(), label);
  }

  @Override
  public void mergePullRequest(RepositoryId id, long number, String head) {
    admin.mergePullRequest(repository(id).name(), number, head);
  }

  @Override
  public void deleteRepository(RepositoryName name) {
    admin.deleteRepository(name);
  }

  @Override
  public boolean affords(RepositoryId id) {
    return issues.affords(repository(id).name());
  }

  @Override
  public List<Task> tasks(RepositoryId id, TaskQuery query) {
    Repository repository = repository(id);
    if (IssueIndex.answers(query)) {
      return indexes.of(repository).tasks(query, issues.source(repository.name()));
    }
    return issues.list(repository.name(), query).stream()
        .filter(query::matches)
        .map(issue -> TaskParser.parse(repository, issue))
        .toList();
  }

  @Override
  public Task task(TaskId id) {
    Repository repository = repository(id.repository());
    JsonNode json = issues.read(new Place(repository.name(), id.number())).json();
    if (GitHubShapes.isPull(json)) {
      throw new NotFound(
          "cannot find task "
              + id.number()
              + " of "
              + repository.name()
              + ": that number is a pull request; list the tasks to see which there are");
    }
    return TaskParser.parse(repository, GitHubShapes.issue(json, List.of()));
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
    return TaskParser.parse(repository, issues.create(repository.name(), draft));
  }

  @Override
  public void setIssueOpen(TaskId id, boolean open) {
    issues.setOpen(place(id), open);
  }

  @Override
  public Optional<PullRequest> findPullRequest(RepositoryId id, String branch) {
    return pulls.find(repository(id).name(), branch);
  }

  @Override
  public PullRequest openPullRequest(Claim claim, PullRequestDraft draft) {
    if (!claim.published()) {
      throw new PermanentException(
          "cannot open the pull request of " + claim + ": its work is not published yet");
    }
    return pulls.open(repository(claim.task().repository()), claim, draft);
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
  public void close() {
    client.close();
  }

  private Place place(TaskId id) {
    return new Place(repository(id.repository()).name(), id.number());
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
