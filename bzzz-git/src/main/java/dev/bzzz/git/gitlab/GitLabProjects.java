package dev.bzzz.git.gitlab;

import dev.bzzz.core.Bounded;
import dev.bzzz.core.BzzzException;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.http.HostAnswer;
import dev.bzzz.git.http.HostClient;
import dev.bzzz.git.http.HostFields;
import dev.bzzz.git.http.HostRequest;
import dev.bzzz.git.http.Pages;
import dev.bzzz.git.http.RepositoryCatalog;
import dev.bzzz.git.http.RepositoryCatalog.Listed;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The projects that are repositories here: those right in a group or of a user. Thread-safe. */
final class GitLabProjects {
  private final HostClient client;
  private final Pages pages;
  private final RepositoryCatalog catalog;
  private final Set<String> owners;
  private final Map<RepositoryId, Long> numbers = Bounded.lru(RepositoryCatalog.MAX_REPOSITORIES);

  /**
   * Projects of a host.
   *
   * @param owners whose are listed, in lower case; when empty, all that the token is a member of
   */
  GitLabProjects(HostClient client, Pages pages, RepositoryCatalog catalog, Set<String> owners) {
    this.client = client;
    this.pages = pages;
    this.catalog = catalog;
    this.owners = owners;
  }

  List<Repository> all(Consumer<BzzzException> unreadable) {
    HostRequest request =
        HostRequest.get("list the projects", "projects")
            .query("membership", true)
            .query("order_by", "id")
            .query("sort", "asc");
    Map<RepositoryName, Listed> listed =
        pages.all(request, HostFields::key).items().stream()
            .flatMap(json -> GitLabJson.project(json).stream())
            .filter(each -> owners.isEmpty() || owners.contains(lower(each.name().owner())))
            .collect(Collectors.toMap(Listed::name, Function.identity(), (one, other) -> other));
    List<Repository> found =
        catalog.all(List.copyOf(listed.values()), !owners.isEmpty(), unreadable);
    found.forEach(repository -> remember(repository, listed.get(repository.name())));
    return found;
  }

  Repository named(RepositoryName name) {
    return named(read(name));
  }

  /** A project as the host has just described it. */
  Repository named(HostAnswer answer) {
    Listed listed =
        GitLabJson.project(answer.json())
            .orElseThrow(
                () ->
                    new PermanentException(
                        "cannot read the project at "
                            + answer.url().getPath()
                            + ": it lies in a sub-group, which Bzzz has no names for, or"
                            + " http_url_to_repo is wrong; move it, or check the address of the"
                            + " API"));
    Repository repository = catalog.named(listed);
    remember(repository, listed);
    return repository;
  }

  private HostAnswer read(RepositoryName name) {
    return client.send(request(name));
  }

  static HostRequest request(RepositoryName name) {
    return HostRequest.get("find the project " + name, "projects", name);
  }

  Repository repository(RepositoryId id) {
    return catalog
        .known(id)
        .or(() -> all(error -> {}).stream().filter(r -> r.id().equals(id)).findFirst())
        .orElseThrow(() -> RepositoryCatalog.none(id, client.url()));
  }

  Project project(RepositoryId id) {
    return project(repository(id));
  }

  synchronized Project project(Repository repository) {
    Long number = numbers.get(repository.id());
    return new Project(number == null ? repository.name() : number, repository.name());
  }

  private synchronized void remember(Repository repository, Listed listed) {
    if (listed.hostId() > 0) {
      numbers.put(repository.id(), listed.hostId());
    }
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
