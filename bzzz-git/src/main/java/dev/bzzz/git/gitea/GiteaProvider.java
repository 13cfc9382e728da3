package dev.bzzz.git.gitea;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.bzzz.git.http.GitHubShapes;
import dev.bzzz.git.http.HostClient;
import dev.bzzz.git.http.HostOptions;
import dev.bzzz.git.http.HostRequest;
import dev.bzzz.git.http.IssueIndex;
import dev.bzzz.git.http.IssueIndexes;
import dev.bzzz.git.http.Pages;
import dev.bzzz.git.http.Patience;
import dev.bzzz.git.http.RepositoryCatalog;
import dev.bzzz.git.http.RepositoryCatalog.Listed;
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
 * Gitea from version 1.22 on, and Forgejo, by their own API (v1). Safe for use by many threads;
 * meant to be kept.
 *
 * <p>Repositories are told apart by their id in git, so that one that was renamed stays the same.
 * The host does not refuse a second pull request for a branch when two are asked for at the same
 * moment, so {@link Feature#UNIQUE_PULL_REQUESTS} is missing; the one too many is closed at once.
 */
public final class GiteaProvider implements RepositoryProvider, ForgeAdmin {
  /** Value of {@link #kind()}. */
  public static final String KIND = "gitea";

  private final HostClient client;
  private final Pages pages;
  private final RepositoryCatalog catalog;
  private final GiteaLabels labels;
  private final GiteaIssues issues;
  private final GiteaPulls pulls;
  private final GiteaAdmin admin;
  private final Set<String> owners;
  private final IssueIndexes indexes = new IssueIndexes();

  private GiteaProvider(Builder from) {
    client = HostClient.open(from.host.tokenHeader("Authorization", "token ").build());
    pages = new Pages(client, "limit");
    catalog = new RepositoryCatalog(from.ids, client.url(), from.gitHosts);
    labels = new GiteaLabels(client, pages);
    issues = new GiteaIssues(client, pages, labels);
    pulls = new GiteaPulls(client, issues);
    admin = new GiteaAdmin(client, from.patience);
    owners = Set.copyOf(from.owners);
  }

  /**
   * Begins with how to reach the host.
   *
   * @param host address of the API, {@code https://HOST/api/v1}, tokens and the rest
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
     * Shows repositories of this owner, and others that were added so, and no more. Those without
     * an id get one. When this is never called, every repository that the token's user owns or may
     * write to, and that has an id, is shown.
     */
    public Builder owner(String login) {
      owners.add(lower(login));
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
    public GiteaProvider build() {
      return new GiteaProvider(this);
    }
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Set<Feature> features() {
    return EnumSet.of(Feature.CREATE_REPOSITORY, Feature.ISSUE_EVENTS, Feature.SHARED_NUMBERS);
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
    HostRequest request = HostRequest.get("find the repository " + name, Place.in(name));
    return named(name, client.send(request).json());
  }

  @Override
  public Repository repository(RepositoryId id) {
    return catalog
        .known(id)
        .or(() -> repositories(error -> {}).stream().filter(r -> r.id().equals(id)).findFirst())
        .orElseThrow(() -> RepositoryCatalog.none(id, client.url()));
  }

  @Override
  public boolean affords(RepositoryId id) {
    return issues.affords(repository(id).name());
  }

  @Override
  public List<Task> tasks(RepositoryId id, TaskQuery query) {
    Repository repository = repository(id);
    // The host's times are of whole seconds: what has changed within the second counts.
    TaskQuery asked =
        new TaskQuery(
            query.labels(), query.includeClosed(), query.since().map(GiteaIssues::seconds));
    if (IssueIndex.answers(asked)) {
      return indexes.of(repository).tasks(asked, issues.source(repository.name()));
    }
    return issues.list(repository.name(), asked).stream()
        .filter(asked::matches)
        .map(issue -> TaskParser.parse(repository, issue))
        .toList();
  }

  @Override
  public Task task(TaskId id) {
    Issue issue = issues.readIssue(place(id));
    return TaskParser.parse(repository(id.repository()), issue);
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
    return pulls.find(repository(id), branch);
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
  public Instant pullRequestOpenedAt(RepositoryId repository, long number) {
    JsonNode json = issues.read(place(new TaskId(repository, number)));
    return GitHubShapes.issue(json, List.of()).createdAt();
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
    return admin.host();
  }

  @Override
  public void createOwner(String owner) {
    admin.createOwner(owner);
  }

  @Override
  public Repository createRepository(RepositoryName name) {
    return named(name, admin.createRepository(name));
  }

  @Override
  public void createLabel(RepositoryId repository, LabelDraft label) {
    labels.create(repository(repository).name(), label);
  }

  @Override
  public void mergePullRequest(RepositoryId repository, long number, String head) {
    admin.mergePullRequest(repository(repository).name(), number, head);
  }

  @Override
  public void deleteRepository(RepositoryName name) {
    admin.deleteRepository(name);
  }

  @Override
  public void close() {
    client.close();
  }

  private Place place(TaskId id) {
    return new Place(repository(id.repository()).name(), id.number());
  }

  private Repository named(RepositoryName name, JsonNode json) {
    return catalog.named(
        GitHubShapes.repository(json)
            .orElseThrow(
                () ->
                    new PermanentException(
                        "cannot read the repository "
                            + name
                            + ": its names or addresses are missing; check the address of the API")));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
