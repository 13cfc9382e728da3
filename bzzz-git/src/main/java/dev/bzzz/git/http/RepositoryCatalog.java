package dev.bzzz.git.http;

import dev.bzzz.core.Bounded;
import dev.bzzz.core.BzzzException;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.Repository;
import dev.bzzz.core.repo.RepositoryId;
import dev.bzzz.core.repo.RepositoryName;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The repositories that a provider has seen on its host, and their ids, which are looked up over
 * git once. Safe for use by many threads.
 */
public final class RepositoryCatalog {
  /** Most repositories that are remembered; of more, what was used last. */
  public static final int MAX_REPOSITORIES = 10_000;

  /** A repository without an id is asked for one again after so long. */
  static final Duration WITHOUT_ID = Duration.ofMinutes(10);

  private final RepositoryIdSource ids;
  private final Set<String> gitHosts = new TreeSet<>();
  private final Time time;
  private final Map<String, RepositoryId> idByKey = Bounded.lru(MAX_REPOSITORIES);
  private final Map<String, Long> withoutIdNanos = Bounded.lru(MAX_REPOSITORIES);
  private final Map<RepositoryId, Repository> known = Bounded.lru(MAX_REPOSITORIES);

  /**
   * An empty catalogue.
   *
   * @param gitHosts names of the hosts that git may be pointed to, besides that of the API
   */
  public RepositoryCatalog(RepositoryIdSource ids, URI apiUrl, Set<String> gitHosts) {
    this(ids, apiUrl, gitHosts, Time.SYSTEM);
  }

  RepositoryCatalog(RepositoryIdSource ids, URI apiUrl, Set<String> gitHosts, Time time) {
    this.ids = ids;
    this.time = time;
    this.gitHosts.add(apiUrl.getHost().toLowerCase(Locale.ROOT));
    gitHosts.forEach(host -> this.gitHosts.add(host.toLowerCase(Locale.ROOT)));
  }

  /**
   * A repository as the host describes it.
   *
   * @param hostId the host's own number; 0 when it has none
   * @param name how it is called now
   * @param gitUrl where git reaches it, by http or https
   * @param archived whether nothing can be written to it
   */
  public record Listed(
      long hostId, RepositoryName name, URI gitUrl, String defaultBranch, boolean archived) {
    private String key() {
      return hostId > 0 ? "#" + hostId : gitUrl.toString();
    }
  }

  /**
   * A repository that somebody named; it gets an id if it has none.
   *
   * @throws PermanentException if it is archived, or its git is at a host that is not allowed
   */
  public Repository named(Listed listed) {
    if (listed.archived()) {
      throw new PermanentException(
          "cannot use the repository "
              + listed.name()
              + ": it is archived, so that nothing can be written; unarchive it, or take it out of"
              + " the configuration");
    }
    requireHost(listed);
    RepositoryId id =
        idOf(listed).orElseGet(() -> keep(listed, ids.ensure(listed.name(), listed.gitUrl())));
    return remember(listed, id);
  }

  /**
   * Repositories of a listing, ordered by name. Archived ones are left out, and, unless {@code
   * naming}, those that have no id because nobody has named them yet.
   *
   * @param unreadable hears of each one whose id cannot be had
   */
  public List<Repository> all(
      List<Listed> listing, boolean naming, Consumer<BzzzException> unreadable) {
    List<Repository> found = new ArrayList<>();
    for (Listed listed : listing) {
      if (listed.archived()) {
        continue;
      }
      try {
        if (naming) {
          found.add(named(listed));
        } else {
          requireHost(listed);
          looked(listed).map(id -> remember(listed, id)).ifPresent(found::add);
        }
      } catch (BzzzException e) {
        unreadable.accept(e);
      }
    }
    found.sort(Comparator.comparing(Repository::name));
    return found;
  }

  /** A repository that was seen before, as it was then. */
  public synchronized Optional<Repository> known(RepositoryId id) {
    return Optional.ofNullable(known.get(id));
  }

  /** Says that no repository of this id is to be seen. */
  public static NotFound none(RepositoryId id, URI apiUrl) {
    return new NotFound(
        "cannot find repository "
            + id
            + ": "
            + Origin.of(apiUrl)
            + " shows this token none of that id; check where the id is from");
  }

  private Optional<RepositoryId> looked(Listed listed) {
    Optional<RepositoryId> id = idOf(listed);
    if (id.isPresent() || isWithout(listed)) {
      return id;
    }
    Optional<RepositoryId> found = ids.find(listed.name(), listed.gitUrl());
    found.ifPresentOrElse(each -> keep(listed, each), () -> without(listed));
    return found;
  }

  private synchronized Optional<RepositoryId> idOf(Listed listed) {
    return Optional.ofNullable(idByKey.get(listed.key()));
  }

  private synchronized RepositoryId keep(Listed listed, RepositoryId id) {
    idByKey.put(listed.key(), id);
    withoutIdNanos.remove(listed.key());
    return id;
  }

  private synchronized boolean isWithout(Listed listed) {
    Long since = withoutIdNanos.get(listed.key());
    return since != null && time.nanos() - since < WITHOUT_ID.toNanos();
  }

  private synchronized void without(Listed listed) {
    withoutIdNanos.put(listed.key(), time.nanos());
  }

  private synchronized Repository remember(Listed listed, RepositoryId id) {
    Repository repository =
        new Repository(id, listed.name(), listed.gitUrl(), listed.defaultBranch());
    // A name that another repository has now no longer leads to the one before.
    known.values().removeIf(each -> each.name().equals(listed.name()) && !each.id().equals(id));
    known.put(id, repository);
    return repository;
  }

  private void requireHost(Listed listed) {
    URI url = listed.gitUrl();
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!http
        || url.getRawUserInfo() != null
        || url.getHost() == null
        || !gitHosts.contains(url.getHost().toLowerCase(Locale.ROOT))) {
      throw new PermanentException(
          "cannot use the repository "
              + listed.name()
              + ": its host says that git finds it at "
              + HostText.shown(url.toString())
              + ", but tokens are sent to "
              + String.join(", ", gitHosts)
              + " only; correct the host's own address, or allow that host for git");
    }
  }
}
